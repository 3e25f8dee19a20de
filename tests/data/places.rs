//! Where directives may be: methods, `impl` blocks, modules, generic functions; and on what places.

use conformance::conformance;
use ferromp::prelude::*;

#[derive(Default)]
struct Grid {
    cells: Vec<f64>,
    next: Vec<f64>,
    rows: usize,
    columns: usize,
    steps: usize,
    largest: f64,
}

#[omp]
impl Grid {
    fn new(rows: usize, columns: usize) -> Self {
        let mut grid = Self { rows, columns, ..Self::default() };
        grid.cells = vec![0.0; rows * columns];
        grid.next = vec![0.0; rows * columns];
        grid
    }

    fn fill(&mut self, threads: usize) -> &mut Self {
        let columns = self.columns;
        #[omp(parallel for num_threads(threads))]
        for i in 0..self.rows {
            for j in 0..columns {
                self.cells[i * columns + j] = (i + j) as f64;
            }
        }
        self
    }

    fn double(&mut self, threads: usize) -> &mut Self {
        #[omp(parallel num_threads(threads))]
        {
            #[omp(for)]
            for i in 0..self.cells.len() {
                self.next[i] = 2.0 * self.cells[i];
            }
            #[omp(single)]
            {
                self.steps += 1;
            }
            #[omp(for reduction(max: self.largest))]
            for i in 0..self.next.len() {
                self.largest = self.largest.max(self.next[i]);
            }
        }
        self
    }

    /// A method that only reads.
    fn sum(&self, threads: usize) -> f64 {
        let mut sum = 0.0;
        #[omp(parallel for num_threads(threads) reduction(+: sum))]
        for i in 0..self.next.len() {
            sum += self.next[i];
        }
        sum
    }

    /// An associated function that runs in whatever team calls it.
    fn in_team() -> usize {
        let mut count = 0;
        #[omp(for reduction(+: count))]
        for _ in 0..10 {
            count += 1;
        }
        count
    }
}

/// Fields of `self` are variables of their own.
#[conformance]
fn methods(threads: usize) -> bool {
    let mut grid = Grid::new(8, 5);
    let sum = grid.fill(threads).double(threads).sum(threads);
    sum == 440.0 && grid.largest == 22.0 && grid.steps == 1
}

#[conformance]
fn associated_function_in_a_region(threads: usize) -> bool {
    let mut counts = vec![0; threads];
    #[omp(parallel num_threads(threads))]
    {
        let me = omp_get_thread_num();
        counts[me] = Grid::in_team();
    }
    counts.iter().all(|count| *count == 10)
}

struct Lonely(Vec<u32>);

impl Lonely {
    /// The attribute on the method alone.
    #[omp]
    fn count_up(&mut self, threads: usize) {
        #[omp(parallel for num_threads(threads))]
        for i in 0..self.0.len() {
            self.0[i] += 1;
        }
    }
}

/// A tuple's field.
#[conformance]
fn method_of_a_tuple_struct(threads: usize) -> bool {
    let mut lonely = Lonely(vec![1; 20]);
    lonely.count_up(threads);
    lonely.count_up(threads);
    lonely.0 == [3; 20]
}

trait Scale {
    fn scale(&mut self, by: f32, threads: usize);
}

#[omp]
impl Scale for Vec<f32> {
    fn scale(&mut self, by: f32, threads: usize) {
        #[omp(parallel for num_threads(threads))]
        for i in 0..self.len() {
            self[i] *= by;
        }
    }
}

/// The implementation of a trait.
#[conformance]
fn trait_method(threads: usize) -> bool {
    let mut v = vec![1.5_f32; 33];
    v.scale(2.0, threads);
    v == [3.0; 33]
}

/// One attribute for a module.
#[omp]
mod inline {
    use ferromp::prelude::*;

    pub(super) fn squares(n: usize, threads: usize) -> Vec<usize> {
        let mut squares = vec![0; n];
        #[omp(parallel for num_threads(threads))]
        for i in 0..n {
            squares[i] = i * i;
        }
        squares
    }

    pub(super) mod deeper {
        use super::*;

        pub(in super::super) fn threads(threads: usize) -> usize {
            let mut count = 0;
            #[omp(parallel num_threads(threads) reduction(+: count))]
            {
                count += usize::from(omp_get_num_threads() == threads);
            }
            count
        }
    }
}

#[conformance]
fn module(threads: usize) -> bool {
    inline::squares(11, threads)[10] == 100 && inline::deeper::threads(threads) == threads
}

/// Generic functions, with a constant and a lifetime.
#[omp]
fn sum_columns<'a, T, const N: usize>(rows: &'a [[T; N]], out: &mut [T; N], threads: usize) -> &'a [[T; N]]
where
    T: Copy + Send + Sync + std::ops::AddAssign,
{
    #[omp(parallel for num_threads(threads))]
    for column in 0..N {
        for row in rows {
            out[column] += row[column];
        }
    }
    rows
}

#[conformance]
fn generic(threads: usize) -> bool {
    let rows = [[1, 2, 3], [10, 20, 30]];
    let (mut out, mut floats) = ([0; 3], [0.5_f32; 2]);
    sum_columns(&rows, &mut out, threads);
    sum_columns(&[[1.0, 2.0]], &mut floats, threads);
    out == [11, 22, 33] && floats == [1.5, 2.5]
}

/// Slices, vectors and arrays through references, a box, fields of fields.
#[omp]
fn fill_all(slice: &mut [u8], vector: &mut Box<[u8]>, array: &mut [u8; 9], threads: usize) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..9 {
        slice[i] += 1;
        vector[i] += 2;
        array[i] += slice[i] + vector[i];
    }
}

#[conformance]
fn references(threads: usize) -> bool {
    let (mut slice, mut vector, mut array) = ([0; 9], vec![0; 9].into_boxed_slice(), [0; 9]);
    fill_all(&mut slice, &mut vector, &mut array, threads);
    slice == [1; 9] && *vector == [2; 9] && array == [3; 9]
}

#[conformance]
fn fields_of_fields(threads: usize) -> bool {
    #[derive(Default)]
    struct Inner {
        values: Vec<usize>,
        extra: (Vec<usize>, usize),
    }
    #[derive(Default)]
    struct Outer {
        a: Inner,
        b: Inner,
    }
    let mut outer = Outer::default();
    outer.a.values = vec![0; 20];
    outer.b.extra.0 = (0..20).collect();
    #[omp(parallel for num_threads(threads))]
    for i in 0..20 {
        outer.a.values[i] = outer.b.extra.0[19 - i] + outer.b.extra.1;
    }
    outer.a.values.iter().rev().copied().eq(0..20) && outer.b.values.is_empty()
}

/// A region in a closure, a `const fn`'s value, an `async` block's caller: an ordinary expression all the same.
#[conformance]
fn in_a_closure(threads: usize) -> bool {
    let run = |n: usize| {
        let mut sum = 0;
        #[omp(parallel for num_threads(threads) reduction(+: sum))]
        for i in 0..n {
            sum += i;
        }
        sum
    };
    run(10) == 45 && run(0) == 0
}

/// Shadowing: the region's names are its own.
#[conformance]
fn shadowing(threads: usize) -> bool {
    let x = 1;
    let mut seen = vec![0; threads];
    #[omp(parallel num_threads(threads))]
    {
        let x = x + omp_get_thread_num();
        let me = x - 1;
        {
            let x = x * 10;
            assert_eq!(x, 10 * me + 10);
        }
        let slot = omp_get_thread_num();
        seen[slot] = x;
    }
    x == 1 && seen.iter().enumerate().all(|(me, seen)| *seen == me + 1)
}

fn fill(values: &mut [u64]) {
    values.fill(2);
}

fn sum(values: &[u64]) -> u64 {
    values.iter().sum()
}

/// Parameters that are mutable references: written through, handed on, divided, guarded.
#[omp]
fn through_references(threads: usize, number: &mut u64, slice: &mut [u64], list: &mut Vec<u64>) -> u64 {
    let mut seen = 0;
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            *number = 4;
            fill(slice);
            list.push(*number);
        }
        #[omp(critical)]
        {
            *number += 1;
        }
        omp!(barrier);
        #[omp(single)]
        {
            seen = sum(slice) + sum(&slice[1..]) + *number + list[0];
        }
        #[omp(for)]
        for i in 0..slice.len() {
            (*slice)[i] += 1;
        }
        #[omp(atomic)]
        *number += 1;
    }
    seen
}

#[test]
fn what_references_refer_to() {
    for threads in [1, 2, 3, 8, 64] {
        let (mut number, mut slice, mut list) = (0, [0; 4], Vec::new());
        let seen = through_references(threads, &mut number, &mut slice, &mut list);
        let team = threads as u64;
        assert_eq!((seen, number, slice, list), (8 + 6 + 4 + team + 4, 4 + 2 * team, [3; 4], vec![4]));
    }
}
