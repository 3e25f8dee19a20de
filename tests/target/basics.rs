//! Loops as every program for a device has them.

use ferromp::prelude::*;

#[omp]
fn vadd(a: &[f32], b: &[f32], c: &mut [f32]) {
    #[omp(target teams loop map(to: a, b) map(from: c))]
    for i in 0..c.len() {
        c[i] = a[i] + b[i];
    }
}

#[test]
fn vectors_are_added() {
    let (a, b): (Vec<f32>, Vec<f32>) = ((0..1000u16).map(f32::from).collect(), vec![0.5; 1000]);
    let mut c = vec![0.0; 1000];
    vadd(&a, &b, &mut c);
    assert!((0..1000).all(|i| c[i] == a[i] + 0.5));
}

#[omp]
fn saxpy(k: f64, x: &[f64], y: &mut Vec<f64>) {
    #[omp(target teams distribute parallel for)]
    for i in 0..x.len() {
        y[i] += k * x[i];
    }
}

#[test]
fn maps_follow_from_use() {
    let mut y = vec![1.0; 77];
    saxpy(2.0, &[3.0; 77], &mut y);
    assert_eq!(y, [7.0; 77]);
}

#[omp]
fn sums(n: u64) -> (u64, f64, u64) {
    let (mut sum, mut halves, mut largest) = (7, 0.0, 0);
    #[omp(target teams loop reduction(+: sum, halves) reduction(max: largest))]
    for i in 0..n {
        sum += i;
        halves += 0.5;
        largest = largest.max(i * 3);
    }
    (sum, halves, largest)
}

#[test]
fn reductions_start_from_what_the_variable_has() {
    assert_eq!(sums(1000), (499_507, 500.0, 2997));
    assert_eq!(sums(0), (7, 0.0, 0));
}

#[omp]
fn product(n: usize, a: &[i32], b: &[i32]) -> Vec<i32> {
    let mut c = vec![0; n * n];
    #[omp(target teams loop collapse(2))]
    for i in 0..n {
        for j in 0..n {
            let mut sum = 0;
            for k in 0..n {
                sum += a[i * n + k] * b[k * n + j];
            }
            c[i * n + j] = sum;
        }
    }
    c
}

#[test]
fn two_loops_are_one() {
    let identity: Vec<i32> = (0..25).map(|at| i32::from(at % 6 == 0)).collect();
    let b: Vec<i32> = (0..25).collect();
    assert_eq!(product(5, &identity, &b), b);
}

#[omp]
fn strided(a: &mut [i64]) {
    #[omp(target parallel for)]
    for i in (0..a.len()).rev().step_by(3) {
        a[i] = -1;
    }
}

#[test]
fn a_loop_may_count_down() {
    let mut a = [0; 10];
    strided(&mut a);
    assert_eq!(a, [-1, 0, 0, -1, 0, 0, -1, 0, 0, -1]);
}

#[omp]
fn where_it_runs(condition: bool) -> bool {
    let mut host = false;
    #[omp(target if(condition) map(from: host))]
    {
        host = omp_is_initial_device();
    }
    host
}

#[test]
fn a_condition_keeps_it_on_the_host() {
    assert!(where_it_runs(false));
}

#[omp]
fn on_the_initial_device() -> bool {
    let mut host = false;
    #[omp(target device(omp_get_initial_device()) map(from: host))]
    {
        host = omp_is_initial_device();
    }
    host
}

#[test]
fn the_host_is_a_device() {
    assert!(on_the_initial_device());
}

#[omp]
fn scalars(mut kept: i32, dropped: i32) -> (i32, i32, i32) {
    let (mut made, mut dropped) = (0, dropped);
    #[omp(target map(tofrom: kept) map(from: made) firstprivate(dropped))]
    {
        kept += 1;
        dropped += 1;
        made = kept + dropped;
    }
    dropped += 0;
    (kept, dropped, made)
}

#[test]
fn scalars_come_back_if_a_clause_says_so() {
    assert_eq!(scalars(10, 20), (11, 20, 32));
}

#[omp]
fn of_the_device_alone(a: &mut [i32], mut x: i32) -> (i32, i32) {
    let mut seen = 0;
    #[omp(target map(to: a, x) map(from: seen))]
    {
        a[0] += 1;
        x += 1;
        seen = a[0] + x;
    }
    x += 0;
    (seen, x)
}

#[test]
fn what_is_mapped_to_the_device_alone_stays_as_it_was() {
    let mut a = [5];
    assert_eq!(of_the_device_alone(&mut a, 7), (14, 7));
    assert_eq!(a, [5]);
}

#[omp]
fn defaults(mut x: i32, mut y: i32) -> (i32, i32) {
    #[omp(target defaultmap(tofrom: scalar))]
    {
        x += 1;
    }
    #[omp(target defaultmap(firstprivate: scalar))]
    {
        y += 1;
        let _ = y;
    }
    (x, y)
}

#[test]
fn defaultmap_stands_for_clauses() {
    assert_eq!(defaults(1, 1), (2, 1));
}

struct Grid {
    cells: Vec<f64>,
    width: usize,
}

#[omp]
impl Grid {
    fn scale(&mut self, by: f64) {
        #[omp(target teams loop)]
        for i in 0..self.cells.len() {
            self.cells[i] *= by;
        }
    }

    fn columns(&mut self) {
        let width = self.width;
        #[omp(target teams distribute map(tofrom: self.cells))]
        for row in 0..self.cells.len() / width {
            for column in 0..width {
                self.cells[row * width + column] += 1.0;
            }
        }
    }
}

#[test]
fn fields_are_variables() {
    let mut grid = Grid { cells: vec![1.0; 12], width: 4 };
    grid.scale(2.0);
    grid.columns();
    assert_eq!(grid.cells, [3.0; 12]);
}

#[omp]
fn sections(a: &[i32], b: &mut [i32], lo: usize, hi: usize) {
    #[omp(target teams loop map(to: a[..hi]) map(tofrom: b[lo..hi]))]
    for i in lo..hi {
        b[i] = a[i];
    }
}

#[test]
fn parts_of_arrays() {
    let mut b = [0; 8];
    sections(&[1, 2, 3, 4, 5, 6, 7, 8], &mut b, 2, 5);
    assert_eq!(b, [0, 0, 3, 4, 5, 0, 0, 0]);
}

#[omp]
fn empty(a: &mut [f64]) -> f64 {
    let mut sum = 1.0;
    #[omp(target teams loop reduction(+: sum))]
    for i in 0..a.len() {
        a[i] = 1.0;
        sum += a[i];
    }
    sum
}

#[test]
fn nothing_to_do() {
    assert_eq!(empty(&mut []), 1.0);
}

#[omp]
fn hits(n: usize, bins: &mut [u32]) -> u32 {
    let mut count = 0;
    #[omp(target teams loop map(tofrom: count))]
    for i in 0..n {
        let bin = i * 7 % bins.len();
        #[omp(atomic)]
        bins[bin] += 1;
        #[omp(atomic)]
        count += 1;
    }
    count
}

#[test]
fn atomics_in_a_loop() {
    let mut bins = [0; 4];
    assert_eq!(hits(400, &mut bins), 400);
    assert_eq!(bins, [100; 4]);
}
