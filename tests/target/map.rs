//! `map`: what goes to the device, and what comes back.

use ferromp::prelude::*;

use crate::{common::panics_with, on_device};

/// What the region makes of a variable that is only mapped `to` does not come back from a device.
#[omp]
#[test]
fn map_to_scalar() {
    let (mut x, mut r) = (42, 0);
    #[omp(target map(to: x) map(from: r))]
    {
        x += 1;
        r = x;
    }
    assert_eq!(r, 43);
    assert!(x == 42 || !on_device());
}

#[omp]
#[test]
fn map_to_array() {
    let (a, mut r) = (vec![1.0; 10], -1.0);
    #[omp(target map(to: a) map(from: r))]
    {
        r = 0.0;
        for i in 0..a.len() {
            r += a[i];
        }
    }
    assert_eq!(r, 10.0);
}

#[omp]
#[test]
fn map_from_scalar() {
    let mut x = 42;
    #[omp(target map(from: x))]
    {
        x = 43;
    }
    assert_eq!(x, 43);
}

#[omp]
#[test]
fn map_tofrom_scalar() {
    let mut x = 42;
    #[omp(target map(tofrom: x))]
    {
        x += 1;
    }
    assert_eq!(x, 43);
}

#[omp]
#[test]
fn multiple_map_tofrom_scalar() {
    let mut x = 42;
    #[omp(target map(tofrom: x))]
    {
        x += 1;
    }
    #[omp(target map(tofrom: x))]
    {
        x += 1;
    }
    assert_eq!(x, 44);
}

#[omp]
#[test]
fn map_from_array() {
    let mut a = vec![0_i64; 10];
    #[omp(target map(from: a))]
    {
        for i in 0..a.len() {
            a[i] = 42;
        }
    }
    assert_eq!(a, [42; 10]);
}

/// Sections have the indices of the whole array. Without a type, `map` is `tofrom`.
#[omp]
#[test]
fn map_slice_in_mapping() {
    let mut a = vec![0.0; 200];
    let b: Vec<f64> = (0..200).map(f64::from).collect();
    #[omp(target map(a[50..100]) map(to: b[100..150]))]
    {
        for i in 0..50 {
            a[i + 50] = b[i + 100];
        }
    }
    assert!(a[..50].iter().chain(&a[100..]).all(|v| *v == 0.0));
    assert_eq!(a[50..100], b[100..150]);
}

#[omp]
fn reads_outside(a: &mut [f64], b: &[f64]) {
    #[omp(target map(a[50..100]) map(to: b[100..150]))]
    {
        for i in 0..50 {
            a[i + 50] = b[i + 50];
        }
    }
}

/// What is not mapped cannot be read: the region ends in a panic that names the index.
#[test]
fn map_slice_read_out_mapping() {
    let (mut a, b) = (vec![0.0; 200], vec![1.0; 200]);
    panics_with(&["`b[50]`", "outside the section", "100..150"], || reads_outside(&mut a, &b));
    assert!(a[..50].iter().chain(&a[100..]).all(|v| *v == 0.0));
}

#[omp]
fn writes_outside(a: &mut [i32], at: usize) {
    #[omp(target map(tofrom: a[10..20]))]
    {
        a[at] = 1;
    }
}

/// Nor can it be written, on either side.
#[test]
fn map_slice_write_out_mapping() {
    let mut a = vec![0; 30];
    for at in [10, 19] {
        writes_outside(&mut a, at);
        assert_eq!(a[at], 1);
    }
    for at in [9, 20] {
        panics_with(&[&format!("`a[{at}]`"), "10..20"], || writes_outside(&mut a, at));
        assert_eq!(a[at], 0);
    }
    panics_with(&["the len is 30 but the index is 30"], || writes_outside(&mut a, 30));
}

#[omp]
fn section(a: &mut [i32], lo: usize, hi: usize) {
    #[omp(target teams loop map(tofrom: a[lo..hi]))]
    for i in lo..hi {
        a[i] += 1;
    }
}

/// A section that is no part of its array.
#[test]
fn map_section_outside() {
    let mut a = vec![0; 10];
    for (lo, hi) in [(5, 11), (11, 12), (7, 3), (0, usize::MAX)] {
        panics_with(&[&format!("the section `a[{lo}..{hi}]`")], || section(&mut a, lo, hi));
    }
    section(&mut a, 10, 10);
    section(&mut a, 0, 10);
    assert_eq!(a, [1; 10]);
}

#[omp]
#[test]
fn map_tofrom_array() {
    let mut a = vec![42; 10];
    #[omp(target map(tofrom: a))]
    {
        for i in 0..a.len() {
            a[i] += 1;
        }
    }
    assert_eq!(a, [43; 10]);
}

/// Without a clause: what is read goes to the device, what is written comes back.
#[omp]
#[test]
fn implicit_maps() {
    let (a, scale) = (vec![1.0, 2.0, 3.0], 2.0);
    let mut written = [0.0; 3];
    let mut updated = vec![10.0; 3].into_boxed_slice();
    #[omp(target teams loop)]
    for i in 0..a.len() {
        written[i] = scale * a[i];
        updated[i] += a[i];
    }
    assert_eq!(written, [2.0, 4.0, 6.0]);
    assert_eq!(*updated, [11.0, 12.0, 13.0]);
}

/// An array of which only a part is written keeps the rest.
#[omp]
#[test]
fn elements_that_are_not_written_keep_their_values() {
    let mut a: Vec<i32> = (0..100).collect();
    #[omp(target teams loop)]
    for i in (0..100).step_by(2) {
        a[i] = -1;
    }
    assert!(a.iter().zip(0..).all(|(v, i)| *v == if i % 2 == 0 { -1 } else { i }));
}

/// Every kind of variable that can be an array.
#[omp]
fn fill(slice: &mut [i32], vector: &mut Vec<i32>, array: &mut [i32; 4], boxed: &mut Box<[i32]>) {
    #[omp(target teams loop)]
    for i in 0..4 {
        slice[i] = 1;
        vector[i] = 2;
        array[i] = 3;
        boxed[i] = 4;
    }
}

#[test]
fn slices_vectors_arrays_and_boxes() {
    let (mut slice, mut vector, mut array) = ([0; 4], vec![0; 4], [0; 4]);
    let mut boxed: Box<[i32]> = vec![0; 4].into();
    fill(&mut slice, &mut vector, &mut array, &mut boxed);
    assert_eq!((slice, vector.as_slice(), array, &*boxed), ([1; 4], &[2; 4][..], [3; 4], &[4; 4][..]));
}

/// Every type of element, at its ends. What is subtracted shows that the type's own arithmetic is used.
macro_rules! every_integer {
    ($($int:ident)*) => {$(
        #[omp]
        #[test]
        fn $int() {
            let a = [$int::MIN, $int::MAX, 1, 100];
            let (mut b, step) = ([0 as $int; 4], 1 as $int);
            #[omp(target teams loop map(from: b))]
            for i in 0..4 {
                b[i] = a[i].wrapping_sub(step);
            }
            assert_eq!(b, [$int::MAX, $int::MAX - 1, 0, 99]);
        }
    )*};
}

mod types {
    use super::*;
    every_integer!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

    #[omp]
    #[test]
    fn floats_and_bools() {
        let (small, large) = ([1.5_f32, -0.0, f32::INFINITY], [1e300, f64::MIN_POSITIVE, f64::NEG_INFINITY]);
        let (mut halves, mut doubled, mut signs) = ([0.0_f32; 3], [0.0; 3], [false; 3]);
        #[omp(target teams loop)]
        for i in 0..3 {
            halves[i] = small[i] / 2.0;
            doubled[i] = large[i] * 2.0;
            signs[i] = large[i] < 0.0;
        }
        assert_eq!(halves.map(f32::to_bits), [0.75_f32, -0.0, f32::INFINITY].map(f32::to_bits));
        assert_eq!(doubled, [2e300, 2.0 * f64::MIN_POSITIVE, f64::NEG_INFINITY]);
        assert_eq!(signs, [false, false, true]);
    }
}

/// Nothing to do, and nothing to send.
#[omp]
#[test]
fn empty_slices_and_empty_loops() {
    let (mut none, mut some, mut sum) = (Vec::<f32>::new(), vec![1; 4], 10);
    #[omp(target teams loop reduction(+: sum))]
    for i in 0..none.len() {
        none[i] = 1.0;
        sum += 1;
    }
    #[omp(target teams loop)]
    for i in 4..some.len() {
        some[i] = 2;
    }
    #[omp(target map(to: none))]
    {
        for i in 0..none.len() {
            some[i] = none[i] as i32;
        }
    }
    #[omp(target teams loop map(tofrom: some[2..2]))]
    for i in 2..2 {
        some[i] = 3;
    }
    assert_eq!((none.len(), some, sum), (0, vec![1; 4], 10));
}

#[omp]
fn stale_memory() -> Vec<bool> {
    let mut bytes = vec![7_u8; 4096];
    #[omp(target teams loop)]
    for i in 0..4096 {
        bytes[i] += 100;
    }
    let mut flags = vec![true; 4096];
    #[omp(target teams loop map(from: flags))]
    for i in (0..4096).step_by(2) {
        flags[i] = false;
    }
    flags
}

/// `map(from: ..)` of something that the region does not write brings back values of its type, not the bytes that
/// another region left in the device's memory.
#[test]
fn from_without_writing_gives_values() {
    let flags = stale_memory();
    assert!(flags.iter().all(|flag| [0, 1].contains(&std::hint::black_box(u8::from(*flag)))));
    assert!(flags.iter().step_by(2).all(|flag| !flag));
}

/// Disjoint sections of one array go to the device in one construct.
#[omp]
fn halves(a: &mut [i32]) {
    let (left, right) = a.split_at_mut(5);
    #[omp(target teams loop map(tofrom: left) map(tofrom: right))]
    for i in 0..5 {
        left[i] += 1;
        right[i] += 2;
    }
}

#[test]
fn neighbours_in_memory() {
    let mut a = [0; 10];
    halves(&mut a);
    assert_eq!(a, [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
}
