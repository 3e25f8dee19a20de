//! One function a variable: its text, or what was expected instead.

use super::{Display, TargetOffload};
use crate::{
    icv::{Bind, RunKind, RunSched},
    wait::WaitPolicy,
};

type Parsed<T> = Result<T, String>;

fn is(text: &str, word: &str) -> bool {
    text.trim().eq_ignore_ascii_case(word)
}

fn one_of<T: Copy>(text: &str, words: &[(&str, T)]) -> Parsed<T> {
    let known = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
    words
        .iter()
        .find(|(word, _)| is(text, word))
        .map(|(_, value)| *value)
        .ok_or_else(|| format!("one of {}", known()))
}

/// A number that is not negative.
pub(super) fn count(text: &str) -> Parsed<usize> {
    let digits = text.trim();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then(|| digits.parse().unwrap_or(usize::MAX))
        .ok_or_else(|| "a number that is not negative".to_owned())
}

pub(super) fn positive(text: &str) -> Parsed<usize> {
    count(text).ok().filter(|&n| n > 0).ok_or_else(|| "a positive number".to_owned())
}

pub(super) fn num_threads(text: &str) -> Parsed<Vec<usize>> {
    let list: Parsed<Vec<_>> = text.split(',').map(positive).collect();
    list.map_err(|_| "a positive number for each nesting level, as in 4 or 4,2".to_owned())
}

pub(super) fn boolean(text: &str) -> Parsed<bool> {
    one_of(text, &[("true", true), ("false", false)])
}

pub(super) fn display(text: &str) -> Parsed<Display> {
    one_of(text, &[("true", Display::Standard), ("false", Display::No), ("verbose", Display::Verbose)])
}

pub(super) fn target_offload(text: &str) -> Parsed<TargetOffload> {
    let words = [
        ("mandatory", TargetOffload::Mandatory),
        ("disabled", TargetOffload::Disabled),
        ("default", TargetOffload::Default),
    ];
    one_of(text, &words)
}

pub(super) fn wait_policy(text: &str) -> Parsed<WaitPolicy> {
    one_of(text, &[("active", WaitPolicy::Active), ("passive", WaitPolicy::Passive)])
}

/// `[modifier:]kind[,chunk]` (OpenMP 5.2, 21.2.1).
pub(super) fn schedule(text: &str) -> Parsed<RunSched> {
    parse_schedule(text).ok_or_else(|| {
        "[monotonic:|nonmonotonic:]static|dynamic|guided[,chunk] or auto, as in dynamic,16".to_owned()
    })
}

fn parse_schedule(text: &str) -> Option<RunSched> {
    let (modifier, rest) =
        text.split_once(':').map_or((None, text), |(modifier, rest)| (Some(modifier), rest));
    let (kind, chunk) = rest.split_once(',').map_or((rest, None), |(kind, chunk)| (kind, Some(chunk)));
    let kinds = [
        ("static", RunKind::Static),
        ("dynamic", RunKind::Dynamic),
        ("guided", RunKind::Guided),
        ("auto", RunKind::Auto),
    ];
    let kind = one_of(kind, &kinds).ok()?;
    let monotonic = match modifier {
        None => kind == RunKind::Static,
        Some(modifier) => one_of(modifier, &[("monotonic", true), ("nonmonotonic", false)]).ok()?,
    };
    let chunk = chunk.map(positive).transpose().ok()?;
    // The choice is ours with auto, so there is nothing for a chunk to say.
    (kind != RunKind::Auto || chunk.is_none()).then_some(RunSched { kind, chunk, monotonic })
}

pub(super) fn proc_bind(text: &str) -> Parsed<Vec<Bind>> {
    if let Ok(bound) = boolean(text) {
        return Ok(vec![if bound { Bind::True } else { Bind::False }]);
    }
    let policies = [
        ("primary", Bind::Primary),
        ("master", Bind::Primary),
        ("close", Bind::Close),
        ("spread", Bind::Spread),
    ];
    let list: Parsed<Vec<_>> = text.split(',').map(|word| one_of(word, &policies)).collect();
    list.map_err(|_| "true, false, or one of primary, close, spread for each nesting level".to_owned())
}

/// A number with a unit B, K, M or G; without one it counts kibibytes (OpenMP 5.2, 21.1.6).
pub(super) fn stack_size(text: &str) -> Parsed<usize> {
    parse_size(text.trim()).ok_or_else(|| "a positive size with a unit B, K, M or G, as in 4M".to_owned())
}

fn parse_size(text: &str) -> Option<usize> {
    let unit = text.chars().last()?;
    let shift = match unit.to_ascii_uppercase() {
        'B' => 0,
        'K' => 10,
        'M' => 20,
        'G' => 30,
        '0'..='9' => return positive(text).ok()?.checked_mul(1 << 10),
        _ => return None,
    };
    positive(&text[..text.len() - 1]).ok()?.checked_mul(1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejects<T: std::fmt::Debug>(parse: impl Fn(&str) -> Parsed<T>, texts: &[&str]) {
        for text in texts {
            assert!(parse(text).is_err(), "{text:?} gave {:?}", parse(text));
        }
    }

    #[test]
    fn thread_numbers() {
        assert_eq!(num_threads("4"), Ok(vec![4]));
        assert_eq!(num_threads(" 4 , 3,2 "), Ok(vec![4, 3, 2]));
        assert_eq!(num_threads("99999999999999999999999"), Ok(vec![usize::MAX]));
        rejects(num_threads, &["", "0", "4,", ",4", "4,0", "-1", "+4", "4 2", "four", "4.0", "0x4", "4;2"]);
    }

    #[test]
    fn schedules() {
        let of = |kind, chunk, monotonic| Ok(RunSched { kind, chunk, monotonic });
        assert_eq!(schedule("static"), of(RunKind::Static, None, true));
        assert_eq!(schedule("dynamic"), of(RunKind::Dynamic, None, false));
        assert_eq!(schedule(" GUIDED , 7 "), of(RunKind::Guided, Some(7), false));
        assert_eq!(schedule("auto"), of(RunKind::Auto, None, false));
        assert_eq!(schedule("monotonic:dynamic,4"), of(RunKind::Dynamic, Some(4), true));
        assert_eq!(schedule("nonmonotonic : static"), of(RunKind::Static, None, false));
        rejects(
            schedule,
            &[
                "",
                "runtime",
                "dynamic,",
                "dynamic,0",
                "dynamic,-1",
                "dynamic 4",
                "dynamic,4,4",
                "auto,4",
                ":static",
            ],
        );
        rejects(schedule, &["simd:static", "monotonic:", "monotonic:monotonic:static", "static,x", "statik"]);
    }

    #[test]
    fn words() {
        assert_eq!(boolean("True "), Ok(true));
        assert_eq!(boolean("FALSE"), Ok(false));
        rejects(boolean, &["", "1", "0", "yes", "on", "truee", "true,false"]);
        assert_eq!(wait_policy("Active"), Ok(WaitPolicy::Active));
        assert_eq!(wait_policy("passive"), Ok(WaitPolicy::Passive));
        assert_eq!(target_offload(" Mandatory"), Ok(TargetOffload::Mandatory));
        assert_eq!(target_offload("DISABLED"), Ok(TargetOffload::Disabled));
        assert_eq!(target_offload("default"), Ok(TargetOffload::Default));
        rejects(target_offload, &["", "true", "enabled", "mandatory,default"]);
        rejects(wait_policy, &["", "true", "act ive"]);
        assert_eq!(display("verbose"), Ok(Display::Verbose));
        rejects(display, &["", "2", "very"]);
    }

    #[test]
    fn binding() {
        assert_eq!(proc_bind("true"), Ok(vec![Bind::True]));
        assert_eq!(proc_bind("spread, CLOSE,primary"), Ok(vec![Bind::Spread, Bind::Close, Bind::Primary]));
        assert_eq!(proc_bind("master"), Ok(vec![Bind::Primary]));
        rejects(proc_bind, &["", "true,close", "close,", "near", "close spread"]);
    }

    #[test]
    fn sizes() {
        for (text, bytes) in
            [("1", 1 << 10), ("512 k", 512 << 10), ("8M", 8 << 20), (" 2g ", 2 << 30), ("65536B", 65536)]
        {
            assert_eq!(stack_size(text), Ok(bytes), "{text}");
        }
        rejects(stack_size, &["", "0", "0M", "M", "-1M", "1T", "1MB", "1.5M", "99999999999999999999", "4é"]);
    }

    #[test]
    fn counts() {
        assert_eq!(count("0"), Ok(0));
        assert_eq!(positive(" 7"), Ok(7));
        rejects(count, &["", "-1", "+1", "1e3", "many"]);
        rejects(positive, &["0", "", "-0"]);
    }
}
