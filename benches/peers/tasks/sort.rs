//! Quicksort and mergesort with a task for each half. Short pieces are sorted by the thread that has them, by the same
//! algorithm in all peers.

use ferromp::prelude::*;

use super::{measure, random::Random, rayon_pool};
use crate::case::Sample;

/// Pieces up to this length make no tasks.
const CUT_OFF: usize = 4096;
/// Pieces up to this length are sorted by insertion.
const SHORT: usize = 24;

fn numbers(n: usize) -> Vec<u64> {
    let mut random = Random::new(5);
    (0..n).map(|_| random.next_u64()).collect()
}

/// Differs where the order does; 0 if it is not the right one.
fn checksum(sorted: &[u64]) -> f64 {
    if !sorted.is_sorted() {
        return 0.0;
    }
    let sum =
        sorted.iter().enumerate().fold(0_u64, |sum, (i, v)| sum.wrapping_add(v.wrapping_mul(i as u64 + 1)));
    (sum >> 11) as f64
}

fn insertion_sort(v: &mut [u64]) {
    for end in 1..v.len() {
        let value = v[end];
        let mut at = end;
        while at > 0 && v[at - 1] > value {
            v[at] = v[at - 1];
            at -= 1;
        }
        v[at] = value;
    }
}

/// Splits `v`, of two or more values, in two parts, neither empty, so that no value of the first part is larger than
/// any of the second; returns where the second begins (Hoare's partition around the median of three).
fn partition(v: &mut [u64]) -> usize {
    let last = v.len() - 1;
    let mut three = [v[0], v[last / 2], v[last]];
    three.sort_unstable();
    let pivot = three[1];
    let (mut low, mut high) = (0, last);
    loop {
        while v[low] < pivot {
            low += 1;
        }
        while v[high] > pivot {
            high -= 1;
        }
        if low >= high {
            return low.max(1);
        }
        v.swap(low, high);
        low += 1;
        high -= 1;
    }
}

fn quicksort_serial(v: &mut [u64]) {
    if v.len() > SHORT {
        let middle = partition(v);
        let (low, high) = v.split_at_mut(middle);
        quicksort_serial(low);
        quicksort_serial(high);
    } else {
        insertion_sort(v);
    }
}

#[omp]
fn quicksort(v: &mut [u64]) {
    if v.len() <= CUT_OFF {
        quicksort_serial(v);
    } else {
        let middle = partition(v);
        let (low, high) = v.split_at_mut(middle);
        #[omp(task)]
        {
            quicksort(low);
        }
        quicksort(high);
        omp!(taskwait);
    }
}

#[omp]
fn quicksort_parallel(threads: usize, v: &mut [u64]) {
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        quicksort(v);
    }
}

pub(super) fn quick_ours(threads: usize, size: usize) -> Sample {
    measure(|| numbers(size), |v| quicksort_parallel(threads, v), |v| checksum(v))
}

fn quicksort_rayon(v: &mut [u64]) {
    if v.len() <= CUT_OFF {
        quicksort_serial(v);
    } else {
        let middle = partition(v);
        let (low, high) = v.split_at_mut(middle);
        rayon::join(|| quicksort_rayon(low), || quicksort_rayon(high));
    }
}

pub(super) fn quick_rayon(threads: usize, size: usize) -> Sample {
    let pool = rayon_pool(threads);
    measure(|| numbers(size), |v| pool.install(|| quicksort_rayon(v)), |v| checksum(v))
}

fn merge_serial(a: &[u64], b: &[u64], out: &mut [u64]) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        // No branch for which is first: it would be guessed wrong every other time.
        let first = a[i] <= b[j];
        out[i + j] = if first { a[i] } else { b[j] };
        i += usize::from(first);
        j += usize::from(!first);
    }
    // One of them is empty.
    let (rest, out) = (&a[i..], &mut out[i + j..]);
    out[..rest.len()].copy_from_slice(rest);
    out[rest.len()..].copy_from_slice(&b[j..]);
}

/// Sorts `v`; the result goes to `other` if `to_other`, and what is in the one that does not get it is lost.
fn mergesort_serial(v: &mut [u64], other: &mut [u64], to_other: bool) {
    if v.len() <= SHORT {
        insertion_sort(v);
        if to_other {
            other.copy_from_slice(v);
        }
        return;
    }
    let middle = v.len() / 2;
    let (low, high) = v.split_at_mut(middle);
    let (other_low, other_high) = other.split_at_mut(middle);
    mergesort_serial(low, other_low, !to_other);
    mergesort_serial(high, other_high, !to_other);
    if to_other {
        merge_serial(low, high, other);
    } else {
        merge_serial(other_low, other_high, v);
    }
}

/// Where the longer one is halved and the other is cut so that no value before the cuts is larger than any after.
fn cuts(a: &[u64], b: &[u64]) -> (usize, usize) {
    if a.len() >= b.len() {
        let middle = a.len() / 2;
        (middle, b.partition_point(|&v| v < a[middle]))
    } else {
        let middle = b.len() / 2;
        (a.partition_point(|&v| v <= b[middle]), middle)
    }
}

#[omp]
fn merge(a: &[u64], b: &[u64], out: &mut [u64]) {
    if out.len() <= CUT_OFF {
        merge_serial(a, b, out);
    } else {
        let (i, j) = cuts(a, b);
        let (a_low, a_high) = a.split_at(i);
        let (b_low, b_high) = b.split_at(j);
        let (out_low, out_high) = out.split_at_mut(i + j);
        #[omp(task)]
        {
            merge(a_low, b_low, out_low);
        }
        merge(a_high, b_high, out_high);
        omp!(taskwait);
    }
}

#[omp]
fn mergesort(v: &mut [u64], other: &mut [u64], to_other: bool) {
    if v.len() <= CUT_OFF {
        mergesort_serial(v, other, to_other);
        return;
    }
    let middle = v.len() / 2;
    let (low, high) = v.split_at_mut(middle);
    let (other_low, other_high) = other.split_at_mut(middle);
    #[omp(task)]
    {
        mergesort(low, other_low, !to_other);
    }
    mergesort(high, other_high, !to_other);
    omp!(taskwait);
    if to_other {
        merge(low, high, other);
    } else {
        merge(other_low, other_high, v);
    }
}

#[omp]
fn mergesort_parallel(threads: usize, v: &mut [u64], other: &mut [u64]) {
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        mergesort(v, other, false);
    }
}

pub(super) fn merge_ours(threads: usize, size: usize) -> Sample {
    measure(
        || (numbers(size), numbers(size)),
        |(v, other)| mergesort_parallel(threads, v, other),
        |(v, _)| checksum(v),
    )
}

fn merge_join(a: &[u64], b: &[u64], out: &mut [u64]) {
    if out.len() <= CUT_OFF {
        merge_serial(a, b, out);
    } else {
        let (i, j) = cuts(a, b);
        let (a_low, a_high) = a.split_at(i);
        let (b_low, b_high) = b.split_at(j);
        let (out_low, out_high) = out.split_at_mut(i + j);
        rayon::join(|| merge_join(a_low, b_low, out_low), || merge_join(a_high, b_high, out_high));
    }
}

fn mergesort_rayon(v: &mut [u64], other: &mut [u64], to_other: bool) {
    if v.len() <= CUT_OFF {
        mergesort_serial(v, other, to_other);
        return;
    }
    let middle = v.len() / 2;
    let (low, high) = v.split_at_mut(middle);
    let (other_low, other_high) = other.split_at_mut(middle);
    rayon::join(
        || mergesort_rayon(low, other_low, !to_other),
        || mergesort_rayon(high, other_high, !to_other),
    );
    if to_other {
        merge_join(low, high, other);
    } else {
        merge_join(other_low, other_high, v);
    }
}

pub(super) fn merge_rayon(threads: usize, size: usize) -> Sample {
    let pool = rayon_pool(threads);
    measure(
        || (numbers(size), numbers(size)),
        |(v, other)| pool.install(|| mergesort_rayon(v, other, false)),
        |(v, _)| checksum(v),
    )
}
