//! What panics on the host, panics on the device: the text names the place and the numbers, and the program lives.

use ferromp::prelude::*;

use crate::{common::panic_text, on_device};

/// `program` panics with these parts; from a device also with this file and the line that a comment tags.
#[track_caller]
fn fails(parts: &[&str], tag: &str, program: impl FnOnce()) {
    let text = panic_text(program);
    let line =
        1 + include_str!("bounds.rs").lines().position(|line| line.ends_with(&format!("// {tag}"))).unwrap();
    let place = format!("tests/target/bounds.rs:{line}");
    let place = on_device().then_some(place.as_str());
    for part in parts.iter().copied().chain(place) {
        assert!(text.contains(part), "`{part}` is not in `{text}`");
    }
}

#[omp]
fn gather(from: &[i32], index: &[usize], to: &mut [i32]) {
    #[omp(target teams loop)]
    for i in 0..to.len() {
        to[i] = from[index[i]]; // gather
    }
}

/// A read outside: file, line, index and length. Then everything works as before.
#[test]
fn read_outside() {
    let (from, mut to) = ([10, 20, 30], [0; 4]);
    for (wrong, text) in [(3, "3"), (usize::MAX, "18446744073709551615"), (1 << 40, "1099511627776")] {
        fails(&["index out of bounds", "the len is 3", text], "gather", || {
            gather(&from, &[0, 1, wrong, 2], &mut to);
        });
        gather(&from, &[2, 1, 0, 2], &mut to);
        assert_eq!(to, [30, 20, 10, 30]);
    }
}

#[omp]
fn scatter(to: &mut [i32], n: usize) {
    #[omp(target teams loop)]
    for i in 0..n {
        to[i] = 7; // scatter
    }
}

/// A write outside; what is next to the slice is left alone.
#[test]
fn write_outside() {
    let mut all = [1; 8];
    fails(&["5"], "scatter", || scatter(&mut all[..5], 6));
    assert_eq!(all[5..], [1; 3]);
    scatter(&mut all[..5], 5);
    assert_eq!(all, [7, 7, 7, 7, 7, 1, 1, 1]);
}

#[omp]
fn local(at: usize) -> i32 {
    let mut out = 0;
    #[omp(target map(from: out))]
    {
        let list = [1, 2, 3];
        out = list[at]; // local
    }
    out
}

/// In an array of the region's own.
#[test]
fn local_array_outside() {
    assert_eq!(local(2), 3);
    fails(&["the len is 3", "the index is 3"], "local", || {
        local(3);
    });
    assert_eq!(local(0), 1);
}

#[omp]
fn nested(rows: &mut [[i32; 4]], column: usize) {
    #[omp(target teams loop)]
    for i in 0..rows.len() {
        rows[i][column] += 1; // nested
    }
}

/// In the second dimension, where the memory behind it is the next row's.
#[test]
fn column_outside() {
    let mut rows = vec![[0; 4]; 5];
    fails(&["4"], "nested", || nested(&mut rows, 4));
    nested(&mut rows, 3);
    assert_eq!(rows[4][3], 1);
}

#[omp]
fn divides(a: &mut [i32], by: i32) {
    #[omp(target teams loop)]
    for i in 0..a.len() {
        a[i] = a[i] / by + // divides
            a[i] % by;
    }
}

/// Division by zero, and the one quotient that is too large.
#[test]
fn division() {
    let mut a = [7, i32::MIN, 9];
    fails(&["attempt to divide by zero"], "divides", || divides(&mut a, 0));
    fails(&["attempt to divide with overflow"], "divides", || divides(&mut [i32::MIN], -1));
    let mut a = [7, 8, 9];
    divides(&mut a, 2);
    assert_eq!(a, [4, 4, 5]);
}

/// Looks an element up.
#[omp(declare target)]
fn look_up(list: &[i32], at: usize) -> i32 {
    list[at] // look_up
}

#[omp]
fn calls(list: &[i32], out: &mut [i32], shift: usize) {
    #[omp(target teams loop)]
    for i in 0..out.len() {
        out[i] = look_up(&list[shift..], i);
    }
}

/// In a function: its own line is named.
#[test]
fn in_a_callee() {
    let (list, mut out) = ([5, 6, 7, 8], [0; 4]);
    fails(&["the len is 2 but the index is 2"], "look_up", || calls(&list, &mut out, 2));
    calls(&list, &mut out, 0);
    assert_eq!(out, list);
}

#[omp]
fn in_threads(out: &mut [i32], at: usize) {
    let mut list = [0; 16];
    #[omp(target map(tofrom: list))]
    #[omp(parallel num_threads(16))]
    {
        let thread = omp_get_thread_num();
        list[thread] = out[at + thread]; // in_threads
        omp!(barrier);
    }
    out[0] = list[15];
}

/// One thread fails before a barrier at which the others wait.
#[test]
fn before_a_barrier() {
    let mut out: Vec<i32> = (0..20).collect();
    fails(&["the len is 20", "the index is 20"], "in_threads", || in_threads(&mut out, 5));
    in_threads(&mut out, 4);
    assert_eq!(out[0], 19);
}

#[omp]
fn slices(a: &[i32], lo: usize, hi: usize) -> i32 {
    let mut sum = 0;
    #[omp(target map(tofrom: sum))]
    {
        let part = &a[lo..hi]; // slices
        for i in 0..part.len() {
            sum += part[i];
        }
    }
    sum
}

/// A slice that ends behind the array or before it starts.
#[test]
fn slice_outside() {
    let a = [1, 2, 3, 4];
    assert_eq!((slices(&a, 1, 4), slices(&a, 4, 4)), (9, 0));
    fails(&["5", "4"], "slices", || {
        slices(&a, 1, 5);
    });
    fails(&["3", "2"], "slices", || {
        slices(&a, 3, 2);
    });
}

#[omp]
fn overlapping(a: &mut [i32], stride: usize) {
    #[omp(target teams loop)]
    for i in 0..4 {
        for j in 0..3 {
            a[i * stride + j] = i as i32;
        }
    }
}

/// Rows that overlap: no two iterations may have one element, whatever the numbers are.
#[test]
fn rows_that_overlap() {
    let mut a = [0; 12];
    overlapping(&mut a, 3);
    assert_eq!(a, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    panic_text(|| overlapping(&mut a, 2));
    panic_text(|| overlapping(&mut a, 0));
    overlapping(&mut a, 3);
}

#[omp]
fn rows_of_threads(a: &mut [i32], stride: usize) {
    #[omp(target parallel num_threads(4))]
    {
        let thread = omp_get_thread_num();
        for j in 0..3 {
            a[thread * stride + j] += 1;
        }
    }
}

/// Nor may two threads.
#[test]
fn rows_of_threads_that_overlap() {
    let mut a = [0; 12];
    rows_of_threads(&mut a, 3);
    assert_eq!(a, [1; 12]);
    panic_text(|| rows_of_threads(&mut a, 2));
    panic_text(|| rows_of_threads(&mut a, 0));
}
