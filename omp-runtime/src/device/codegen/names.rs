//! Names in the generated code. A user's name gets a prefix, so that none is a word or function of OpenCL C; a number
//! after it tells variables of one name apart.

use std::collections::HashSet;

/// The names taken in one function.
#[derive(Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// A name that nothing else has, which reads as `name`.
    pub(super) fn fresh(&mut self, prefix: &str, name: &str) -> String {
        let base = format!("{prefix}{}", ascii(name));
        let mut full = base.clone();
        let mut count = 1;
        while !self.taken.insert(full.clone()) {
            count += 1;
            full = format!("{base}_{count}");
        }
        full
    }
}

/// The name in the letters that C has.
pub(super) fn ascii(name: &str) -> String {
    let name = name.strip_prefix("r#").unwrap_or(name);
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' { c.to_string() } else { format!("u{:x}", u32::from(c)) }
    };
    name.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        let mut names = Names::default();
        assert_eq!(names.fresh("v_", "half"), "v_half");
        assert_eq!(names.fresh("v_", "half"), "v_half_2");
        assert_eq!(names.fresh("v_", "half_2"), "v_half_2_2");
        assert_eq!(names.fresh("v_", "r#type"), "v_type");
        assert_eq!(names.fresh("v_", "größe"), "v_gruf6udfe");
    }
}
