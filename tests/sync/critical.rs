//! `critical`: one thread at a time.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::{linger, patience};

/// Counts who is inside at once.
#[derive(Default)]
struct Room {
    inside: AtomicUsize,
    most: AtomicUsize,
}

impl Room {
    /// Enters, gives the others time to come in too, and leaves.
    fn visit(&self) {
        self.most.fetch_max(self.inside.fetch_add(1, Relaxed) + 1, Relaxed);
        linger(|| self.inside.load(Relaxed) > 1 || self.most.load(Relaxed) > 1);
        self.inside.fetch_sub(1, Relaxed);
    }

    fn was_never_shared(self) -> bool {
        self.most.into_inner() == 1
    }
}

/// No two threads are inside.
#[conformance]
fn critical_excludes(threads: usize) -> bool {
    let room = Room::default();
    #[omp(parallel num_threads(threads))]
    {
        omp!(barrier);
        #[crossed(omp(critical))]
        room.visit();
    }
    room.was_never_shared()
}

/// Read, work, write: no update is lost.
#[conformance]
fn critical_threads1(threads: usize) -> bool {
    let iterations = 1000;
    let mut count = 0;
    let team = AtomicUsize::new(0);
    #[crossed(omp(parallel num_threads(threads)))]
    {
        team.store(omp_get_num_threads(), Relaxed);
        omp!(barrier);
        #[omp(for)]
        for _ in 0..iterations {
            #[omp(critical)]
            {
                let before = count;
                let noise: i32 = (0..100).map(|i| if i % 2 == 0 { 1 } else { -1 }).sum();
                count = before + 1 + noise;
            }
        }
    }
    count == iterations && team.into_inner() == threads
}

/// Each thread takes a number; nobody gets one twice.
#[conformance]
fn critical_threads2(threads: usize) -> bool {
    let mut next = threads;
    let mut taken = vec![usize::MAX; threads];
    #[crossed(omp(parallel num_threads(threads)))]
    {
        let mine = #[omp(critical)]
        {
            next -= 1;
            next
        };
        let me = omp_get_thread_num();
        taken[me] = mine;
    }
    taken.sort_unstable();
    taken == (0..threads).collect::<Vec<_>>()
}

/// Sections without a name are one section, wherever they stand.
#[conformance]
fn critical_result(threads: usize) -> bool {
    let mut count = 0;
    let room = Room::default();
    #[omp(parallel num_threads(threads))]
    {
        omp!(barrier);
        if omp_get_thread_num() < threads / 2 {
            #[omp(critical)]
            {
                count += 1;
                room.visit();
            }
        } else {
            #[omp(critical)]
            {
                count += 1;
                room.visit();
            }
        }
    }
    count == threads && room.was_never_shared()
}

/// Sections of different names do not exclude each other: two threads meet, one in each.
#[conformance]
fn named_critical(threads: usize) -> bool {
    let (met, patience) = (AtomicUsize::new(0), patience());
    let (in_a, in_b) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (room_a, room_b) = (Room::default(), Room::default());
    #[omp(parallel num_threads(threads))]
    {
        // Half of the threads go to one section, half to the other.
        if omp_get_thread_num().is_multiple_of(2) {
            #[crossed(omp(critical(rendezvous_a)), omp(critical(rendezvous)))]
            {
                in_a.fetch_add(1, Relaxed);
                let mut rounds = 0;
                while in_b.load(Relaxed) == 0 && threads > 1 && rounds < patience {
                    std::thread::yield_now();
                    rounds += 1;
                }
                met.fetch_add(usize::from(in_b.load(Relaxed) > 0 && rounds < patience), Relaxed);
                room_a.visit();
            }
        } else {
            #[crossed(omp(critical(rendezvous_b)), omp(critical(rendezvous)))]
            {
                in_b.fetch_add(1, Relaxed);
                let mut rounds = 0;
                while in_a.load(Relaxed) == 0 && rounds < patience {
                    std::thread::yield_now();
                    rounds += 1;
                }
                met.fetch_add(usize::from(in_a.load(Relaxed) > 0 && rounds < patience), Relaxed);
                room_b.visit();
            }
        }
    }
    let apart = room_a.was_never_shared() && (threads == 1 || room_b.was_never_shared());
    apart && (threads == 1 || met.into_inner() == threads)
}

/// A section may guard several variables, also places in a value.
#[conformance]
fn critical_guards_places(threads: usize) -> bool {
    #[derive(Default)]
    struct Totals {
        calls: usize,
        names: Vec<String>,
    }
    let mut totals = Totals::default();
    let mut log = String::new();
    #[crossed(omp(parallel num_threads(threads)))]
    {
        let me = omp_get_thread_num();
        #[omp(critical(totals))]
        {
            totals.calls += 1;
            totals.names.push(me.to_string());
            log.push('x');
        }
    }
    totals.names.sort_by_key(|name| name.parse::<usize>().unwrap());
    let names: Vec<String> = (0..threads).map(|me| me.to_string()).collect();
    totals.calls == threads && totals.names == names && log.len() == threads
}

/// A section gives a value.
#[conformance]
fn critical_value(threads: usize) -> bool {
    let mut queue: Vec<usize> = (0..3 * threads).collect();
    let mut sums = vec![0; threads];
    #[crossed(omp(parallel num_threads(threads)))]
    {
        let me = omp_get_thread_num();
        let mut sum = 0;
        for _ in 0..3 {
            let item = #[omp(critical)]
            {
                queue.pop()
            };
            sum += item.unwrap_or(0);
        }
        sums[me] = sum;
    }
    queue.is_empty() && sums.iter().sum::<usize>() == (0..3 * threads).sum()
}

/// A named section in two functions is one section.
#[omp]
fn visit_too(room: &Room) {
    #[omp(critical(shared_name))]
    room.visit();
}

#[conformance]
fn orphaned_critical(threads: usize) -> bool {
    let room = Room::default();
    #[omp(parallel num_threads(threads))]
    {
        omp!(barrier);
        if omp_get_thread_num().is_multiple_of(2) {
            #[crossed(omp(critical(shared_name)), omp(critical(another_name)))]
            room.visit();
        } else {
            visit_too(&room);
        }
    }
    room.was_never_shared()
}

/// Outside of any region a section is entered at once.
#[test]
fn critical_outside_of_a_region() {
    let room = Room::default();
    visit_too(&room);
    assert!(room.was_never_shared());
}

/// A section inside another of a different name.
#[conformance]
fn critical_in_critical(threads: usize) -> bool {
    let mut pair = (0, 0);
    let mut inner = 0;
    #[crossed(omp(parallel num_threads(threads)))]
    {
        #[omp(critical(outer))]
        {
            pair.0 += 1;
            #[omp(critical(inner))]
            {
                inner += 1;
            }
            pair.1 += 1;
        }
    }
    pair == (threads, threads) && inner == threads
}
