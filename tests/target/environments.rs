//! Data environments in each other, in callees, in parts, and where they go wrong.

use ferromp::prelude::*;

use crate::{common::panics_with, data::device_or_host, on_device};

/// The inner environment finds the outer's data, and copies neither in nor out.
#[omp]
#[test]
fn nested_environments() {
    let mut a = vec![1; 10];
    #[omp(target data map(tofrom: a))]
    {
        a[0] = 100;
        #[omp(target data map(tofrom: a))]
        {
            #[omp(target teams loop map(tofrom: a))]
            for i in 0..10 {
                a[i] += 1;
            }
        }
        assert_eq!(a[0], device_or_host(100, 101));
        assert_eq!(a[1], device_or_host(1, 2));
    }
    assert_eq!(a[0], device_or_host(2, 101));
    assert_eq!(a[1..], [2; 9]);
}

/// Data is there as often as it was entered; `delete` takes it away at once.
#[omp]
#[test]
fn enter_twice_exit_twice() {
    let mut a = vec![1; 10];
    assert!(!present(&a));
    omp!(target enter data map(to: a));
    omp!(target enter data map(to: a));
    #[omp(target teams loop)]
    for i in 0..10 {
        a[i] += 1;
    }
    omp!(target exit data map(from: a));
    assert_eq!((present(&a), a[0]), device_or_host((true, 1), (false, 2)));
    omp!(target exit data map(from: a));
    assert_eq!((present(&a), a[0]), (false, 2));
    omp!(target enter data map(to: a));
    omp!(target enter data map(to: a));
    omp!(target exit data map(delete: a));
    assert!(!present(&a));
}

fn present(a: &[i32]) -> bool {
    on_device() && omp_target_is_present(a, omp_get_default_device())
}

/// The routine sees environments, their parts, and their ends.
#[omp]
#[test]
fn is_present() {
    let a = vec![1; 10];
    assert!(!present(&a));
    #[omp(target data map(to: a[2..8]))]
    {
        assert_eq!((present(&a[2..8]), present(&a[4..5])), device_or_host((true, true), (false, false)));
        assert!(!present(&a[7..9]) && !present(&a));
    }
    assert!(!present(&a[2..8]));
    assert!(omp_target_is_present(&a, omp_get_initial_device()));
}

/// Only the sections named go to and fro.
#[omp]
#[test]
fn update_of_sections() {
    let mut a = vec![0; 10];
    #[omp(target data map(to: a))]
    {
        a.fill(5);
        omp!(target update to(a[2..4]));
        #[omp(target teams loop)]
        for i in 0..10 {
            a[i] += 1;
        }
        omp!(target update from(a[3..6]));
    }
    assert_eq!(a, device_or_host([5, 5, 5, 6, 1, 1, 5, 5, 5, 5], [6; 10]));
}

/// A region uses a part of what is there, and a part that is named.
#[omp]
#[test]
fn regions_use_parts() {
    let mut a: Vec<i32> = (0..100).collect();
    #[omp(target data map(tofrom: a))]
    {
        #[omp(target teams loop map(tofrom: a[20..30]))]
        for i in 20..30 {
            a[i] += 1000;
        }
        let part = &mut a[50..60];
        #[omp(target teams loop)]
        for i in 0..part.len() {
            part[i] += 2000;
        }
    }
    let expected =
        |i| i + if (20..30).contains(&i) { 1000 } else { 0 } + if (50..60).contains(&i) { 2000 } else { 0 };
    assert!(a.iter().copied().eq((0..100).map(expected)));
}

/// `if(false)`: no environment, no update.
#[omp]
#[test]
fn data_if() {
    let (mut a, wanted) = (vec![1; 10], false);
    #[omp(target data map(tofrom: a) if(wanted))]
    {
        a[0] += 1;
        assert!(!present(&a));
        omp!(target update to(a) if(wanted));
    }
    omp!(target enter data map(to: a) if(wanted));
    assert!(!present(&a));
    a[1] += 1;
    omp!(target exit data map(from: a) if(wanted));
    assert_eq!(a, [2, 2, 1, 1, 1, 1, 1, 1, 1, 1]);
}

/// Empty arrays and empty sections may be mapped by everything.
#[omp]
#[test]
fn empty_data() {
    let (mut none, mut a) = (Vec::<u8>::new(), vec![1_u8; 4]);
    #[omp(target data map(tofrom: none, a[2..2]))]
    {
        omp!(target update to(none, a[2..2]));
        omp!(target update from(none, a[2..2]));
    }
    omp!(target enter data map(to: none));
    #[omp(target teams loop)]
    for i in 0..none.len() {
        none[i] = 1;
    }
    omp!(target exit data map(from: none));
    assert_eq!((none.len(), a), (0, vec![1; 4]));
}

/// A region that maps more than what is there is an error that names the variable, and the data stays usable.
#[omp]
#[test]
fn a_part_is_there_and_more_is_asked_for() {
    let mut a = vec![1; 10];
    if !on_device() {
        return;
    }
    omp!(target enter data map(to: a[0..5]));
    panics_with(&["a"], || add_one(&mut a));
    assert!(present(&a[0..5]));
    omp!(target exit data map(from: a[0..5]));
    add_one(&mut a);
    assert_eq!(a, [2; 10]);
}

#[omp]
fn add_one(a: &mut [i32]) {
    #[omp(target teams loop)]
    for i in 0..a.len() {
        a[i] += 1;
    }
}

#[omp]
fn grows(a: &mut Vec<i32>) {
    #[omp(target data map(tofrom: a))]
    {
        a.reserve_exact(10_000);
        a.push(1);
    }
}

/// An array that moves while it is mapped is an error that names it, and nothing is left behind.
#[test]
fn data_that_moves() {
    let mut a = vec![1; 10];
    if on_device() {
        panics_with(&["a"], || grows(&mut a));
    } else {
        grows(&mut a);
    }
    assert_eq!(a.len(), 11);
    assert!(!present(&a));
    add_one(&mut a);
    assert_eq!(a[0], 2);
}

#[omp]
fn panics_inside(a: &mut [i32]) {
    #[omp(target data map(tofrom: a))]
    {
        add_one(a);
        assert!(a.is_empty(), "on purpose");
    }
}

/// A panic ends the environment, and nothing is copied back.
#[test]
fn panic_in_an_environment() {
    let mut a = vec![1; 10];
    panics_with(&["on purpose"], || panics_inside(&mut a));
    assert!(!present(&a));
    assert_eq!(a, [device_or_host(1, 2); 10]);
}

/// In a callee, the environment of the caller is there.
#[omp]
#[test]
fn environment_of_the_caller() {
    let mut a = vec![1; 10];
    #[omp(target data map(tofrom: a))]
    {
        add_one(&mut a);
        add_one(&mut a);
        assert_eq!(a[0], device_or_host(1, 3));
    }
    assert_eq!(a, [3; 10]);
}

#[omp]
fn allocated_flags() -> Vec<bool> {
    let mut bytes = vec![7_u8; 4096];
    omp!(target enter data map(to: bytes));
    omp!(target exit data map(from: bytes));
    let mut flags = vec![true; 4096];
    omp!(target enter data map(alloc: flags));
    #[omp(target teams loop)]
    for i in (0..4096).step_by(2) {
        flags[i] = false;
    }
    omp!(target exit data map(from: flags));
    flags
}

/// What nobody wrote in memory that was allocated are values of its type, not the bytes of what was there before.
#[test]
fn alloc_without_writing_gives_values() {
    let flags = allocated_flags();
    assert!(flags.iter().all(|flag| [0, 1].contains(&std::hint::black_box(u8::from(*flag)))));
    assert!(flags.iter().step_by(2).all(|flag| !flag));
}

#[omp]
fn updates_too_much(a: &mut [i32], lo: usize, hi: usize) {
    #[omp(target data map(to: a[2..8]))]
    {
        omp!(target update from(a[lo..hi]));
    }
}

/// An update of what is there only in part is an error that names it, and so is a section outside of the array. Of what
/// is not there at all, nothing is updated.
#[test]
fn update_of_what_is_not_there() {
    let mut a: Vec<i32> = (0..10).collect();
    updates_too_much(&mut a, 2, 8);
    updates_too_much(&mut a, 8, 10);
    for (lo, hi) in [(7, 11), (4, 3)] {
        panics_with(&[&format!("`a[{lo}..{hi}]`")], || updates_too_much(&mut a, lo, hi));
    }
    if on_device() {
        for (lo, hi) in [(0, 5), (5, 9)] {
            panics_with(&["a"], || updates_too_much(&mut a, lo, hi));
            assert!(!present(&a[2..8]));
        }
    }
    assert!(a.iter().copied().eq(0..10));
}

#[omp]
fn enters(of: &[u8]) {
    omp!(target enter data map(to: of));
}

#[omp]
fn negates(flags: &mut [bool]) {
    #[omp(target teams loop)]
    for i in 0..flags.len() {
        flags[i] = !flags[i];
    }
}

#[omp]
fn leaves(of: &[u8]) {
    omp!(target exit data map(delete: of));
}

/// Memory that was entered as bytes and never left is no array of `bool`, should it become one: an error that says so.
#[test]
fn memory_of_another_type() {
    let mut bytes = vec![7_u8; 5000];
    enters(&bytes);
    let address = bytes.as_ptr();
    drop(bytes);
    let mut flags = vec![true; 5000];
    if on_device() && address == flags.as_ptr().cast() {
        panics_with(&["flags", "bool", "u8"], || negates(&mut flags));
        drop(flags);
        bytes = vec![0; 5000];
        assert_eq!(address, bytes.as_ptr());
        leaves(&bytes);
    } else {
        negates(&mut flags);
        assert!(flags.iter().all(|flag| !flag));
    }
}
