use std::sync::atomic::Ordering;

use super::{EVEN, axis, contains, in_turn, panics, share, team};
use crate::{
    constructs::critical::{CriticalSite, critical},
    parts::{Distribution, Parts},
    private::barrier,
    sharing::{map::Map, phased::Phased},
};

static A: CriticalSite = CriticalSite::new("modes_a");
static B: CriticalSite = CriticalSite::new("modes_b");

#[test]
fn every_pair_of_modes_clashes() {
    type Open = fn(&Phased<'_, [i32]>, &mut dyn FnMut());
    let modes: [(&str, Open); 6] = [
        ("read", |p, f| {
            let _g = p.read();
            f();
        }),
        ("exclusive", |p, f| {
            let _g = p.exclusive();
            f();
        }),
        ("guarded", |p, f| {
            let _g = p.guarded(&A);
            f();
        }),
        ("atomic", |p, f| {
            let _g = p.atomic();
            f();
        }),
        ("slot", |p, f| {
            let _g = p.slot(1);
            f();
        }),
        ("part", |p, f| {
            let g = p.part(Map::element());
            g.enter(&[axis(0, 1, 4)], EVEN);
            f();
        }),
    ];
    for (i, (a, first)) in modes.iter().enumerate() {
        for (j, (b, second)) in modes.iter().enumerate() {
            let mut v = [0; 4];
            let shared = Phased::new("v", &mut v[..]);
            let open = || {
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| second(&shared, &mut || ()))).is_ok()
            };
            let compatible = in_turn(|| first(&shared, &mut || ()), open);
            let expected = i == j && *a != "exclusive";
            assert_eq!(compatible, expected, "{a} then {b}");
        }
    }
}

#[test]
fn a_missing_barrier_is_named_with_both_places() {
    let mut y = 0;
    let shared = Phased::new("y", &mut y);
    let text = in_turn(|| *shared.exclusive() = 1, || panics(|| *shared.read()));
    contains(&text, "`y` is read while another thread may still write it: a barrier is missing");
    contains(&text, "(written by thread 0 at ");
    assert_eq!(text.matches("modes.rs:").count(), 2, "{text}");
    let mut y = 0;
    let shared = Phased::new("y", &mut y);
    let text = in_turn(|| *shared.read(), || panics(|| *shared.exclusive() = 1));
    contains(&text, "`y` is written while another thread may still read it");
    let shared = Phased::new("y", &mut y);
    let text = in_turn(|| drop(shared.guarded(&A)), || panics(|| drop(shared.guarded(&B))));
    contains(&text, "`y` has two guards");
    contains(&text, "`critical(modes_b)` at ");
}

#[test]
fn modes_change_at_a_barrier() {
    let mut x = [0; 4];
    let shared = Phased::new("x", &mut x[..]);
    team(4, |thread| {
        for round in 1..50 {
            if thread == round % 4 {
                shared.exclusive().fill(0);
            }
            barrier();
            shared.slot(1)[thread] = round;
            barrier();
            let seen: usize = shared.read().iter().sum();
            assert_eq!(seen, 4 * round);
            barrier();
            shared.atomic().at(0).add(1);
            barrier();
            {
                let guarded = shared.guarded(&A);
                critical(&A, |key| guarded.open(key)[0] += 1);
            }
            barrier();
            share(&[axis(0, 1, 4)], shared.part(Map::element()), |from, _, mut block| {
                assert_eq!(block[from as usize], if thread == 0 { round + 8 } else { round });
                block[from as usize] = 0;
            });
            barrier();
        }
    });
}

#[test]
fn threads_must_agree_on_a_partition() {
    for k in [2, 3] {
        let mut c = [0; 40];
        let shared = Phased::new("c", &mut c[..]);
        let enter = |k: i32, trips, how| shared.part(Map::new([k], 0, 1)).enter(&[axis(0, 1, trips)], how);
        let text = in_turn(|| enter(1, 10, EVEN), || panics(|| enter(k, 10, EVEN)));
        contains(&text, "`c` is partitioned in two ways");
    }
    let mut c = [0; 40];
    let claimed = |construct| Distribution::Claimed { construct };
    for (a, b, same) in
        [(claimed(1), claimed(2), false), (claimed(1), claimed(1), true), (EVEN, claimed(0), false)]
    {
        let shared = Phased::new("c", &mut c[..]);
        let enter = |how| shared.part(Map::element()).enter(&[axis(0, 1, 10)], how);
        let agreed = in_turn(
            || enter(a),
            || std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| enter(b))).is_ok(),
        );
        assert_eq!(agreed, same);
    }
}

#[test]
fn two_nowait_loops_of_one_partition() {
    let mut c = vec![0; 1000];
    let shared = Phased::new("c", &mut c[..]);
    team(3, |_| {
        for _ in 0..100 {
            share(&[axis(0, 1, 1000)], shared.part(Map::element()), |from, to, mut c| {
                (from as usize..to as usize).for_each(|i| c[i] += 1);
            });
        }
    });
    assert!(c.iter().all(|&x| x == 100));
}

#[test]
fn atomic_places() {
    let (mut n, mut x, mut b, mut v) = (0_u64, 0.0_f64, false, vec![0_i32; 3]);
    {
        let (n, x, b) = (Phased::new("n", &mut n), Phased::new("x", &mut x), Phased::new("b", &mut b));
        let v = Phased::new("v", &mut v[..]);
        team(4, |_| {
            let (n, x, b, v) = (n.atomic(), x.atomic(), b.atomic(), v.atomic());
            for i in 0..1000 {
                n.place().add(1);
                x.place().order(Ordering::AcqRel).add(0.5);
                v.at(i % 3).update(|old| old + 1);
                b.place().order(Ordering::Release).store(true);
            }
            assert!(b.place().order(Ordering::Release).load());
            contains(&panics(|| v.at(3).load()), "the len is 3 but the index is 3");
        });
    }
    assert_eq!((n, x.to_bits(), b, v), (4000, 2000.0_f64.to_bits(), true, vec![1336, 1332, 1332]));
    let mut i = i8::MAX;
    let shared = Phased::new("i", &mut i);
    team(1, |_| {
        let handle = shared.atomic();
        assert_eq!(handle.place().sub(1), 127);
        assert_eq!(handle.place().update(|x| x / 2), (126, 63));
        assert_eq!(handle.place().swap(127), 63);
        if cfg!(debug_assertions) {
            contains(&panics(|| handle.place().add(1)), "attempt to add with overflow");
        }
    });
}
