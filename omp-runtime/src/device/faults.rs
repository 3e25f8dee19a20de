//! A panic in a kernel, as the host reports it.

use super::{
    codegen::{FAULT_WORDS, Indexed, fault_message},
    ir::Site,
};

/// The message, with where in the source it happened. `None` if nothing did.
pub(crate) fn message(words: &[u32; FAULT_WORDS], files: &[&str], arrays: &[Indexed]) -> Option<String> {
    let [_, file, line, column, ..] = *words;
    let text = fault_message(words, array(file, Site { line, column }, arrays))?;
    let file = files.get(file as usize).copied().unwrap_or("an unknown function");
    Some(format!("{file}:{line}:{column}: {text}"))
}

/// The array that is indexed there. A macro may have several at one place: then nobody knows which.
fn array(file: u32, site: Site, arrays: &[Indexed]) -> Option<&'static str> {
    let mut there = arrays.iter().filter(|at| (at.0, at.1) == (file as usize, site)).map(|at| at.2);
    let first = there.next()?;
    (!first.is_empty() && there.all(|other| other == first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_file_line_index_and_length() {
        let index = [1, 1, 7, 5, 9, 0, 8, 0, 0, 0];
        let text = "src/b.rs:7:5: index out of bounds: the len is 8 but the index is 9";
        assert_eq!(message(&index, &["src/a.rs", "src/b.rs"], &[]).as_deref(), Some(text));
        assert_eq!(message(&[0; FAULT_WORDS], &[], &[]), None);
        let divide = message(&[4, 0, 1, 2, 0, 0, 0, 0, 0, 0], &["a.rs"], &[]);
        assert_eq!(divide.as_deref(), Some("a.rs:1:2: attempt to divide by zero"));
    }

    #[test]
    fn a_fault_names_the_array_where_one_is_indexed() {
        let site = Site { line: 7, column: 5 };
        let of = |kind, arrays: &[Indexed]| {
            message(&[kind, 0, 7, 5, 9, 0, 8, 0, 3, 0], &["a.rs"], arrays).unwrap()
        };
        let [b, c, elsewhere] = [(0, site, "b"), (0, site, "c"), (1, site, "c")];
        let named = "a.rs:7:5: index out of bounds: the len is 8 but the index is 9: `b[9]`";
        assert_eq!(of(1, &[b, b, elsewhere]), named);
        assert!(named.starts_with(&of(1, &[b, c])), "two arrays in one place");
        assert!(named.starts_with(&of(1, &[(0, site, "")])), "no name");
        assert_eq!(of(2, &[b]), "a.rs:7:5: `b[9]` is outside the section that is mapped, 3..8");
        assert_eq!(of(2, &[]), "a.rs:7:5: element 9 is outside the section that is mapped, 3..8");
        assert_eq!(of(15, &[b]), "a.rs:7:5: `b` is used as a whole, and only the section 3..8 is mapped");
    }
}
