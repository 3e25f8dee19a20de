//! Both barriers with more threads than CPUs, that sleep soon: the one that teams with a CPU for each thread have would
//! otherwise only run as large as the machine.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::{Barrier, Comer, Site};
use crate::wait::{Event, Pace};

const HERE: Site = Some(std::panic::Location::caller());
const SIZES: [usize; 6] = [2, 3, 5, 16, 17, 40];
const PACES: [Pace; 2] = [Pace { spins: 0, yields: 0 }, Pace { spins: 20, yields: 2 }];

struct Team {
    size: usize,
    barrier: Barrier,
    event: Event,
    pace: Pace,
    count: AtomicUsize,
}

impl Team {
    fn each(crowded: bool, check: impl Fn(&Self, usize) + Sync) {
        for (size, pace) in SIZES.into_iter().flat_map(|size| PACES.map(|pace| (size, pace))) {
            let event = if crowded { Event::new() } else { Event::light() };
            let barrier = Barrier::new(size, crowded);
            let team = Self { size, barrier, event, pace, count: AtomicUsize::new(0) };
            thread::scope(|scope| {
                for num in 0..size {
                    let (team, check) = (&team, &check);
                    scope.spawn(move || check(team, num));
                }
            });
        }
    }

    fn wait(&self, num: usize, phase: u64) {
        let comer = Comer { num, phase, site: HERE };
        self.barrier.wait(comer, (&self.event, self.pace), || false, || false).expect("all come");
    }

    fn end(&self, num: usize, region: u64) {
        let comer = Comer { num, phase: region, site: None };
        self.barrier.end(comer, region, (&self.event, self.pace), || false, || false).expect("all come");
    }
}

#[test]
fn nobody_passes_early_and_no_wakeup_is_lost() {
    for crowded in [false, true] {
        Team::each(crowded, |team, num| {
            for round in 0..60 {
                team.count.fetch_add(1, Ordering::Relaxed);
                team.wait(num, 2 * round);
                assert_eq!(team.count.load(Ordering::Relaxed), (round as usize + 1) * team.size);
                team.wait(num, 2 * round + 1);
            }
        });
    }
}

/// Only thread 0 waits for all; a barrier holds the others until it has counted.
#[test]
fn all_are_gathered_at_the_end() {
    for crowded in [false, true] {
        Team::each(crowded, |team, num| {
            for region in 1..60 {
                team.count.fetch_add(1, Ordering::Relaxed);
                team.end(num, region);
                if num == 0 {
                    assert_eq!(team.count.load(Ordering::Relaxed), region as usize * team.size);
                }
                team.wait(num, 1000 + region);
            }
        });
    }
}
