//! A case: what several peers do, and how their times are reported.

use std::time::Instant;

use crate::common::{Spread, take_turns};

/// One way to do the work of a case.
pub(crate) struct Peer {
    name: String,
    /// Seconds of one run, of which all but the work is left out.
    run: Box<dyn FnMut() -> Result<f64, String>>,
}

impl Peer {
    /// Times the whole of `work`, divided by the number of `parts` that it does.
    pub(crate) fn new(
        name: &str,
        parts: usize,
        mut work: impl FnMut() -> Result<(), String> + 'static,
    ) -> Self {
        let run = move || {
            let start = Instant::now();
            for _ in 0..parts {
                work()?;
            }
            Ok(start.elapsed().as_secs_f64() / parts as f64)
        };
        Self { name: name.to_owned(), run: Box::new(run) }
    }

    /// `run` measures itself.
    pub(crate) fn measuring(name: &str, run: impl FnMut() -> Result<f64, String> + 'static) -> Self {
        Self { name: name.to_owned(), run: Box::new(run) }
    }
}

/// From seconds to what is printed.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    Milliseconds,
    Microseconds,
    /// GB/s, of that many bytes a run.
    Rate(f64),
}

impl Unit {
    fn of(self, seconds: f64) -> f64 {
        match self {
            Self::Milliseconds => seconds * 1e3,
            Self::Microseconds => seconds * 1e6,
            Self::Rate(bytes) => bytes * 1e-9 / seconds,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Microseconds => "us",
            Self::Rate(_) => "GB/s",
        }
    }
}

/// What the first peer's median should be: printed beside it, and never a verdict.
pub(crate) enum Goal {
    /// At most that many seconds.
    Seconds(f64),
    /// At most so many times the median of the peer of that name.
    Times(f64, &'static str),
}

pub(crate) struct Case {
    pub(crate) title: String,
    pub(crate) unit: Unit,
    /// The first is ours: the others are compared with it.
    pub(crate) peers: Vec<Peer>,
    pub(crate) goal: Option<Goal>,
}

/// One line of the table.
pub(crate) struct Row {
    pub(crate) peer: String,
    /// Median, and the runs at either end, in the unit of the case.
    pub(crate) median: f64,
    pub(crate) best: f64,
    pub(crate) worst: f64,
    /// Of the median times, this to the first row's: above 1 where this is slower.
    pub(crate) ratio: f64,
}

pub(crate) struct Outcome {
    pub(crate) title: String,
    pub(crate) unit: &'static str,
    pub(crate) rows: Vec<Row>,
    /// The first row's time over the goal's: at most 1 where it is reached.
    pub(crate) of_goal: Option<f64>,
}

impl Case {
    pub(crate) fn measure(mut self, runs: u32) -> Result<Outcome, String> {
        // Builds, first touches, and threads that start.
        for peer in &mut self.peers {
            (peer.run)()?;
        }
        let spreads = take_turns(&mut self.peers, runs, |peer| (peer.run)())?;
        let ours = spreads[0].median;
        let of_goal = match self.goal {
            None => None,
            Some(Goal::Seconds(most)) => Some(ours / most),
            Some(Goal::Times(factor, name)) => {
                let at = self.peers.iter().position(|peer| peer.name == name);
                at.map(|at| ours / (factor * spreads[at].median))
            }
        };
        let row = |(peer, spread): (Peer, Spread)| {
            let [median, best, worst] = [spread.median, spread.min, spread.max].map(|t| self.unit.of(t));
            Row { peer: peer.name, median, best, worst, ratio: spread.median / ours }
        };
        let rows = self.peers.into_iter().zip(spreads).map(row).collect();
        Ok(Outcome { title: self.title, unit: self.unit.name(), rows, of_goal })
    }
}
