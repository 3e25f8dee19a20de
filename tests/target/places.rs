//! Where a panic of a construct is: at the directive, or at the clause. Sections of `map` bind host and device alike.

use std::{
    cell::RefCell,
    panic::{self, Location},
    sync::Once,
};

use ferromp::prelude::*;

use crate::{
    common::{panic_text, panics_with},
    on_device,
};

thread_local! {
    static LINE: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

/// File and line of the panic of `program`, and its text.
fn place(program: impl FnOnce()) -> (String, u32, String) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let place = info.location().map(|at| (at.file().to_owned(), at.line()));
            LINE.with(|line| *line.borrow_mut() = place);
            before(info);
        }));
    });
    let text = panic_text(program);
    let (file, line) = LINE.take().expect("a panic has a place");
    (file, line, text)
}

/// `program` panics in the line of this file that ends with the comment `tag`, with these words.
#[track_caller]
fn panics_at(tag: &str, parts: &[&str], program: impl FnOnce()) {
    let (file, line, text) = place(program);
    let wanted = include_str!("places.rs").lines().position(|line| line.ends_with(&format!("// {tag}")));
    assert_eq!((file.as_str(), line as usize), (Location::caller().file(), wanted.unwrap() + 1), "{text}");
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in `{text}`");
    }
}

#[omp]
fn in_clause(a: &mut [i32], hi: usize) {
    #[omp(target teams loop
        map(tofrom: a[2..hi]) // in_clause
    )]
    for i in 2..hi {
        a[i] += 1;
    }
}

#[omp]
fn in_scope(a: &mut [i32], hi: usize) {
    #[omp(target data
        map(to: a[1..=hi]) // in_scope
    )]
    {
        let _ = a.len();
    }
}

#[omp]
fn in_update(a: &mut [i32], lo: usize) {
    omp!(target update from(a[lo..])); // in_update
}

/// A section that is no part of its array: the clause's line, the array's name and length. Without a device, too.
#[test]
fn sections_outside_of_the_array() {
    let mut a = vec![0; 10];
    let text = ["the section `a[2..11]` is no part of `a`, which has 10 elements"];
    panics_at("in_clause", &text, || in_clause(&mut a, 11));
    panics_at("in_scope", &["`a[1..11]`", "10 elements"], || in_scope(&mut a, 10));
    panics_at("in_update", &["`a[11..10]` starts behind its end"], || in_update(&mut a, 11));
    in_clause(&mut a, 10);
    assert_eq!(a, [0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
}

#[omp]
fn overlaps(a: &mut [i32]) {
    #[omp(target data map(to: a[2..8]))]
    {
        #[omp(target teams loop map(tofrom: a[0..5]))] // overlaps
        for i in 0..5 {
            a[i] += 1;
        }
    }
}

#[omp]
fn overlaps_scope(a: &mut [i32]) {
    #[omp(target data map(to: a[2..8]))]
    {
        #[omp(target data map(to: a[6..9]))] // overlaps_scope
        {
            let _ = a.len();
        }
    }
}

#[omp]
fn overlaps_statement(a: &[i32]) {
    #[omp(target data map(to: a[2..8]))]
    {
        omp!(target exit data map(release: a)); // overlaps_statement
    }
}

#[omp]
fn meet(a: &mut [i32], stride: usize) {
    #[omp(target teams loop)] // meet
    for i in 0..4 {
        for j in 0..3 {
            a[i * stride + j] = 1;
        }
    }
}

#[omp]
fn no_device(a: &mut [i32], n: i32) {
    #[omp(target teams loop device(n))] // no_device
    for i in 0..a.len() {
        a[i] = 1;
    }
}

/// What the launch finds wrong: the directive's line, and elements rather than bytes.
#[test]
fn launches() {
    let mut a = vec![0; 12];
    if on_device() {
        panics_at("overlaps", &["`a[0..5]` overlaps `a[2..8]`, which is mapped"], || overlaps(&mut a));
        let text = ["`a[6..9]` overlaps `a[2..8]`, which is mapped"];
        panics_at("overlaps_scope", &text, || overlaps_scope(&mut a));
        let text = ["`a[0..12]` overlaps `a[2..8]`, which is mapped"];
        panics_at("overlaps_statement", &text, || overlaps_statement(&a));
        panics_at("meet", &["is not the iteration's own"], || meet(&mut a, 2));
        panics_at("no_device", &["99"], || no_device(&mut a, 99));
    }
    meet(&mut a, 3);
    assert_eq!(a, [1; 12]);
}

#[omp]
fn scaled(a: &[i32], b: &mut [i32], shift: usize) {
    #[omp(target teams loop map(to: a[2..6]) map(from: b[1..5]))]
    for i in 1..5 {
        b[i] = a[i + shift] * 10;
    }
}

#[omp]
fn rows(c: &mut [i32], n: usize, reach: usize) {
    #[omp(target teams loop map(tofrom: c[0..2 * n]))]
    for i in 0..reach {
        for j in 0..n {
            c[i * n + j] += 1;
        }
    }
}

#[omp]
fn cells(c: &mut [[i32; 3]], lo: usize, hi: usize) {
    #[omp(target teams loop collapse(2) map(tofrom: c[1..3]))]
    for i in lo..hi {
        for j in 0..3 {
            c[i][j] += 1;
        }
    }
}

#[omp]
fn counted(bins: &mut [u32], of: &[usize]) {
    #[omp(target teams loop map(tofrom: bins[1..4]))]
    for i in 0..of.len() {
        #[omp(atomic)]
        {
            bins[of[i]] += 1;
        }
    }
}

#[omp]
fn scratch(a: &[i32], b: &mut [i32], at: usize) {
    let mut work = a.to_vec();
    #[omp(target map(to: work[1..3]) map(tofrom: b))]
    {
        work[at] += 1;
        b[0] = work[at];
    }
}

#[omp]
fn threads(a: &mut [i32], lo: usize) {
    #[omp(target map(tofrom: a[2..6]))]
    {
        #[omp(parallel for)]
        for i in lo..6 {
            a[i] += 1;
        }
    }
}

/// What lies beside a section can neither be read nor written, whatever the access is lowered to.
#[test]
fn what_is_beside_a_section() {
    let beside = |name: &str, section: &str, program: &mut dyn FnMut()| {
        panics_with(&[&format!("`{name}` is outside the section that is mapped, {section}")], program);
    };
    let (a, mut b) = ([1, 2, 3, 4, 5, 6, 7], [0; 6]);
    scaled(&a, &mut b, 1);
    assert_eq!(b, [0, 30, 40, 50, 60, 0]);
    beside("a[6]", "2..6", &mut || scaled(&a, &mut b, 2));
    let mut c = [0; 9];
    rows(&mut c, 3, 2);
    beside("c[6]", "0..6", &mut || rows(&mut c, 3, 3));
    assert_eq!(c[6..], [0; 3]);
    let mut c = [[0; 3]; 4];
    cells(&mut c, 1, 3);
    assert_eq!(c, [[0; 3], [1; 3], [1; 3], [0; 3]]);
    beside("c[0]", "1..3", &mut || cells(&mut c, 0, 2));
    beside("c[3]", "1..3", &mut || cells(&mut c, 2, 4));
    assert_eq!((c[0], c[3]), ([0; 3], [0; 3]));
    let mut bins = [0; 5];
    counted(&mut bins, &[1, 3, 3, 2]);
    assert_eq!(bins, [0, 1, 1, 2, 0]);
    beside("bins[4]", "1..4", &mut || counted(&mut bins, &[4]));
    scratch(&a, &mut b, 2);
    assert_eq!(b[0], 4);
    beside("work[3]", "1..3", &mut || scratch(&a, &mut b, 3));
    let mut d = [0; 6];
    threads(&mut d, 2);
    assert_eq!(d, [0, 0, 1, 1, 1, 1]);
    beside("a[1]", "2..6", &mut || threads(&mut d, 1));
    assert_eq!(d[1], 0);
}

/// The elements, added up.
#[omp(declare target)]
fn total(of: &[i32]) -> i32 {
    let mut sum = 0;
    for i in 0..of.len() {
        sum += of[i];
    }
    sum
}

#[omp]
fn whole(a: &[i32], lo: usize) -> i32 {
    let mut sum = 0;
    #[omp(target map(to: a[lo..]) map(from: sum))]
    {
        sum = total(a) + total(&a[2..]);
    }
    sum
}

#[omp]
fn part(a: &[i32], lo: usize) -> i32 {
    let mut sum = 0;
    #[omp(target map(to: a[2..]) map(from: sum))]
    {
        let of = &a[lo..4];
        sum = total(of);
    }
    sum
}

/// Nor can an array be used as a whole of which a section is mapped, nor a slice that reaches out of the section.
#[test]
fn slices_of_a_section() {
    let a = [1, 2, 3, 4, 5];
    assert_eq!(whole(&a, 0), 15 + 12);
    panics_with(&["`a`", "used as a whole", "1..5"], || {
        whole(&a, 1);
    });
    assert_eq!((part(&a, 2), part(&a, 3)), (7, 4));
    panics_with(&["2..5"], || {
        part(&a, 1);
    });
}
