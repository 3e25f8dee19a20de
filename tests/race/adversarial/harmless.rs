//! What looks dangerous and is right.

use std::ops::{Deref, DerefMut};

use ferromp::prelude::*;

use crate::compare;

struct Wrapper(Vec<i32>);

impl Deref for Wrapper {
    type Target = Vec<i32>;

    fn deref(&self) -> &Vec<i32> {
        &self.0
    }
}

impl DerefMut for Wrapper {
    fn deref_mut(&mut self) -> &mut Vec<i32> {
        &mut self.0
    }
}

#[omp]
fn through_deref(threads: usize, a: &mut Wrapper) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..10 {
        a[i] += 1;
    }
}

/// `DerefMut` of the user runs once, before the region.
#[test]
fn a_type_that_derefs_to_an_array() {
    let run = |threads| {
        let mut a = Wrapper(vec![0; 10]);
        through_deref(threads, &mut a);
        a.0
    };
    compare(run, || vec![1; 10]);
}

#[omp]
fn swap_elements(threads: usize, a: &mut [i32], b: &mut [i32]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        std::mem::swap(&mut a[i], &mut b[i]);
    }
}

#[test]
fn elements_of_two_arrays_trade_places() {
    let run = |threads| {
        let (mut a, mut b) = ([1; 37], [2; 37]);
        swap_elements(threads, &mut a, &mut b);
        (a, b)
    };
    compare(run, || ([2; 37], [1; 37]));
}

#[omp]
fn nothing_to_do(threads: usize, none: &mut [i32], units: &mut [()], empty: &mut [[u8; 0]]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..none.len() {
        none[i] = 1;
    }
    #[omp(parallel for num_threads(threads) schedule(dynamic))]
    for i in 0..units.len() {
        units[i] = ();
        empty[i] = [];
    }
}

#[test]
fn elements_without_a_size() {
    compare(|threads| nothing_to_do(threads, &mut [], &mut [(); 100], &mut [[]; 100]), || ());
}

#[omp]
fn inner_control_flow(threads: usize, a: &mut [usize]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        for j in 0..10 {
            if j == i {
                break;
            }
            a[i] = j;
        }
        'outer: for j in 0..3 {
            for k in 0..3 {
                if j * k == 1 {
                    break 'outer;
                }
            }
        }
        if i % 2 == 0 {
            continue;
        }
        a[i] += 10;
    }
}

#[test]
fn control_flow_that_stays_inside() {
    let run = |threads| {
        let mut a = [5; 6];
        inner_control_flow(threads, &mut a);
        a
    };
    compare(run, || [5, 10, 1, 12, 3, 14]);
}

#[omp]
fn backwards(threads: usize, a: &mut [usize]) {
    let n = a.len();
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        a[n - 1 - i] = i;
    }
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        a[i + 1 - 1] += 1;
    }
}

#[test]
fn indices_that_count_down_or_take_back() {
    let run = |threads| {
        let mut a = [0; 8];
        backwards(threads, &mut a);
        a
    };
    compare(run, || [8, 7, 6, 5, 4, 3, 2, 1]);
}

#[omp]
fn generic<T>(threads: usize, a: &mut [T], b: &[T])
where
    T: Copy + Send + Sync + std::ops::Add<Output = T>,
{
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        a[i] = a[i] + b[i];
    }
}

#[test]
fn a_generic_function() {
    let run = |threads| {
        let mut a = [1.5; 20];
        generic(threads, &mut a, &[1.0; 20]);
        a
    };
    compare(run, || [2.5; 20]);
}

#[omp]
fn nested(threads: usize, a: &mut [Vec<usize>]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        #[omp(parallel for num_threads(threads))]
        for j in 0..5 {
            a[i][j] += 1;
        }
    }
}

#[test]
fn a_region_divides_its_rows_further() {
    let run = |threads| {
        let mut a = vec![vec![0; 5]; 8];
        nested(threads, &mut a);
        a
    };
    compare(run, || vec![vec![1; 5]; 8]);
}

#[omp]
fn last_of_none(threads: usize, n: usize) -> usize {
    let mut x = 7;
    #[omp(parallel for lastprivate(x) num_threads(threads))]
    for i in 0..n {
        x = i;
    }
    x
}

#[test]
fn the_last_value_of_no_iteration() {
    compare(|threads| (last_of_none(threads, 0), last_of_none(threads, 5)), || (7, 4));
}

macro_rules! make {
    ($function:item) => {
        $function
    };
}

make! {
    #[omp]
    fn from_a_macro(threads: usize) -> i32 {
        let mut x = 0;
        #[omp(parallel for num_threads(threads) reduction(+: x))]
        for _ in 0..100 {
            x += 1;
        }
        x
    }
}

#[test]
fn a_function_that_a_macro_writes() {
    compare(from_a_macro, || 100);
}
