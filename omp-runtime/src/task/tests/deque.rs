use std::{
    ptr,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use crate::{
    fence,
    task::{
        deque::{Deque, Steal},
        job::JobRef,
    },
};

const ROUNDS: usize = 3_000_000;
const EACH: usize = 3;

/// Thieves come in bursts, so that the owner's fences become light and full again many times.
fn burst(deque: &Deque, taken: &[AtomicUsize]) {
    for _ in 0..EACH + 2 {
        if let Steal::Success(job) = deque.steal(|| Some(isize::MIN)) {
            taken[job.into_ptr().addr() - 1].fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[test]
fn no_entry_is_taken_twice() {
    let taken: Vec<_> = (0..ROUNDS * EACH).map(|_| AtomicUsize::new(0)).collect();
    let (deque, over, lightened) = (Deque::new(), AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    if deque.is_light() {
                        lightened.fetch_add(1, Ordering::Relaxed);
                        burst(&deque, &taken);
                    } else if !fence::available() {
                        burst(&deque, &taken);
                    }
                    std::hint::spin_loop();
                }
            });
        }
        for round in 0..ROUNDS {
            for id in round * EACH..(round + 1) * EACH {
                // SAFETY: not null, never run; this thread is the owner.
                unsafe { deque.push(JobRef::from_ptr(ptr::without_provenance_mut(id + 1))) };
            }
            // SAFETY: this thread is the owner.
            while let Some(job) = unsafe { deque.pop(isize::MIN) } {
                taken[job.into_ptr().addr() - 1].fetch_add(1, Ordering::Relaxed);
            }
        }
        // The thieves have at least one go, however the threads were scheduled.
        while fence::available() && lightened.load(Ordering::Relaxed) == 0 {
            std::thread::yield_now();
        }
        over.store(true, Ordering::Relaxed);
    });
    assert!(taken.iter().all(|count| count.load(Ordering::Relaxed) == 1));
}

/// A thief that finds nothing leaves a wish, which the owner hears of once.
#[test]
fn a_wish_is_taken_once() {
    let deque = Deque::new();
    assert!(!deque.take_wish());
    assert!(matches!(deque.steal(|| Some(isize::MIN)), Steal::Empty));
    assert!(deque.take_wish());
    assert!(!deque.take_wish());
    // SAFETY: not null, never run; this thread is the owner.
    unsafe { deque.push(JobRef::from_ptr(ptr::without_provenance_mut(1))) };
    assert!(matches!(deque.steal(|| Some(isize::MAX)), Steal::Empty));
    assert!(!deque.take_wish());
    assert!(matches!(deque.steal(|| Some(isize::MIN)), Steal::Success(_)));
}
