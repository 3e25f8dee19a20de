//! Command-line arguments that several examples take.

use clap::builder::RangedU64ValueParser;
use ferromp::prelude::*;

/// A size or count that must not be zero: `#[arg(value_parser = positive())]`.
pub(crate) fn positive() -> RangedU64ValueParser<usize> {
    at_least(1)
}

/// A size or count with a lower bound.
pub(crate) fn at_least(least: u64) -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(least..)
}

/// `--threads`, for the examples that run with one team size.
#[derive(clap::Args)]
pub(crate) struct Threads {
    /// Threads in the team [default: what `OMP_NUM_THREADS` says, or one a CPU]
    #[arg(long, value_parser = positive())]
    threads: Option<usize>,
}

impl Threads {
    /// Sets the size of the teams that follow and returns it.
    pub(crate) fn apply(&self) -> usize {
        if let Some(threads) = self.threads {
            omp_set_num_threads(threads);
        }
        omp_get_max_threads()
    }
}
