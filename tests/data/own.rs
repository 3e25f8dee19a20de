//! Own elements: what each iteration may write because nobody else does.

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::panics_with;

/// Rows `c[i][..]` of a vector of vectors, of an array of arrays, and flat `c[i * n + j]`.
#[conformance]
fn rows(threads: usize) -> bool {
    let n = 6;
    let mut nested = vec![vec![0; n]; 10];
    let mut flat = vec![0; 10 * n];
    let mut fixed = [[0; 6]; 10];
    #[omp(parallel for num_threads(threads))]
    for i in 0..10 {
        for j in 0..n {
            nested[i][j] = 10 * i + j;
            flat[i * n + j] = 10 * i + j;
            fixed[i][j] = nested[i][n - 1 - j] + flat[i * n + j];
        }
    }
    let right = |i: usize, j: usize| {
        let value = 10 * i + j;
        nested[i][j] == value && flat[i * n + j] == value
    };
    (0..10).all(|i| (0..n).all(|j| right(i, j))) && fixed[9][5] == 95 + 90
}

/// Strides and constants.
#[conformance]
fn strides(threads: usize) -> bool {
    let mut a = vec![0; 103];
    #[omp(parallel for num_threads(threads) schedule(dynamic))]
    for i in 0..50 {
        a[2 * i + 3] = i + 1;
    }
    let mut b = vec![0; 40];
    #[omp(parallel for num_threads(threads))]
    for i in 10..20_usize {
        b[i - 10] = i;
        b[i - 10] += 1;
    }
    let right = (0..50).all(|i| a[2 * i + 3] == i + 1 && a[2 * i + 2] == 0);
    right && b[..10] == [11, 12, 13, 14, 15, 16, 17, 18, 19, 20] && b[10..] == [0; 30]
}

/// A stencil reads all of one array and writes its own element of another.
#[conformance]
fn double_buffer(threads: usize) -> bool {
    let n = 50;
    let (mut now, mut next) = (vec![0.0; n], vec![0.0; n]);
    now[0] = 1.0;
    next[0] = 1.0;
    #[omp(parallel num_threads(threads))]
    {
        for _ in 0..10 {
            #[omp(for)]
            for i in 1..n - 1 {
                next[i] = (now[i - 1] + now[i] + now[i + 1]) / 3.0;
            }
            #[omp(single)]
            {
                std::mem::swap(&mut now, &mut next);
            }
        }
    }
    let (mut a, mut b) = (vec![0.0; n], vec![0.0; n]);
    a[0] = 1.0;
    b[0] = 1.0;
    for _ in 0..10 {
        for i in 1..n - 1 {
            b[i] = (a[i - 1] + a[i] + a[i + 1]) / 3.0;
        }
        std::mem::swap(&mut a, &mut b);
    }
    now == a
}

/// Elements that are no numbers.
#[conformance]
fn owners(threads: usize) -> bool {
    let mut names = vec![String::new(); 30];
    let mut maybe: Vec<Option<Box<usize>>> = (0..30).map(|_| None).collect();
    #[omp(parallel for num_threads(threads))]
    for i in 0..30 {
        names[i].push_str(&i.to_string());
        maybe[i] = Some(Box::new(i));
        maybe[i].as_mut().unwrap().add_to(1);
    }
    names[29] == "29" && maybe.iter().flatten().map(|boxed| **boxed).sum::<usize>() == 465
}

trait AddTo {
    fn add_to(&mut self, more: usize);
}

impl AddTo for Box<usize> {
    fn add_to(&mut self, more: usize) {
        **self += more;
    }
}

/// A slot for each thread, and a row of slots.
#[conformance]
fn slots(threads: usize) -> bool {
    let mut partial = vec![0; threads];
    let mut rows = vec![vec![0; 3]; threads];
    let n = 100;
    #[crossed(omp(parallel num_threads(threads)), omp(parallel num_threads(threads) if(false)))]
    {
        let me = omp_get_thread_num();
        let team = omp_get_num_threads();
        for i in (me..n).step_by(team) {
            partial[me] += i;
            rows[me][i % 3] += 1;
        }
        partial[me] += 1000;
    }
    partial.iter().sum::<usize>() == 4950 + 1000 * threads && rows.iter().flatten().sum::<usize>() == n
}

#[omp]
fn write_up_to(a: &mut [usize], n: usize) {
    #[omp(parallel for num_threads(3))]
    for i in 0..n {
        a[i] = i;
    }
}

/// An index beyond the end names itself and the length, as without the directive.
#[test]
fn out_of_bounds() {
    let mut a = vec![0; 8];
    panics_with(&["the len is 8", "the index is "], || write_up_to(&mut a, 12));
    write_up_to(&mut a, 8);
    assert_eq!(a, [0, 1, 2, 3, 4, 5, 6, 7]);
}

#[omp]
fn spill(c: &mut [usize], n: usize, width: usize) {
    #[omp(parallel for num_threads(2))]
    for i in 0..4 {
        for j in 0..width {
            c[i * n + j] = i;
        }
    }
}

/// A row that is longer than the rows are apart would reach into the next: the panic names the element.
#[test]
fn row_spills_over() {
    let mut c = vec![9; 40];
    spill(&mut c, 5, 5);
    panics_with(&["`c["], || spill(&mut c, 5, 6));
}

/// Zero-sized elements, empty arrays.
#[conformance]
fn nothing_to_write(threads: usize) -> bool {
    let mut units = [(); 100];
    let mut none: Vec<u8> = Vec::new();
    #[omp(parallel for num_threads(threads))]
    for i in 0..units.len() {
        units[i] = ();
    }
    #[omp(parallel for num_threads(threads))]
    for i in 0..none.len() {
        none[i] = 1;
    }
    units.len() == 100 && none.is_empty()
}
