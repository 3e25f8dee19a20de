//! Loom models of the two protocols: the deque, and the completion of a stolen job.
//! `RUSTFLAGS="--cfg loom" cargo test --release -p omp-runtime --lib model`

use std::ptr;

use loom::{sync::Arc, thread};

use super::{
    deque::{Deque, Steal},
    job::{Completion, JobRef, Progress},
};
use crate::sync::UnsafeCell;

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
        let job = Box::new(Job { completion: Completion::new(), result: UnsafeCell::new(0) });
        let shared = Shared(&raw const *job);
        let thief = thread::spawn(move || {
            let Shared(job) = { shared };
            // SAFETY: the owner waits for `finish`.
            let job_ref = unsafe { &*job };
            job_ref.completion.begin(1, 7);
            // SAFETY: the owner reads after `Done`.
            job_ref.result.with_mut(|result| unsafe { *result = 42 });
            // SAFETY: the last access.
            unsafe { Completion::finish(&raw const (*job).completion) };
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
        let shared = Arc::new((Completion::new(), Deque::new()));
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
