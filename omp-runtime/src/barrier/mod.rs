//! The team's barrier. One file an algorithm.

mod central;
#[cfg(all(test, loom))]
mod model;

use std::{fmt, panic::Location};

pub(crate) use central::Central as Barrier;

/// Why a thread left a barrier without the others.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The region is cancelled: another thread panicked.
    Cancelled,
    /// The threads met different barriers.
    Mismatch(Mismatch),
}

/// Two threads of one team that wait at different barriers.
#[derive(Debug)]
pub(crate) struct Mismatch {
    threads: (usize, usize),
    sites: (Site, Site),
}

/// Which barrier: an explicit one or one implied by a construct, by its place in the source; `None` at the end of
/// the region.
pub(crate) type Site = Option<&'static Location<'static>>;

/// A barrier of a region, for a message.
struct Place(Site, &'static Location<'static>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(at) => write!(f, "the barrier at {at}"),
            None => write!(f, "the end of the parallel region at {}", self.1),
        }
    }
}

impl Mismatch {
    /// The message, for the region at `region`.
    pub(crate) fn text(&self, region: &'static Location<'static>) -> String {
        let (a, b) = self.threads;
        let (at, bt) = self.sites;
        format!(
            "the threads of a team wait at different barriers: thread {a} at {}, thread {b} at {}; \
             every thread of the team must meet the same barriers in the same order",
            Place(at, region),
            Place(bt, region)
        )
    }
}
