//! Every thread tells three others that it has come, and then what it has heard: after a round all have heard of four
//! threads, after the next of sixteen. The barrier of teams that have a CPU for each thread: no line has more than one
//! writer, and no thread is the last whom all wait to hear of.
//!
//! After Hensgen, Finkel, Manber, "Two Algorithms for Barrier Synchronization" (1988), with three partners in a round.

use std::panic::Location;

use crossbeam::utils::CachePadded;

use super::{
    Broken, Mismatch, Site,
    station::{same, to_ptr, to_site},
};
use crate::{
    sync::atomic::{AtomicPtr, AtomicUsize, Ordering},
    wait::{Event, Pace},
};

/// How many threads each one tells in a round.
const PARTNERS: usize = 3;

/// A barrier for a fixed number of threads. Once `wait` has returned `Broken` to one thread it must not be used again.
pub(super) struct Dissemination {
    /// By thread number.
    threads: Box<[CachePadded<Thread>]>,
    /// For each thread twice as many as there are partners: by the parity of `Thread::times`, then by the partner. A thread
    /// that goes to the barrier for the next time has heard that all have come for this time, though some may not have
    /// read yet what it told them.
    signals: Box<[CachePadded<Signal>]>,
}

/// One thread's own: nobody else looks at it.
struct Thread {
    /// How often it has come to the barrier.
    times: AtomicUsize,
    /// Whom it tells and of whom it hears, by round. Never changes.
    rounds: Box<[Box<[Partner]>]>,
}

/// Indices of signals.
#[derive(Clone, Copy)]
struct Told {
    theirs: usize,
    mine: usize,
}

struct Partner {
    /// The thread that is heard of.
    from: usize,
    /// By which signal each of them is told, of the first time and of the second.
    signals: [Told; 2],
}

/// Written by one partner in one round of every second time; read by one thread.
struct Signal {
    times: AtomicUsize,
    /// Where the partner is. Written before `times`.
    site: AtomicPtr<Location<'static>>,
}

impl Dissemination {
    pub(super) fn new(size: usize) -> Self {
        let signal = || Signal { times: AtomicUsize::new(0), site: AtomicPtr::new(std::ptr::null_mut()) };
        let thread = |num| Thread { times: AtomicUsize::new(0), rounds: rounds(num, size) };
        Self {
            threads: (0..size).map(|num| CachePadded::new(thread(num))).collect(),
            signals: (0..size * signals_of_one(size)).map(|_| CachePadded::new(signal())).collect(),
        }
    }

    /// Waits for the other threads of the team. What each did before is visible to all afterwards.
    ///
    /// Nobody passes unless all are at the same barrier: a thread that hears of another one stops, and whoever passes
    /// has heard, through others, of every thread.
    pub(super) fn wait(
        &self,
        num: usize,
        site: Site,
        (event, pace): (&Event, Pace),
        stop: impl Fn() -> bool,
        mut help: impl FnMut() -> bool,
    ) -> Result<(), Broken> {
        let me = &*self.threads[num];
        // Relaxed suffices: this thread's own.
        let times = me.times.load(Ordering::Relaxed).wrapping_add(1);
        me.times.store(times, Ordering::Relaxed);
        for round in &me.rounds {
            for partner in round {
                self.signals[partner.signals[times % 2].theirs].send(times, site);
            }
            event.notify();
            for partner in round {
                let signal = &self.signals[partner.signals[times % 2].mine];
                event.wait(pace, || signal.is_of(times) || stop(), &mut help);
                if !signal.is_of(times) {
                    return Err(Broken::Cancelled);
                }
                let other = signal.site();
                if !same(site, other) {
                    let threads = (partner.from, num);
                    return Err(Broken::Mismatch(Mismatch { threads, sites: (other, site) }));
                }
            }
        }
        Ok(())
    }
}

impl Signal {
    #[inline]
    fn send(&self, times: usize, site: Site) {
        // Relaxed suffices: published by the next store. Who reads this signal has read what stood here before, for it
        // has come to the barrier once more since.
        self.site.store(to_ptr(site), Ordering::Relaxed);
        // Release: what this thread did, and what it has heard of others, is for the partner.
        self.times.store(times, Ordering::Release);
    }

    #[inline]
    fn is_of(&self, times: usize) -> bool {
        // Acquire pairs with the Release in `send`.
        self.times.load(Ordering::Acquire) == times
    }

    /// Of a signal that has been heard.
    fn site(&self) -> Site {
        // Relaxed suffices: written before what was heard.
        to_site(self.site.load(Ordering::Relaxed))
    }
}

/// At which distances the partners of a round are: 1, 2 and 3, then 4, 8 and 12, then 16, 32 and 48, and so on.
fn distances(size: usize) -> impl Iterator<Item = impl Iterator<Item = usize>> {
    let steps = std::iter::successors(Some(1), |step: &usize| step.checked_mul(PARTNERS + 1));
    steps
        .take_while(move |&step| step < size)
        .map(move |step| (1..=PARTNERS).map(move |k| k * step).take_while(move |&distance| distance < size))
}

fn signals_of_one(size: usize) -> usize {
    2 * distances(size).map(Iterator::count).sum::<usize>()
}

/// The partners of a thread.
fn rounds(num: usize, size: usize) -> Box<[Box<[Partner]>]> {
    let each = signals_of_one(size);
    let mut next = 0;
    let mut partner = |distance| {
        let (to, from) = ((num + distance) % size, (num + size - distance) % size);
        let told = |k: usize| Told { theirs: to * each + k, mine: num * each + k };
        next += 2;
        Partner { from, signals: [told(next - 2), told(next - 1)] }
    };
    distances(size).map(|round| round.map(&mut partner).collect()).collect()
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::rounds;

    #[test]
    fn everybody_hears_of_everybody() {
        for size in (1..70).chain([255, 256, 257]) {
            // The threads that each one has heard of.
            let mut heard: Vec<Vec<bool>> =
                (0..size).map(|num| (0..size).map(|other| other == num).collect()).collect();
            let threads: Vec<_> = (0..size).map(|num| rounds(num, size)).collect();
            for round in 0..threads[0].len() {
                let before = heard.clone();
                for (num, mine) in threads.iter().enumerate() {
                    for partner in &mine[round] {
                        assert_ne!(partner.from, num);
                        // Who is heard of sends what is heard.
                        let tells = |told: usize| {
                            let partners = threads[partner.from][round].iter();
                            partners.flat_map(|p| p.signals).any(|signal| signal.theirs == told)
                        };
                        assert!(partner.signals.iter().all(|signal| tells(signal.mine)));
                        heard[num].iter_mut().zip(&before[partner.from]).for_each(|(h, b)| *h |= b);
                    }
                }
            }
            assert!(heard.iter().flatten().all(|&h| h), "{size}");
        }
    }
}
