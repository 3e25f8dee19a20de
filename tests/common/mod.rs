//! What the tests share: team sizes, and the proof that a test can fail.

#![allow(dead_code, reason = "each test binary uses a part of this module")]

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
};

use ferromp::prelude::*;

/// One thread, a team, a team that divides nothing evenly, more threads than many machines have, and many more.
pub(crate) const SIZES: [usize; 5] = [1, 2, 3, 8, 64];

/// A program under test: run by a team of the size given, it says whether what it saw was right.
pub(crate) type Program = fn(usize) -> bool;

/// The program is right at every team size.
#[track_caller]
pub(crate) fn holds(program: Program) {
    for threads in SIZES {
        assert!(program(threads), "wrong with a team of {threads}");
    }
}

/// The program is right, and the same program without its directive is not: the test does test the directive.
///
/// A team of one is left out of the second part, as one thread rarely misses a directive.
#[track_caller]
pub(crate) fn crossed(with: Program, without: Program) {
    holds(with);
    PATIENCE.set(IMPATIENT);
    for threads in SIZES.into_iter().filter(|threads| *threads > 1) {
        assert!(!without(threads), "right without its directive, with a team of {threads}");
    }
}

/// For as long as a thread needs to come on an idle machine.
const IMPATIENT: usize = 50_000;

thread_local! {
    static PATIENCE: Cell<usize> = const { Cell::new(100 * IMPATIENT) };
}

/// How often a program yields to a thread that is to come, before it takes it that none will. Many times as often where it
/// is right, for the machine may be busy with other tests, than where the directive is missing, so that it is in vain. To be
/// asked outside of any region.
pub(crate) fn patience() -> usize {
    PATIENCE.get()
}

/// Watches who runs a piece of code.
#[derive(Default)]
pub(crate) struct Witness(Mutex<Vec<(usize, usize)>>);

impl Witness {
    /// Notes the calling thread and its team.
    pub(crate) fn note(&self) {
        let entry = (omp_get_thread_num(), omp_get_num_threads());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }

    /// How often it was called.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    /// Each thread of a team of `threads` came here `times` times, and nobody else did.
    pub(crate) fn saw_each(&self, threads: usize, times: usize) -> bool {
        let mut seen = self.0.lock().unwrap().clone();
        seen.sort_unstable();
        seen == (0..threads).flat_map(|num| vec![(num, threads); times]).collect::<Vec<_>>()
    }

    /// Only a team of `threads` came here, and it came.
    pub(crate) fn saw_team_of(&self, threads: usize) -> bool {
        let seen = self.0.lock().unwrap();
        !seen.is_empty() && seen.iter().all(|(_, team)| *team == threads)
    }
}

/// Looks away until `done` or for about as long as a thread needs to come here: without a directive that keeps
/// others out, they come meanwhile.
pub(crate) fn linger(done: impl Fn() -> bool) {
    for _ in 0..200 {
        if done() {
            return;
        }
        std::thread::yield_now();
    }
}

/// The text that `program` panics with.
#[track_caller]
pub(crate) fn panic_text(program: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(program)).expect_err("this was to panic");
    match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => (*payload.downcast::<&str>().expect("a panic with a text")).to_owned(),
    }
}

/// Asserts that `program` panics, and that its text has all of `parts`.
#[track_caller]
pub(crate) fn panics_with(parts: &[&str], program: impl FnOnce()) {
    let text = panic_text(program);
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in `{text}`");
    }
}
