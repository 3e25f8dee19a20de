//! How often each byte occurs.

use ferromp::prelude::*;
use rayon::prelude::*;

use super::next_random;
use crate::case::{Case, Group, Sample, in_pool};

const BINS: usize = 256;
const SWEEPS: usize = 5;

pub(super) const HISTOGRAM: Case = Case {
    name: "histogram",
    group: Group::Loops,
    size: 50_000_000,
    quick: 2_000_000,
    rust: &[("ours", ours), ("rayon", rayon)],
    c: &[""],
    tolerance: 0.0,
    targets: &[],
};

type Counts = [u64; BINS];

/// Adds to the counts.
type Count = fn(&[u8], &mut Counts);

#[omp]
fn count(data: &[u8], counts: &mut Counts) {
    let mut found: Counts = [0; BINS];
    #[omp(parallel for reduction(+: found))]
    for i in 0..data.len() {
        found[usize::from(data[i])] += 1;
    }
    add(counts, &found);
}

fn par_count(data: &[u8], counts: &mut Counts) {
    let both = |mut a: Counts, b: Counts| {
        add(&mut a, &b);
        a
    };
    // By pieces: a fold of rayon's carries its counts by value from element to element.
    let of_piece = |piece: &[u8]| {
        let mut counts = [0; BINS];
        for &byte in piece {
            counts[usize::from(byte)] += 1;
        }
        counts
    };
    let found = data.par_chunks(1 << 16).map(of_piece).reduce(|| [0; BINS], both);
    add(counts, &found);
}

fn add(to: &mut Counts, from: &Counts) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

fn timed(n: usize, count: Count) -> Sample {
    let mut state = 6;
    // The sum of two dice.
    let mut throw = || {
        let bits = next_random(&mut state);
        ((bits & 127) + (bits >> 7 & 127)) as u8
    };
    let data: Vec<u8> = (0..n).map(|_| throw()).collect();
    let mut counts = [0; BINS];
    count(&data, &mut counts);
    let sample = Sample::of(|| {
        for _ in 0..SWEEPS {
            count(&data, &mut counts);
        }
        0.0
    });
    let value = counts.iter().zip(1..).map(|(&count, weight)| (count * weight) as f64).sum();
    Sample { value, ..sample }
}

fn ours(_threads: usize, n: usize) -> Sample {
    timed(n, count)
}

fn rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || timed(n, par_count))
}
