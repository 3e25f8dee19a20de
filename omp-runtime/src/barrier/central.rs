//! A counter and a generation, shared by the whole team.

use std::{panic::Location, ptr};

use crossbeam::utils::CachePadded;

use super::{Broken, Mismatch, Site};
use crate::{
    sync::atomic::{AtomicPtr, AtomicUsize, Ordering},
    wait::{Event, Pace},
};

/// A barrier for a fixed number of threads. Once `wait` has returned `Broken` to one thread it must not be used again.
pub(crate) struct Central {
    /// Threads that have arrived. Written by arriving threads; reset by the last one, before it releases the others.
    arrived: CachePadded<AtomicUsize>,
    /// How often the barrier has opened. Written by the last thread to arrive; read by waiting ones.
    generation: CachePadded<AtomicUsize>,
    /// Which barrier each thread met last: null for the end of the region. Each written by its thread before it
    /// arrives, read by the last to arrive.
    sites: Box<[CachePadded<AtomicPtr<Location<'static>>>]>,
}

impl Central {
    pub(crate) fn new(size: usize) -> Self {
        let site = || CachePadded::new(AtomicPtr::new(ptr::null_mut()));
        Self {
            arrived: CachePadded::new(AtomicUsize::new(0)),
            generation: CachePadded::new(AtomicUsize::new(0)),
            sites: (0..size).map(|_| site()).collect(),
        }
    }

    /// Waits for the other threads of the team. What each did before is visible to all afterwards.
    pub(crate) fn wait(
        &self,
        num: usize,
        site: Site,
        (event, pace): (&Event, Pace),
        cancelled: impl Fn() -> bool,
        help: impl FnMut() -> bool,
    ) -> Result<(), Broken> {
        // Relaxed suffices: it cannot change before this thread has arrived.
        let generation = self.generation.load(Ordering::Relaxed);
        self.publish(num, site);
        // Release: what this thread did, and its site, is for the last to arrive; Acquire pairs with it there.
        if self.arrived.fetch_add(1, Ordering::AcqRel) + 1 == self.sites.len() {
            self.check_sites().map_err(Broken::Mismatch)?;
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

    fn publish(&self, num: usize, site: Site) {
        let new = site.map_or(ptr::null_mut(), |at| ptr::from_ref(at).cast_mut());
        // Relaxed suffices: only this thread writes it, and the arrival publishes it. The store is left out where it
        // changes nothing, so that in a loop the line stays in the cache of the thread that compares.
        if self.sites[num].load(Ordering::Relaxed) != new {
            self.sites[num].store(new, Ordering::Relaxed);
        }
    }

    fn site(&self, num: usize) -> Site {
        // Relaxed suffices: every thread has arrived, and this one has acquired that.
        let at = self.sites[num].load(Ordering::Relaxed);
        // SAFETY: `publish` stored null or a `&'static Location`.
        unsafe { at.as_ref() }
    }

    fn check_sites(&self) -> Result<(), Mismatch> {
        let first = self.site(0);
        for num in 1..self.sites.len() {
            let other = self.site(num);
            if !same(first, other) {
                return Err(Mismatch { threads: (0, num), sites: (first, other) });
            }
        }
        Ok(())
    }
}

/// By value where the addresses differ: code that is compiled twice has its locations twice.
fn same(a: Site, b: Site) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => ptr::eq(a, b) || a == b,
        (None, None) => true,
        _ => false,
    }
}
