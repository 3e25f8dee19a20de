//! The `schedule` clause, and what it means for one loop on one team.

use super::{
    dynamic::Dynamic,
    fixed::Fixed,
    guided::Guided,
    stealing::{Hand, MOST_CHUNKS, Stealing},
};
use crate::{
    context::Context,
    icv::{RunKind, RunSched},
    parts::Distribution,
    private::Count,
    sync::atomic::AtomicU64,
};

/// Which thread takes which iterations (OpenMP 5.2, 11.5.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Static,
    StaticChunk,
    Dynamic,
    Guided,
    Runtime,
}

/// A `schedule` clause with its modifiers; `chunk` is 0 where there is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Schedule {
    kind: Kind,
    chunk: u64,
    reproducible: bool,
    monotonic: bool,
}

impl Default for Schedule {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Schedule {
    /// No clause: `static`, the value of `def-sched-var`.
    pub const DEFAULT: Self = Self { kind: Kind::Static, chunk: 0, reproducible: false, monotonic: false };

    /// `schedule(static)`.
    #[must_use]
    pub const fn fixed() -> Self {
        Self::DEFAULT
    }

    /// `schedule(static, n)`.
    ///
    /// # Panics
    /// When `n` is not positive, as all that take a chunk size.
    #[must_use]
    #[track_caller]
    pub fn fixed_chunk(n: impl Count) -> Self {
        Self { kind: Kind::StaticChunk, chunk: chunk("static", n), ..Self::DEFAULT }
    }

    /// `schedule(dynamic, n)`; without a chunk size, `n` is 1.
    #[must_use]
    #[track_caller]
    pub fn dynamic(n: impl Count) -> Self {
        Self { kind: Kind::Dynamic, chunk: chunk("dynamic", n), ..Self::DEFAULT }
    }

    /// `schedule(guided, n)`; without a chunk size, `n` is 1.
    #[must_use]
    #[track_caller]
    pub fn guided(n: impl Count) -> Self {
        Self { kind: Kind::Guided, chunk: chunk("guided", n), ..Self::DEFAULT }
    }

    /// `schedule(auto)`: `static`, which costs nothing and touches memory in the order of the threads.
    #[must_use]
    pub const fn auto() -> Self {
        Self::DEFAULT
    }

    /// `schedule(runtime)`: what `run-sched-var` says when the loop starts.
    #[must_use]
    pub const fn runtime() -> Self {
        Self { kind: Kind::Runtime, ..Self::DEFAULT }
    }

    /// `order(reproducible)`: a reduction takes whole blocks, so that its bits do not depend on the schedule.
    #[must_use]
    pub const fn reproducible(mut self) -> Self {
        self.reproducible = true;
        self
    }

    /// `schedule(monotonic: ..)`: each thread gets its chunks in increasing order.
    #[must_use]
    pub const fn monotonic(mut self) -> Self {
        self.monotonic = true;
        self
    }

    /// Replaces `runtime` by the control variable.
    pub(crate) fn resolve(self, ctx: &Context) -> Self {
        if self.kind != Kind::Runtime {
            return self;
        }
        let of = Self::of(ctx.icv.get().run_sched);
        Self { reproducible: self.reproducible, monotonic: self.monotonic || of.monotonic, ..of }
    }

    /// *run-sched-var* as a schedule.
    fn of(run: RunSched) -> Self {
        let of = match (run.kind, run.chunk) {
            (RunKind::Static, None) | (RunKind::Auto, _) => Self::DEFAULT,
            (RunKind::Static, Some(chunk)) => Self::fixed_chunk(chunk.max(1)),
            (RunKind::Dynamic, chunk) => Self::dynamic(chunk.unwrap_or(1).max(1)),
            (RunKind::Guided, chunk) => Self::guided(chunk.unwrap_or(1).max(1)),
        };
        Self { monotonic: run.monotonic && of.kind == Kind::Dynamic, ..of }
    }

    /// Whether each thread gets one run of iterations, all about as long.
    pub(crate) fn in_runs(self) -> bool {
        self.kind == Kind::Static
    }

    /// Whether a reduction with this schedule falls into blocks.
    pub(crate) fn in_blocks(self) -> bool {
        self.reproducible || self.kind == Kind::Static
    }
}

#[track_caller]
fn chunk(kind: &str, n: impl Count) -> u64 {
    let Some(chunk) = n.count() else { panic!("schedule({kind}, {n}): a chunk has at least one iteration") };
    chunk as u64
}

/// One loop on one team: everything that decides who runs what. Threads that agree on it agree on the partition.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Plan {
    pub(crate) schedule: Schedule,
    pub(crate) trips: u64,
    /// Iterations come in blocks of this size that no chunk divides; 1 unless a reduction says otherwise.
    pub(crate) block: u64,
    pub(crate) threads: usize,
}

impl Plan {
    /// The plan of a resolved schedule.
    pub(crate) fn new(schedule: Schedule, trips: u64, block: u64, threads: usize) -> Self {
        debug_assert!(schedule.kind != Kind::Runtime);
        Self { schedule, trips, block: block.max(1), threads }
    }

    /// The chunk size in whole blocks.
    fn chunk(&self) -> u64 {
        self.schedule.chunk.max(1).div_ceil(self.block).saturating_mul(self.block)
    }

    /// Whether the partition is arithmetic alone, with nothing shared.
    pub(crate) fn is_static(&self) -> bool {
        matches!(self.schedule.kind, Kind::Static | Kind::StaticChunk | Kind::Runtime)
    }

    /// Into how many chunks a dynamic loop falls that threads may take from each other; `None` if they may not.
    pub(crate) fn stolen_chunks(&self) -> Option<u64> {
        let Schedule { kind, reproducible, monotonic, .. } = self.schedule;
        // The tree of a reproducible reduction grows to the right.
        let free = kind == Kind::Dynamic && !reproducible && !monotonic && self.threads > 1;
        Some(self.trips.div_ceil(self.chunk())).filter(|&chunks| free && chunks <= MOST_CHUNKS)
    }

    /// The chunks of thread `thread` of a loop with `stolen_chunks`, of which `hands` were dealt.
    pub(crate) fn stealing<'a>(&self, thread: usize, hands: &'a [Hand]) -> Claims<'a> {
        Claims::Stealing(Stealing::new(self.trips, self.chunk(), hands, thread))
    }

    pub(crate) fn distribution(&self, construct: u64) -> Distribution {
        let threads = self.threads;
        match self.schedule.kind {
            Kind::Static | Kind::Runtime if self.block > 1 => {
                Distribution::Static { threads, chunk: self.block, blocked: true }
            }
            Kind::Static | Kind::Runtime => Distribution::Static { threads, chunk: 0, blocked: false },
            Kind::StaticChunk => Distribution::Static { threads, chunk: self.chunk(), blocked: false },
            Kind::Dynamic | Kind::Guided => Distribution::Claimed { construct },
        }
    }

    /// The chunks of one thread. `counter` starts at 0 and belongs to this construct; static plans leave it alone.
    pub(crate) fn claims<'a>(&self, thread: usize, counter: &'a AtomicU64) -> Claims<'a> {
        match self.schedule.kind {
            Kind::Static | Kind::Runtime => {
                Claims::Fixed(Fixed::run(self.trips, self.block, self.threads as u64, thread as u64))
            }
            Kind::StaticChunk => Claims::Fixed(Fixed::round_robin(
                self.trips,
                self.chunk(),
                self.threads as u64,
                thread as u64,
            )),
            Kind::Dynamic => Claims::Dynamic(Dynamic::new(self.trips, self.chunk(), counter)),
            Kind::Guided => Claims::Guided(Guided::new(
                self.trips,
                self.chunk(),
                self.block,
                self.threads as u64,
                counter,
            )),
        }
    }
}

/// The chunks that one thread takes of one loop. Over the threads of a team, each iteration comes up exactly once.
pub(crate) enum Claims<'a> {
    Fixed(Fixed),
    Dynamic(Dynamic<'a>),
    Guided(Guided<'a>),
    Stealing(Stealing<'a>),
}

impl Claims<'_> {
    /// The next chunk `from..to`, never empty.
    #[inline]
    pub(crate) fn next_chunk(&mut self) -> Option<(u64, u64)> {
        match self {
            Self::Fixed(c) => c.next_chunk(),
            Self::Dynamic(c) => c.next_chunk(),
            Self::Guided(c) => c.next_chunk(),
            Self::Stealing(c) => c.next_chunk(),
        }
    }
}
