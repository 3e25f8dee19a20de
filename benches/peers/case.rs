//! What is measured, whoever computes it.

use std::time::Instant;

use rayon::ThreadPoolBuilder;

/// What one process says: seconds for one operation where the case is an overhead, for the whole run otherwise; and a
/// value in which the peers must agree.
pub(crate) struct Sample {
    pub(crate) seconds: f64,
    pub(crate) value: f64,
}

impl Sample {
    /// The time that `work` takes, and the value it returns.
    pub(crate) fn of(work: impl FnOnce() -> f64) -> Self {
        let start = Instant::now();
        let value = work();
        Self { seconds: start.elapsed().as_secs_f64(), value }
    }
}

/// Runs `work` on a thread of a pool of rayon's with so many: how long it takes to get there is not its affair.
pub(crate) fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be made").install(work)
}

/// A warm-up of the same work and one measured run.
pub(crate) type Run = fn(threads: usize, size: usize) -> Sample;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Overheads,
    Loops,
    Tasks,
}

impl Group {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Overheads => "overheads",
            Self::Loops => "loops",
            Self::Tasks => "tasks",
        }
    }

    /// What times are shown in, and how many of them a second has.
    pub(crate) fn unit(self) -> (&'static str, f64) {
        match self {
            Self::Overheads => ("us", 1e6),
            Self::Loops | Self::Tasks => ("ms", 1e3),
        }
    }
}

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) group: Group,
    pub(crate) size: usize,
    /// The size of a quick run.
    pub(crate) quick: usize,
    /// The peers in Rust by name, `ours` first.
    pub(crate) rust: &'static [(&'static str, Run)],
    /// The variants in C by their names there; an empty one is the case's own name.
    pub(crate) c: &'static [&'static str],
    /// How far a peer's value may be from ours, relative to it.
    pub(crate) tolerance: f64,
    pub(crate) targets: &'static [Target],
}

impl Case {
    /// The name of a variant in C.
    pub(crate) fn variant(&self, variant: &'static str) -> &'static str {
        if variant.is_empty() { self.name } else { variant }
    }
}

/// A goal of the project: our time is at most `ratio` of that of the fastest peer among `against`.
pub(crate) struct Target {
    pub(crate) team: Team,
    pub(crate) against: Against,
    pub(crate) ratio: f64,
}

/// The teams that a target is about.
#[derive(Clone, Copy)]
pub(crate) enum Team {
    /// Of this size, with a CPU for each thread.
    Of(usize),
    /// With more threads than usable CPUs.
    Oversubscribed,
}

#[derive(Clone, Copy)]
pub(crate) enum Against {
    /// All peers.
    All,
    /// This variant in C, by every compiler; an empty name is the case's own.
    C(&'static str),
    /// This peer in Rust.
    Rust(&'static str),
}

/// A target for teams that have a CPU for each thread.
pub(crate) const fn target(team: usize, against: Against, ratio: f64) -> Target {
    Target { team: Team::Of(team), against, ratio }
}

/// A target for teams of more threads than usable CPUs.
pub(crate) const fn oversubscribed(against: Against, ratio: f64) -> Target {
    Target { team: Team::Oversubscribed, against, ratio }
}
