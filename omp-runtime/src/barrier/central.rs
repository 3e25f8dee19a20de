//! A counter and a generation, shared by the whole team: the barrier of teams with more threads than there are CPUs.
//! Only one thread has to run for the others to pass.

use crossbeam::utils::CachePadded;

use super::{Broken, station::Stations};
use crate::{
    sync::atomic::{AtomicUsize, Ordering},
    wait::{Event, Pace},
};

/// A barrier for a fixed number of threads. Once `wait` has returned `Broken` to one thread it must not be used again.
pub(super) struct Central {
    /// Threads that have arrived. Written by arriving threads; reset by the last one, before it releases the others.
    arrived: CachePadded<AtomicUsize>,
    /// How often the barrier has opened. Written by the last thread to arrive; read by waiting ones.
    generation: CachePadded<AtomicUsize>,
}

impl Central {
    pub(super) fn new() -> Self {
        Self {
            arrived: CachePadded::new(AtomicUsize::new(0)),
            generation: CachePadded::new(AtomicUsize::new(0)),
        }
    }

    /// Waits for the other threads of the team. What each did before is visible to all afterwards.
    pub(super) fn wait(
        &self,
        stations: &Stations,
        (event, pace): (&Event, Pace),
        cancelled: impl Fn() -> bool,
        help: impl FnMut() -> bool,
    ) -> Result<(), Broken> {
        // Relaxed suffices: it cannot change before this thread has arrived.
        let generation = self.generation.load(Ordering::Relaxed);
        // Release: what this thread did, and its station, is for the last to arrive; Acquire pairs with it there.
        if self.arrived.fetch_add(1, Ordering::AcqRel) + 1 == stations.len() {
            stations.agree().map_err(Broken::Mismatch)?;
            // Relaxed suffices: the others see it after they have seen the generation.
            self.arrived.store(0, Ordering::Relaxed);
            // Release pairs with the Acquire in `open`.
            self.generation.store(generation.wrapping_add(1), Ordering::Release);
            event.notify();
            return Ok(());
        }
        let open = || self.generation.load(Ordering::Acquire) != generation;
        event.wait(pace, || open() || cancelled(), help);
        if open() { Ok(()) } else { Err(Broken::Cancelled) }
    }
}
