//! What safe code may try: forget, leak, move, nest, catch panics, use plain threads.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Mutex,
};

use super::{EVEN, axis, contains, panics, share, team};
use crate::{
    constructs::critical::{CriticalSite, critical},
    context::{self, Nesting},
    parts::Parts,
    private::barrier,
    sharing::{guard::Read, last_private::LastPrivate, map::Map, phased::Phased, racy::RacyCell},
};

static NAME: CriticalSite = CriticalSite::new("traps");
static OTHER: CriticalSite = CriticalSite::new("traps_other");

#[test]
fn no_barrier_over_an_open_guard() {
    let mut x = 5;
    let shared = Phased::new("x", &mut x);
    team(1, |_| {
        let guard = shared.read();
        let text = panics(barrier);
        contains(&text, "is reached while this thread has `x` open (since ");
        contains(&text, "move the barrier, or the function that has it, out of the statement that uses `x`");
        contains(&text, file!());
        assert_eq!(*guard, 5);
        drop(guard);
        barrier();
        assert_eq!(*shared.read(), 5);
    });
}

#[test]
fn a_forgotten_guard_stops_every_barrier() {
    for threads in [1, 2, 8] {
        let mut x = 5;
        let shared = Phased::new("x", &mut x);
        let text = panics(|| {
            team(threads, |thread| {
                if thread == 0 {
                    std::mem::forget(shared.exclusive());
                    contains(&panics(barrier), "has `x` open");
                    contains(&panics(|| *shared.exclusive()), "`x` is already open on this thread");
                }
            });
        });
        contains(&text, "ends while this thread has `x` open (since ");
    }
}

#[test]
fn one_thread_opens_for_writing_once() {
    let mut x = 5;
    let shared = Phased::new("x", &mut x);
    team(1, |_| {
        let first = shared.exclusive();
        contains(&panics(|| *shared.exclusive()), "`x` is already open on this thread");
        contains(&panics(|| *shared.read()), "`x` is already open on this thread");
        drop(first);
        *shared.exclusive() += 1;
    });
    let mut c = [0; 4];
    let shared = Phased::new("c", &mut c[..]);
    team(1, |_| {
        let outer = shared.part(Map::element());
        outer.enter(&[axis(0, 1, 4)], EVEN);
        let again = || shared.part(Map::element()).enter(&[axis(0, 1, 4)], EVEN);
        contains(&panics(again), "`c` is already open on this thread");
    });
}

#[test]
fn another_region_may_not_open() {
    let mut x = 5;
    let shared = Phased::new("x", &mut x);
    team(2, |_| {
        let x = shared.read();
        team(2, |_| {
            assert_eq!(*x, 5);
            contains(&panics(|| *shared.read()), "`x` is opened in another parallel region");
        });
    });
    team(1, |_| contains(&panics(|| *shared.read()), "`x` is opened in another parallel region"));
    std::thread::scope(|s| {
        s.spawn(|| contains(&panics(|| *shared.exclusive()), "`x` is opened in another parallel region"));
    });
}

#[test]
fn plain_threads_are_regions_of_their_own() {
    let mut x = 0;
    let shared = Phased::new("x", &mut x);
    let opened = Mutex::new(0);
    std::thread::scope(|s| {
        for _ in 0..8 {
            s.spawn(|| {
                if let Ok(mut x) = catch_unwind(AssertUnwindSafe(|| shared.exclusive())) {
                    *x += 1;
                    *opened.lock().expect("not poisoned") += 1;
                }
            });
        }
    });
    assert_eq!((x, opened.into_inner().expect("not poisoned")), (1, 1));
}

#[test]
fn a_task_may_not_open() {
    let mut x = 5;
    let shared = Phased::new("x", &mut x);
    team(1, |_| {
        let guarded = shared.guarded(&NAME);
        context::with(|ctx| ctx.nesting.set(Nesting::Task));
        contains(&panics(|| drop(shared.guarded(&NAME))), "`x` is opened inside a task");
        critical(&NAME, |key| {
            contains(&panics(|| drop(shared.guarded(&NAME))), "`x` is opened inside a task");
            *guarded.open(key) += 1;
        });
        context::with(|ctx| ctx.nesting.set(Nesting::Region));
        drop(guarded);
        barrier();
        assert_eq!(*shared.read(), 6);
    });
}

#[test]
fn a_guard_kept_beyond_its_region_is_harmless() {
    thread_local!(static KEPT: RefCell<Option<Read<'static, i32>>> = const { RefCell::new(None) });
    for threads in [1, 2, 8] {
        let shared: &'static Phased<'static, i32> =
            Box::leak(Box::new(Phased::new("x", Box::leak(Box::new(7)))));
        let keep = |_| KEPT.with_borrow_mut(|kept| *kept = Some(shared.read()));
        contains(&panics(|| team(threads, keep)), "ends while this thread has `x` open (since ");
        let mut y = 1;
        let other = Phased::new("y", &mut y);
        team(threads, |_| {
            let open = other.read();
            // Its pin is on the list of a region that is over: this region's list must keep its own.
            KEPT.with_borrow_mut(|kept| assert_eq!(*kept.take().expect("left above"), 7));
            contains(&panics(barrier), "has `y` open");
            drop(open);
            contains(&panics(|| *shared.exclusive()), "another parallel region");
        });
    }
}

#[test]
fn only_the_right_key_opens_and_once() {
    let mut list = Vec::new();
    let shared = Phased::new("list", &mut list);
    team(4, |thread| {
        let handle = shared.guarded(&NAME);
        critical(&NAME, |key| {
            let mut list = handle.open(key);
            contains(&panics(|| handle.open(key).push(0)), "`list` is already open in this critical section");
            list.push(thread);
        });
        critical(&OTHER, |key| {
            contains(
                &panics(|| handle.open(key).len()),
                "but was opened with the key of `critical(traps_other)`",
            );
        });
        assert!(
            catch_unwind(AssertUnwindSafe(|| critical(&NAME, |key| {
                handle.open(key).push(10 + thread);
                panic!("inside");
            })))
            .is_err()
        );
        team(2, |_| critical(&NAME, |key| handle.open(key).push(20)));
    });
    list.sort_unstable();
    assert_eq!(list, [0, 1, 2, 3, 10, 11, 12, 13, 20, 20, 20, 20, 20, 20, 20, 20]);
    let mut x = 0;
    let shared = Phased::new("x", &mut x);
    team(1, |_| {
        let handle = shared.guarded(&NAME);
        critical(&NAME, |key| std::mem::forget(handle.open(key)));
        critical(&NAME, |key| contains(&panics(|| *handle.open(key)), "already open"));
    });
}

#[test]
fn no_opening_inside_a_barrier_or_after_a_cancelled_one() {
    let mut x = 5;
    let shared = Phased::new("x", &mut x);
    team(1, |_| {
        context::with(crate::context::Context::leave_phase);
        contains(&panics(|| *shared.read()), "while a barrier is under way or after one was cancelled");
    });
}

#[test]
fn a_panic_between_two_chunks_leaves_the_slice_usable() {
    let mut c = [0; 8];
    let shared = Phased::new("c", &mut c[..]);
    team(2, |thread| {
        let run = |fail: bool| {
            share(&[axis(0, 1, 8)], shared.part(Map::element()), |from, _, mut c| {
                c[from as usize] += 1;
                assert!(!fail, "between");
            });
        };
        let failed = catch_unwind(AssertUnwindSafe(|| run(thread == 1))).is_err();
        context::with(|ctx| ctx.nesting.set(Nesting::Region));
        assert_eq!(failed, thread == 1);
        run(false);
        barrier();
        assert_eq!(*shared.read(), [2, 0, 0, 0, 2, 0, 0, 0]);
    });
}

#[test]
fn a_panic_in_the_drop_of_an_element() {
    struct Fails(bool);
    impl Drop for Fails {
        fn drop(&mut self) {
            assert!(!self.0, "dropped");
        }
    }
    let mut c: Vec<_> = (0..4).map(|i| Fails(i == 1)).collect();
    let shared = Phased::new("c", &mut c[..]);
    team(2, |thread| {
        let text = catch_unwind(AssertUnwindSafe(|| shared.slot(1)[thread] = Fails(false)));
        assert_eq!(text.is_err(), thread == 1);
        barrier();
        assert!(shared.read().iter().all(|fails| !fails.0));
    });
}

#[test]
fn zero_sized_values() {
    let mut unit = ();
    let shared = Phased::new("unit", &mut unit);
    team(2, |thread| {
        if thread == 0 {
            *shared.exclusive() = ();
        }
        barrier();
        assert_eq!(*shared.read(), ());
    });
}

#[test]
fn last_private_and_racy() {
    let last = LastPrivate::new();
    assert!(last.take().is_none());
    let mut x = [0; 2];
    let racy = RacyCell::new(&mut x);
    team(2, |thread| {
        // SAFETY: each thread writes another element, through a pointer of its own.
        unsafe { racy.as_ptr().cast::<i32>().add(thread).write(1) };
        if thread == 1 {
            last.set(String::from("last"));
        }
    });
    // SAFETY: the team is gone.
    assert_eq!(unsafe { *racy.get() }, [1, 1]);
    assert_eq!(last.take().as_deref(), Some("last"));
}
