//! `OMP_PLACES` (OpenMP 5.2, 21.1.6): sets of CPUs that threads may be bound to.

use std::fmt;

/// What the variable says, before anyone looks at the machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum PlacesSpec {
    /// One place for each thread, core or socket of the machine; at most so many.
    Abstract(Unit, Option<usize>),
    /// The numbers of the CPUs of each place.
    Explicit(Vec<Vec<usize>>),
}

/// What an abstract place is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unit {
    Threads,
    Cores,
    Sockets,
}

impl fmt::Display for PlacesSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Abstract(unit, limit) => {
                f.write_str(match unit {
                    Unit::Threads => "THREADS",
                    Unit::Cores => "CORES",
                    Unit::Sockets => "SOCKETS",
                })?;
                limit.map_or(Ok(()), |n| write!(f, "({n})"))
            }
            Self::Explicit(places) => {
                let braces = |place: &Vec<usize>| {
                    format!("{{{}}}", place.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
                };
                f.write_str(&places.iter().map(braces).collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// No machine has more; an interval beyond it is a slip.
const MOST: usize = 1 << 16;

pub(super) fn parse(text: &str) -> Result<PlacesSpec, String> {
    let spec = if text.contains('{') { explicit(text) } else { abstract_name(text) };
    spec.ok_or_else(|| "threads, cores or sockets, with a number in parentheses if so wished, or places as in {0,1},{2,3} or {0:2}:4:2".to_owned())
}

fn number(text: &str) -> Option<usize> {
    super::parse::count(text).ok()
}

fn abstract_name(text: &str) -> Option<PlacesSpec> {
    let text = text.trim().to_ascii_lowercase();
    let (name, limit) = match text.split_once('(') {
        Some((name, rest)) => (name.trim_end(), Some(number(rest.strip_suffix(')')?).filter(|&n| n > 0)?)),
        None => (text.as_str(), None),
    };
    let unit = match name {
        "threads" => Unit::Threads,
        "cores" => Unit::Cores,
        "sockets" => Unit::Sockets,
        _ => return None,
    };
    Some(PlacesSpec::Abstract(unit, limit))
}

/// `place[:count[:stride]], ...`; the stride may be negative. `!place` takes an equal place out again.
fn explicit(text: &str) -> Option<PlacesSpec> {
    let mut places: Vec<Vec<usize>> = Vec::new();
    for item in split_outside_braces(text) {
        let item = item.trim();
        if let Some(excluded) = item.strip_prefix('!') {
            let excluded = place(excluded.trim())?;
            places.retain(|place| *place != excluded);
            continue;
        }
        let (body, interval) = item.split_at(item.find('}')? + 1);
        let first = place(body)?;
        let (count, stride) = parse_interval(interval)?;
        for i in 0..count {
            places.push(first.iter().map(|&cpu| shifted(cpu, i, stride)).collect::<Option<_>>()?);
        }
        if places.len() > MOST {
            return None;
        }
    }
    (!places.is_empty()).then_some(PlacesSpec::Explicit(places))
}

/// `{cpu[:count[:stride]], ...}`; `!cpu` takes one out. Sorted, each once.
fn place(text: &str) -> Option<Vec<usize>> {
    let body = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut cpus = Vec::new();
    for item in body.split(',') {
        let item = item.trim();
        if let Some(excluded) = item.strip_prefix('!') {
            let excluded = number(excluded)?;
            cpus.retain(|&cpu| cpu != excluded);
            continue;
        }
        let (first, interval) = item.split_at(item.find(':').unwrap_or(item.len()));
        let first = number(first)?;
        let (count, stride) = parse_interval(interval)?;
        for i in 0..count {
            cpus.push(shifted(first, i, stride)?);
        }
    }
    cpus.sort_unstable();
    cpus.dedup();
    (!cpus.is_empty()).then_some(cpus)
}

/// Nothing (once), `:count` or `:count:stride`.
fn parse_interval(text: &str) -> Option<(usize, isize)> {
    let text = text.trim();
    if text.is_empty() {
        return Some((1, 1));
    }
    let (count, stride) = text.strip_prefix(':')?.split_once(':').unwrap_or((text.strip_prefix(':')?, "1"));
    let count = number(count).filter(|&n| (1..=MOST).contains(&n))?;
    Some((count, stride.trim().parse().ok()?))
}

fn shifted(first: usize, i: usize, stride: isize) -> Option<usize> {
    let offset = isize::try_from(i).ok()?.checked_mul(stride)?;
    first.checked_add_signed(offset).filter(|&cpu| cpu < MOST)
}

/// The items of a list whose commas inside braces do not count.
fn split_outside_braces(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cpus(text: &str) -> Vec<Vec<usize>> {
        match parse(text) {
            Ok(PlacesSpec::Explicit(places)) => places,
            other => unreachable!("{text}: {other:?}"),
        }
    }

    #[test]
    fn abstract_names() {
        assert_eq!(parse("threads"), Ok(PlacesSpec::Abstract(Unit::Threads, None)));
        assert_eq!(parse(" Cores (4)"), Ok(PlacesSpec::Abstract(Unit::Cores, Some(4))));
        assert_eq!(parse("SOCKETS(1)"), Ok(PlacesSpec::Abstract(Unit::Sockets, Some(1))));
    }

    #[test]
    fn explicit_lists() {
        assert_eq!(cpus("{0},{1}"), [[0], [1]]);
        assert_eq!(cpus("{0, 2} , {3,1}"), [[0, 2], [1, 3]]);
        assert_eq!(cpus("{0:4}"), [[0, 1, 2, 3]]);
        assert_eq!(cpus("{0:2:8}"), [[0, 8]]);
        assert_eq!(cpus("{0:2}:3:2"), [[0, 1], [2, 3], [4, 5]]);
        assert_eq!(cpus("{6}:3:-3"), [[6], [3], [0]]);
        assert_eq!(cpus("{0:4,!2}"), [[0, 1, 3]]);
        assert_eq!(cpus("{0}:4,!{2}"), [[0], [1], [3]]);
    }

    #[test]
    fn malformed_places() {
        for text in [
            "",
            "core",
            "cores(",
            "cores(0)",
            "cores()",
            "cores(4",
            "ll_caches",
            "{}",
            "{0",
            "0}",
            "{0},",
            "{a}",
            "{0:0}",
            "{0:2:}",
            "{0}:",
            "{0}:0",
            "{1}:3:-1",
            "{0}x",
            "{0}{1}",
            "{{0}}",
            "{0,!0}",
            "{0},!{0}",
            "{99999999}",
            "{0}:99999999",
        ] {
            assert!(parse(text).is_err(), "{text:?} gave {:?}", parse(text));
        }
    }

    #[test]
    fn what_is_shown_parses_again() {
        for text in ["threads", "cores(4)", "{0:2}:3:2", "{6}:3:-3"] {
            let spec = parse(text);
            assert_eq!(spec, spec.clone().and_then(|s| parse(&s.to_string())));
        }
    }
}
