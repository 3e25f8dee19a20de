//! The nearest right word to a wrong one.

/// The word of `words` nearest to `typed`, if one is near enough to be meant.
pub(crate) fn nearest<'w>(typed: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let (distance, word) = words.into_iter().map(|word| (distance(typed, word), word)).min()?;
    let abbreviated = typed.len() > 2 && word.starts_with(typed);
    (abbreviated || distance <= typed.len().max(word.len()) / 3).then_some(word)
}

/// ``did you mean `word`?``, or the whole choice when nothing is near.
pub(crate) fn suggest(typed: &str, words: &[&str]) -> String {
    match nearest(typed, words.iter().copied()) {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("use one of {}", list(words)),
    }
}

/// `a, b and c`.
pub(crate) fn list(words: &[&str]) -> String {
    match words {
        [] => "none".to_owned(),
        [word] => format!("`{word}`"),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(|word| format!("`{word}`")).collect();
            format!("{} and `{last}`", first.join(", "))
        }
    }
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_nonsense_finds_none() {
        let words = ["parallel", "for", "private", "barrier"];
        assert_eq!(nearest("paralell", words), Some("parallel"));
        assert_eq!(nearest("fro", words), Some("for"));
        assert_eq!(nearest("barier", words), Some("barrier"));
        assert_eq!(nearest("priv", words), Some("private"));
        assert_eq!(nearest("xyz", words), None);
    }
}
