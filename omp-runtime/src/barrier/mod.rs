//! The team's barrier. One file an algorithm.

mod central;
mod dissemination;
mod gather;
#[cfg(all(test, loom))]
mod model;
mod station;
#[cfg(all(test, not(loom)))]
mod tests;

use std::{cell::Cell, fmt, panic::Location};

use crate::wait::{Event, Pace};
use central::Central;
use dissemination::Dissemination;
use gather::gather;
pub(crate) use station::Stations;

/// Where the threads of a team wait for each other, in a region and at its end.
pub(crate) struct Barrier {
    pub(crate) stations: Stations,
    algorithm: Algorithm,
}

enum Algorithm {
    /// With more threads than CPUs.
    Crowded(Box<Central>),
    Roomy(Dissemination),
}

/// A thread that has come to a barrier.
#[derive(Clone, Copy)]
pub(crate) struct Comer {
    pub(crate) num: usize,
    /// Which phase the barrier ends: see `Context::phase_key`.
    pub(crate) phase: u64,
    pub(crate) site: Site,
}

impl Barrier {
    pub(crate) fn new(size: usize, crowded: bool) -> Self {
        let algorithm = if crowded {
            Algorithm::Crowded(Box::new(Central::new()))
        } else {
            Algorithm::Roomy(Dissemination::new(size))
        };
        Self { stations: Stations::new(size), algorithm }
    }

    /// Waits for the other threads of the team. What each did before is visible to all afterwards.
    pub(crate) fn wait(
        &self,
        comer: Comer,
        waiting: (&Event, Pace),
        cancelled: impl Fn() -> bool,
        help: impl FnMut() -> bool,
    ) -> Result<(), Broken> {
        self.stations.come(comer.num, comer.phase, comer.site);
        match &self.algorithm {
            Algorithm::Crowded(central) => central.wait(&self.stations, waiting, cancelled, help),
            Algorithm::Roomy(within) => self.watching(comer, waiting.1, cancelled, help, |stop, help| {
                within.wait(comer.num, comer.site, waiting, stop, help)
            }),
        }
    }

    /// The end of `region`, where the site is `None`. Thread 0 waits for the others; what each did before is visible to it
    /// afterwards. Another thread waits for all only if the result is true, and else may be ahead of some.
    pub(crate) fn end(
        &self,
        comer: Comer,
        region: u64,
        waiting: (&Event, Pace),
        cancelled: impl Fn() -> bool,
        help: impl FnMut() -> bool,
    ) -> Result<bool, Broken> {
        self.stations.come(comer.num, comer.phase, comer.site);
        match &self.algorithm {
            Algorithm::Crowded(central) => {
                central.wait(&self.stations, waiting, cancelled, help).map(|()| true)
            }
            Algorithm::Roomy(_) => {
                let gathered = self.watching(comer, waiting.1, cancelled, help, |stop, help| {
                    let all = gather(&self.stations, comer.num, region, waiting, stop, help);
                    if all { Ok(()) } else { Err(Broken::Cancelled) }
                });
                gathered.map(|()| false)
            }
        }
    }

    /// Runs `wait` with what lets it go, and with what it does meanwhile. A thread that waits at another barrier than thread
    /// 0 is found by that one, which looks around when it has waited for longer than it spins, and again whenever
    /// somebody comes: the threads in a barrier hear of each other only, and at the end of the region nobody listens.
    #[inline]
    fn watching(
        &self,
        Comer { num, phase, site }: Comer,
        pace: Pace,
        cancelled: impl Fn() -> bool,
        mut help: impl FnMut() -> bool,
        wait: impl FnOnce(&dyn Fn() -> bool, &mut dyn FnMut() -> bool) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let (found, mut turns) = (Cell::new(None), 0);
        let stop = || cancelled() || found.get().is_some();
        let mut help = || {
            turns += 1;
            if num == 0 && turns > pace.spins && found.get().is_none() {
                found.set(self.stations.find_other(phase, site));
            }
            found.get().is_some() || help()
        };
        let result = wait(&stop, &mut help);
        found.get().map_or(result, |mismatch| Err(Broken::Mismatch(mismatch)))
    }
}

/// Why a thread left a barrier without the others.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The region is cancelled: another thread panicked.
    Cancelled,
    /// The threads met different barriers.
    Mismatch(Mismatch),
}

/// Two threads of one team that wait at different barriers.
#[derive(Clone, Copy, Debug)]
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
