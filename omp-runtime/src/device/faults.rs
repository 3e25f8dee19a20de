//! A panic in a kernel, as the host reports it.

use super::{
    codegen::{FAULT_WORDS, FaultKind, fault_message},
    ir::Site,
};

/// The message, with where in the source it happened. `None` if nothing did. `sections` are the arrays that are mapped in
/// part, by where an index into them is.
pub(crate) fn message(
    words: &[u32; FAULT_WORDS],
    files: &[&str],
    sections: &[(Site, &str)],
) -> Option<String> {
    let text = fault_message(words)?;
    let [kind, function, line, column, ..] = *words;
    let file = files.get(function as usize).copied().unwrap_or("an unknown function");
    let array = sections
        .iter()
        .find(|(site, _)| kind == FaultKind::Section as u32 && *site == Site { line, column })
        .map_or_else(String::new, |(_, array)| format!("`{array}`: "));
    Some(format!("{file}:{line}:{column}: {array}{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_file_line_index_and_length() {
        let index = [1, 1, 7, 5, 9, 0, 8, 0];
        let text = "src/b.rs:7:5: index out of bounds: the len is 8 but the index is 9";
        assert_eq!(message(&index, &["src/a.rs", "src/b.rs"], &[]).as_deref(), Some(text));
        assert_eq!(message(&[0; FAULT_WORDS], &[], &[]), None);
        assert!(
            message(&[4, 0, 1, 2, 0, 0, 0, 0], &["a.rs"], &[])
                .unwrap()
                .ends_with("attempt to divide by zero")
        );
        let section = [2, 0, 7, 5, 9, 0, 8, 0];
        let text = "a.rs:7:5: `b`: element 9 is outside the section that is mapped, which has 8 elements";
        let sections = [(Site { line: 7, column: 5 }, "b")];
        assert_eq!(message(&section, &["a.rs"], &sections).as_deref(), Some(text));
    }
}
