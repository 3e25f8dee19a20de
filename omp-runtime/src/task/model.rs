//! Loom models of the protocols: the deque, the slots, the completion of a stolen job and of a scope.
//! `RUSTFLAGS="--cfg loom" cargo test --release -p omp-runtime --lib model`

use std::ptr;

use loom::{sync::Arc, thread};

use super::{
    TeamTasks,
    deque::{Deque, Steal},
    frame::Frame,
    job::{Completion, JobRef, Progress},
    scope::ScopeCore,
    slots::{Slot, Slots},
    wait::wait,
};
use crate::{
    sync::UnsafeCell,
    wait::{Event, Pace},
};

/// Nobody stays awake.
const PACE: Pace = Pace { spins: 0, yields: 0 };

/// A reference that is passed around and never run.
fn job(id: usize) -> JobRef {
    // SAFETY: not null; never run, so never followed.
    unsafe { JobRef::from_ptr(ptr::without_provenance_mut(id)) }
}

fn id(job: JobRef) -> usize {
    job.into_ptr().addr()
}

fn steal(deque: &Deque, permit: impl Fn() -> Option<isize>) -> Option<usize> {
    match deque.steal(permit) {
        Steal::Success(job) => Some(id(job)),
        Steal::Empty | Steal::Retry => None,
    }
}

fn push(deque: &Deque, id: usize) {
    // SAFETY: each model pushes and pops on one thread.
    unsafe { deque.push(job(id)) };
}

fn pop(deque: &Deque) -> Option<usize> {
    // SAFETY: as in `push`.
    unsafe { deque.pop(isize::MIN) }.map(id)
}

fn each_is_taken_once<const ENTRIES: usize, const THEFTS: usize>() {
    loom::model(|| {
        let deque = Arc::new(Deque::new());
        let thief = {
            let deque = Arc::clone(&deque);
            thread::spawn(move || [(); THEFTS].map(|()| steal(&deque, || Some(isize::MIN))))
        };
        (1..=ENTRIES).for_each(|id| push(&deque, id));
        let mut taken = Vec::from([(); ENTRIES].map(|()| pop(&deque)));
        taken.extend(thief.join().unwrap());
        let mut taken: Vec<_> = taken.into_iter().flatten().collect();
        taken.sort_unstable();
        assert!(taken.into_iter().eq(1..=ENTRIES));
    });
}

#[test]
fn model_each_entry_is_taken_once() {
    each_is_taken_once::<2, 2>();
}

/// The ring begins with two slots.
#[test]
fn model_a_thief_meets_a_growing_ring() {
    each_is_taken_once::<3, 1>();
}

/// The owner's fences are light, until a thief asks: how the two fences pair is README.md's to prove, that the
/// modes lose nothing is shown here.
#[test]
fn model_a_thief_asks_for_full_fences() {
    loom::model(|| {
        let deque = Arc::new(Deque::new());
        push(&deque, 1);
        push(&deque, 2);
        deque.lighten();
        let thief = {
            let deque = Arc::clone(&deque);
            thread::spawn(move || [(); 3].map(|()| steal(&deque, || Some(isize::MIN))))
        };
        let mut taken = vec![pop(&deque)];
        deque.lighten();
        taken.push(pop(&deque));
        taken.extend(thief.join().unwrap());
        let mut taken: Vec<_> = taken.into_iter().flatten().collect();
        taken.sort_unstable();
        assert_eq!(taken, [1, 2]);
    });
}

/// Two thieves and the owner after the last entry.
#[test]
fn model_thieves_compete_for_the_last_entry() {
    loom::model(|| {
        let deque = Arc::new(Deque::new());
        push(&deque, 1);
        let thieves = [(); 2].map(|()| {
            let deque = Arc::clone(&deque);
            thread::spawn(move || steal(&deque, || Some(isize::MIN)))
        });
        let mine = pop(&deque);
        let theirs = thieves.map(|thief| thief.join().unwrap());
        assert_eq!(theirs.into_iter().chain([mine]).flatten().count(), 1);
    });
}

/// The owner of a job frees it as soon as it is done, and finds all that the thief wrote.
#[test]
fn model_completion_releases_the_job() {
    struct Job {
        completion: Completion,
        result: UnsafeCell<u32>,
    }
    struct Shared(*const Job);
    // SAFETY: what is under test.
    unsafe impl Send for Shared {}
    loom::model(|| {
        let job = Box::new(Job { completion: Completion::new(0), result: UnsafeCell::new(0) });
        let shared = Shared(&raw const *job);
        let thief = thread::spawn(move || {
            let Shared(job) = { shared };
            // SAFETY: the owner waits for `finish`.
            let job_ref = unsafe { &*job };
            job_ref.completion.begin(1, 7);
            // SAFETY: the owner reads after `Done`.
            job_ref.result.with_mut(|result| unsafe { *result = 42 });
            // SAFETY: the last access.
            let wake = unsafe { Completion::finish(&raw const (*job).completion) };
            assert_eq!(wake, None);
        });
        loop {
            match job.completion.progress() {
                Progress::Done => break,
                Progress::RunBy { thief, floor } => assert_eq!((thief, floor), (1, 7)),
                Progress::Published => {}
            }
            thread::yield_now();
        }
        let Job { result, .. } = *job;
        assert_eq!(result.into_inner(), 42);
        thief.join().unwrap();
    });
}

/// The thief of a job pushes the job's children, and later, at the same indices, what has nothing to do with it.
/// Whoever waits for the job gets children only.
#[test]
fn model_a_waiter_steals_descendants_only() {
    const FOREIGN: usize = 9;
    loom::model(|| {
        let shared = Arc::new((Completion::new(0), Deque::new()));
        let thief = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (completion, deque) = &*shared;
                completion.begin(1, deque.bottom());
                push(deque, 1);
                push(deque, 2);
                let mut taken = vec![pop(deque), pop(deque)];
                // SAFETY: `shared` outlives the model's threads.
                unsafe { Completion::finish(completion) };
                push(deque, FOREIGN);
                taken.push(pop(deque));
                taken
            })
        };
        let (completion, deque) = &*shared;
        let permit = || match completion.progress() {
            Progress::RunBy { floor, .. } => Some(floor),
            _ => None,
        };
        let mine = [(); 2].map(|()| steal(deque, permit));
        assert!(!mine.contains(&Some(FOREIGN)));
        let mut taken = thief.join().unwrap();
        taken.extend(mine);
        let mut taken: Vec<_> = taken.into_iter().flatten().collect();
        taken.sort_unstable();
        assert_eq!(taken, [1, 2, FOREIGN]);
    });
}

/// The creator sleeps until the job is done, whenever it has said so: a lost wake-up is a deadlock.
#[test]
fn model_the_creator_of_a_job_is_woken() {
    struct Place {
        completion: Completion,
        event: Event,
    }
    loom::model(|| {
        let place = Arc::new(Place { completion: Completion::new(0), event: Event::new() });
        let thief = {
            let place = Arc::clone(&place);
            thread::spawn(move || {
                place.completion.begin(1, 7);
                // SAFETY: `place` outlives the model's threads.
                if unsafe { Completion::finish(&raw const place.completion) } == Some(0) {
                    place.event.notify();
                }
            })
        };
        let ready = || place.completion.progress() == Progress::Done;
        wait((&place.event, PACE), ready, || false, || place.completion.announce());
        thief.join().unwrap();
    });
}

/// A stolen task of a scope spawns a sibling; the owner, which has counted the first, sleeps until both are complete, and
/// then frees the scope.
#[test]
fn model_the_last_task_of_a_scope_wakes_its_owner() {
    struct Shared(*const ScopeCore);
    // SAFETY: what is under test.
    unsafe impl Send for Shared {}
    loom::model(|| {
        let tasks = Arc::new(TeamTasks::new(1));
        let frame = Frame::base();
        let scope = Box::new(ScopeCore::new(&frame, &tasks.workers[0], 2));
        scope.count_own(1);
        let shared = Shared(&raw const *scope);
        let thief = {
            let tasks = Arc::clone(&tasks);
            thread::spawn(move || {
                let Shared(scope) = { shared };
                // SAFETY: the task that is not complete keeps the scope.
                unsafe { &*scope }.count();
                for _ in 0..2 {
                    // SAFETY: as above; the second time it is the last access.
                    if unsafe { ScopeCore::complete(scope) } {
                        tasks.workers[0].event.notify();
                    }
                }
            })
        };
        wait((&tasks.workers[0].event, PACE), || scope.is_complete(), || false, || scope.sum_up());
        drop(scope);
        thief.join().unwrap();
    });
}

/// A slot is used again when its value has been taken, by whomever.
#[test]
fn model_a_slot_is_used_again() {
    loom::model(|| {
        let shared = Arc::new((Slots::new(), Deque::new()));
        // SAFETY: the model's reference to the slot goes where the value goes.
        let take = |job: JobRef| unsafe { (*job.into_ptr().cast::<Slot>()).take::<usize>() };
        let thief = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || match shared.1.steal(|| Some(isize::MIN)) {
                Steal::Success(job) => Some(take(job)),
                Steal::Empty | Steal::Retry => None,
            })
        };
        let (slots, deque) = &*shared;
        let mut taken = Vec::new();
        for value in 1..=3 {
            let Some(slot) = slots.free::<usize>(0) else {
                taken.push(value);
                continue;
            };
            // SAFETY: the slot is free, and this thread owns slots and deque.
            unsafe {
                slot.put(value);
                deque.push(JobRef::from_ptr(ptr::from_ref(slot).cast_mut().cast()));
                taken.extend(deque.pop(isize::MIN).map(take));
            }
        }
        taken.extend(thief.join().unwrap());
        taken.sort_unstable();
        assert_eq!(taken, [1, 2, 3]);
    });
}
