//! What a body can say: the device gives what the host does.
#![allow(
    clippy::cast_lossless,
    clippy::needless_late_init,
    clippy::never_loop,
    clippy::trivially_copy_pass_by_ref,
    clippy::manual_is_multiple_of,
    reason = "what is tested is that these forms have a translation"
)]

use ferromp::prelude::*;

const N: usize = 10;

mod geometry {
    use ferromp::prelude::*;

    pub(crate) const SCALE: [f32; 3] = [1.0, 2.0, 3.0];

    #[omp(declare target)]
    #[derive(Clone, Copy, Debug, PartialEq)]
    #[repr(C)]
    pub(crate) struct Point {
        pub(crate) x: f32,
        pub(crate) y: f32,
        pub(crate) weights: [f32; 2],
    }

    #[omp(declare target)]
    pub(crate) fn axpy<T>(a: T, x: T, y: T) -> T
    where
        T: Copy + std::ops::Mul<Output = T> + std::ops::Add<Output = T>,
    {
        a * x + y
    }

    #[omp(declare target)]
    pub(crate) fn sum_until_negative(a: &[f64], from: usize) -> f64 {
        let mut sum = 0.0;
        for k in from..a.len() {
            if a[k] < 0.0 {
                return -1.0;
            }
            sum += a[k];
        }
        sum + std::f64::consts::PI
    }

    #[omp(declare target)]
    pub(crate) fn weigh<const N: usize>(by: &[f32; N], p: &Point, (a, b): (i32, i64)) -> (f32, bool) {
        let mut sum = 0.0;
        for k in 0..N {
            sum = axpy(by[k], p.weights[k % 2], sum);
        }
        if sum > 3.0 {
            return (sum, a as i64 > b);
        }
        (sum * p.x, false)
    }
}

use geometry::{Point, weigh};

#[omp]
fn control_flow(device: bool, n: usize, out: &mut [i32]) {
    #[omp(target teams loop if(device))]
    for i in 0..n {
        let (a, mut b) = (i as i32, 3_u8);
        let c;
        if a > 3 {
            c = 1;
        } else {
            c = 2;
        }
        let t = [1, 2, 3];
        let [p, q, _] = t;
        b += 1;
        let mut acc = match a {
            0 | 1 => -5,
            2..=5 if b > 2 => 7,
            -3..=-1 => 1,
            k if k > 100 => k,
            _ => p + q + c,
        };
        'outer: for k in (0..N).rev().step_by(2) {
            let mut j = 0;
            while j < 10 {
                j += 1;
                if j == 5 {
                    continue 'outer;
                }
                if k > 6 {
                    break;
                }
            }
            loop {
                acc = acc.wrapping_add(j);
                break;
            }
        }
        for _ in 0..3 {
            acc -= 1;
        }
        (acc, b) = (acc + b as i32, 1);
        out[i] = acc + i32::from(b) - (t[2] << 2);
    }
}

#[test]
fn control_flow_is_rusts() {
    let run = |device| {
        let mut out = vec![0; 200];
        control_flow(device, 200, &mut out);
        out
    };
    assert_eq!(run(true), run(false));
}

#[omp]
fn structs(device: bool, points: &[Point], rows: &[[u8; 4]], out: &mut [Point], sums: &mut [f32]) {
    #[omp(target teams loop if(device))]
    for i in 0..out.len() {
        let row = &rows[i % rows.len()];
        let p = points[i];
        let by = [0.5, 1.5, 2.5];
        let (sum, big) = weigh(&by, &points[i], (1, 0));
        let q = Point { x: p.x.max(sum), y: geometry::SCALE[i % 3] + f32::powi(p.y, 2), weights: [p.y; 2] };
        out[i] = if big { q } else { Point { x: f32::from(row[1]), y: q.y, weights: q.weights } };
        sums[i] = geometry::axpy(q.x, q.weights[1], f32::EPSILON);
    }
}

#[test]
fn structs_tables_and_functions() {
    let points: Vec<Point> =
        (0..50).map(|k| Point { x: k as f32, y: 0.5 * k as f32, weights: [k as f32 - 20.0, 1.0] }).collect();
    let run = |device| {
        let (mut out, mut sums) = (points.clone(), vec![0.0; 50]);
        structs(device, &points, &[[1, 2, 3, 4], [5, 6, 7, 8]], &mut out, &mut sums);
        (out, sums)
    };
    assert_eq!(run(true), run(false));
}

#[omp]
fn matrices(device: bool, n: usize, a: &[f64], c: &mut [f64]) {
    #[omp(target teams loop if(device))]
    for i in 0..n {
        for j in 0..n {
            let mut sum = 0.0;
            for k in 0..n {
                sum += a[i * n + k] * a[k * n + j];
            }
            c[i * n + j] = sum;
        }
        let first = i * n;
        c[first] += geometry::sum_until_negative(&a[first..first + n], 1);
    }
}

#[test]
fn rows_of_an_iteration() {
    let a: Vec<f64> = (0..64).map(|k| k as f64 - 3.0).collect();
    let run = |device| {
        let mut c = vec![0.0; 64];
        matrices(device, 8, &a, &mut c);
        c
    };
    assert_eq!(run(true), run(false));
}

#[omp]
fn beyond_the_row(n: usize, m: usize, c: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        for j in 0..m {
            c[i * n + j] = 1.0;
        }
    }
}

#[test]
fn the_next_row_is_another_iterations() {
    let mut c = vec![0.0; 16];
    beyond_the_row(4, 4, &mut c);
    assert!(c.iter().all(|&x| x == 1.0));
    let reach = std::panic::catch_unwind(move || beyond_the_row(3, 4, &mut c));
    assert!(reach.is_err(), "an element of the next row was written");
}

struct Simulation {
    grid: Vec<f64>,
    step: f64,
}

impl Simulation {
    const BIAS: f64 = 2.0;

    #[omp]
    fn advance(&mut self, device: bool, by: &f64, pair: (f32, i32), mut last: f64) -> f64 {
        let n = self.grid.len();
        let doubled = 0.0;
        #[omp(target teams loop if(device) map(tofrom: last) private(doubled))]
        for i in 0..n {
            doubled = self.grid[i] * 2.0;
            self.grid[i] = *by * self.step + Self::BIAS + f64::from(pair.0) + doubled;
            if i + 1 == n {
                #[omp(atomic write)]
                last = by.sqrt();
            }
        }
        last
    }
}

#[test]
fn fields_references_and_constants() {
    let run = |device| {
        let mut simulation = Simulation { grid: vec![1.5; 33], step: 0.25 };
        let last = simulation.advance(device, &4.0, (1.0, 2), 0.0);
        (simulation.grid, last)
    };
    assert_eq!(run(true), run(false));
    assert_eq!(run(true).1, 2.0);
}

#[omp]
fn histogram(device: bool, data: &[u8], counts: &mut [u32; 256]) -> (u64, u32) {
    let (mut total, mut largest, start) = (0_u64, 0, 1_u32);
    #[omp(target teams loop if(device) reduction(+: total) reduction(max: largest) firstprivate(start))]
    for i in 0..data.len() {
        #[omp(atomic)]
        counts[data[i] as usize] += start;
        total += u64::from(data[i]);
        largest = largest.max(u32::from(data[i]) << 2);
    }
    (total, largest)
}

#[test]
fn atomics_and_reductions() {
    let data: Vec<u8> = (0..10_000_u32).map(|k| (k * k % 251) as u8).collect();
    let run = |device| {
        let mut counts = [0; 256];
        let sums = histogram(device, &data, &mut counts);
        (counts, sums)
    };
    assert_eq!(run(true), run(false));
}

#[omp]
fn generic<T>(device: bool, a: T, x: &[T], y: &mut [T])
where
    T: ferromp::Mappable + std::ops::Mul<Output = T> + std::ops::Add<Output = T>,
{
    #[omp(target teams loop if(device))]
    for i in 0..y.len() {
        y[i] = geometry::axpy(a, x[i], y[i]);
    }
}

#[test]
fn a_generic_function_is_one_kernel_for_each_type() {
    let mut y = [1.0_f32; 5];
    generic(true, 2.0, &[3.0; 5], &mut y);
    assert_eq!(y, [7.0; 5]);
    let mut y = [1_i64; 5];
    generic(true, 2, &[3; 5], &mut y);
    assert_eq!(y, [7; 5]);
}

#[omp]
fn team(device: bool, n: usize, h: &mut [u32], s: &mut [u32]) -> u32 {
    let mut count = 0;
    #[omp(target if(device) map(tofrom: count))]
    {
        let base = 3;
        let mut sum = 0_u32;
        #[omp(parallel num_threads(4) reduction(+: sum))]
        {
            let offset = base + 1;
            #[omp(for)]
            for i in 0..n {
                h[i] = i as u32 + offset;
                sum += h[i];
            }
            #[omp(for nowait)]
            for i in 0..n {
                s[i] = h[n - 1 - i];
            }
            omp!(barrier);
            #[omp(masked)]
            {
                s[0] += 1;
            }
        }
        count = sum;
    }
    count
}

#[omp]
fn league(device: bool, n: usize, rows: &mut [f64], sums: &mut [f64]) {
    #[omp(target teams num_teams(3) if(device))]
    {
        #[omp(distribute)]
        for i in 0..n {
            let mut sum = 0.0;
            #[omp(parallel for reduction(+: sum))]
            for j in 0..n {
                rows[i * n + j] += j as f64;
                sum += rows[i * n + j];
            }
            sums[i] = sum;
        }
    }
}

#[test]
fn constructs_of_a_team() {
    let run = |device| {
        let (mut h, mut s) = (vec![0; 70], vec![0; 70]);
        let count = team(device, 70, &mut h, &mut s);
        (count, h, s)
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn constructs_of_a_league() {
    let run = |device| {
        let (mut rows, mut sums) = (vec![1.0; 400], vec![0.0; 20]);
        league(device, 20, &mut rows, &mut sums);
        (rows, sums)
    };
    assert_eq!(run(true), run(false));
}

#[omp]
fn beyond_the_teams_row(n: usize, m: usize, rows: &mut [f64]) {
    #[omp(target teams num_teams(3))]
    {
        #[omp(distribute)]
        for i in 0..n {
            #[omp(parallel for)]
            for j in 0..m {
                rows[i * n + j] = 1.0;
            }
        }
    }
}

#[test]
fn the_next_row_is_another_teams() {
    let mut rows = vec![0.0; 20];
    beyond_the_teams_row(4, 4, &mut rows);
    assert_eq!(rows.iter().sum::<f64>(), 16.0);
    let on_host = std::env::var("OMP_TARGET_OFFLOAD").as_deref() != Ok("MANDATORY");
    let reach = std::panic::catch_unwind(move || beyond_the_teams_row(3, 4, &mut rows));
    assert!(reach.is_err() || on_host, "an element of the next row was written");
}

#[omp]
fn strided(n: usize, k: usize, c: &mut [u32]) {
    #[omp(target map(tofrom: c))]
    {
        #[omp(parallel)]
        {
            #[omp(for)]
            for i in 0..n {
                c[i * k] = i as u32;
            }
        }
    }
}

#[omp]
fn collapsed(n: usize, columns: usize, m: usize, c: &mut [u32]) {
    #[omp(target map(tofrom: c))]
    {
        #[omp(parallel for collapse(2))]
        for i in 0..n {
            for j in 2..columns {
                c[i * m + j] = (i + j) as u32;
            }
        }
    }
}

#[test]
fn iterations_that_meet_in_a_loop_of_a_team() {
    let mut c = vec![0; 40];
    strided(8, 5, &mut c);
    assert_eq!((c[5], c[35]), (1, 7));
    collapsed(4, 10, 8, &mut c);
    assert_eq!((c[2], c[4 * 8 + 1]), (2, 12));
    let mut other = c.clone();
    assert!(std::panic::catch_unwind(move || strided(8, 0, &mut c)).is_err(), "all write one element");
    assert!(std::panic::catch_unwind(move || collapsed(3, 11, 8, &mut other)).is_err(), "rows overlap");
}

#[omp]
fn cells(device: bool, n: usize, c: &mut [[u32; 8]]) {
    #[omp(target map(tofrom: c) if(device))]
    {
        #[omp(parallel for collapse(2))]
        for i in 0..n {
            for j in 0..8 {
                c[i][j] = (i * 10 + j) as u32;
            }
        }
    }
    #[omp(target teams loop collapse(2) if(device))]
    for i in 0..n {
        for j in 0..8 {
            c[i][j] += 1;
        }
    }
}

#[test]
fn cells_of_nested_arrays() {
    let run = |device| {
        let mut c = vec![[0; 8]; 5];
        cells(device, 5, &mut c);
        c
    };
    assert_eq!(run(true), run(false));
    assert_eq!(run(true)[4][7], 48);
}

#[omp(declare target)]
fn mean(a: &[f64]) -> f64 {
    let mut sum = 0.0;
    for k in 0..a.len() {
        sum += a[k];
    }
    if a.is_empty() { 0.0 } else { sum / a.len() as f64 }
}

#[omp(declare target)]
fn collatz(mut n: u64) -> u32 {
    let mut steps = 0;
    while n != 1 {
        n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
        steps += 1;
    }
    steps
}

#[omp]
fn locals(device: bool, n: usize, a: &[f64], out: &mut [f64], bits: &mut [u64]) {
    let table = [0.5, 1.5, 2.5];
    #[omp(target teams loop if(device))]
    'items: for i in 0..n {
        bits[i] = 0xFF_u64 << 3 | !0 >> 40 | u64::from(b'a');
        if i % 7 == 3 {
            continue;
        }
        let mut t = [[0.0_f64; 3]; 2];
        for r in 0..2 {
            for c in 0..3 {
                if i == 5 && c == 1 {
                    continue 'items;
                }
                t[r][c] = table[c] * (r as f64 + 1e-3);
            }
        }
        t[1][2] -= 0.25;
        let mut pair = (1_i32, t[0]);
        pair.0 += i as i32;
        pair.1[0] = -pair.1[2];
        let mut p = Point { x: 1f32, y: -2.0, weights: [0.0; 2] };
        p.x += pair.0 as f32;
        p.weights[1] = p.x.mul_add(2.0, p.y);
        let view = &a[i % 4..];
        let first = view[0];
        let part = &view[..2.min(view.len())];
        let both = [first, 1.0];
        let x = std::cmp::max(i, 3);
        let x = { x as f64 + mean(&t[1]) + mean(part) + mean(&both) };
        out[i] = x + f64::from(p.weights[1]) + pair.1[0] + mean(&a[1..=2]);
        bits[i] += u64::from(collatz(i as u64 + 1)) + f64::to_bits(x).rotate_left(3) % 1000;
    }
}

#[test]
fn locals_slices_and_parts() {
    let run = |device| {
        let (mut out, mut bits) = (vec![0.0; 60], vec![0; 60]);
        locals(device, 60, &[1.0, 2.0, 4.0, 8.0, 16.0], &mut out, &mut bits);
        (out, bits)
    };
    assert_eq!(run(true), run(false));
    assert!(run(true).0[9] > 9.0);
}
