//! Programs as scientists write them: the device agrees with the host.
#![allow(
    clippy::too_many_arguments,
    clippy::many_single_char_names,
    reason = "as they are found in the wild"
)]

use ferromp::prelude::*;

fn noise(n: usize) -> Vec<f64> {
    let mut x = 12345_u64;
    let next = |_| {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (x >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..n).map(next).collect()
}

/// A heat equation with fixed boundaries, in place of which the new grid is swapped.
#[omp]
fn heat(device: bool, n: usize, steps: usize, u: &mut Vec<f64>) -> f64 {
    let mut v = u.clone();
    let alpha = 0.1;
    let mut change = 0.0;
    for _ in 0..steps {
        change = 0.0;
        #[omp(target teams loop collapse(2) if(device) reduction(max: change))]
        for i in 0..n {
            for j in 0..n {
                let c = i * n + j;
                if i == 0 || i == n - 1 || j == 0 || j == n - 1 {
                    v[c] = u[c];
                } else {
                    let laplace = u[c - 1] + u[c + 1] + u[c - n] + u[c + n] - 4.0 * u[c];
                    v[c] = u[c] + alpha * laplace;
                    change = f64::max(change, (v[c] - u[c]).abs());
                }
            }
        }
        std::mem::swap(u, &mut v);
    }
    change
}

#[test]
fn heat_spreads() {
    let run = |device| {
        let mut u = noise(32 * 32);
        let change = heat(device, 32, 5, &mut u);
        (u, change)
    };
    assert_eq!(run(true), run(false));
}

/// The boundary by itself: one iteration each writes an end.
#[omp]
fn ends(device: bool, u: &[f64], v: &mut [f64]) -> (f64, f64) {
    let n = u.len();
    let (mut first, mut last) = (0.0, 0.0);
    #[omp(target teams loop if(device) map(tofrom: first, last))]
    for i in 0..n {
        if i == 0 {
            v[0] = u[0];
            first = u[0] * 2.0;
        } else if i == n - 1 {
            v[n - 1] = u[n - 1];
            last += u[i] * 3.0;
        } else {
            v[i] = 0.5 * (u[i - 1] + u[i + 1]);
        }
    }
    (first, last)
}

#[test]
fn ends_are_kept() {
    let u = noise(100);
    let run = |device| {
        let mut v = vec![0.0; 100];
        let both = ends(device, &u, &mut v);
        (v, both)
    };
    assert_eq!(run(true), run(false));
    assert_eq!(run(true).1, (u[0] * 2.0, u[99] * 3.0));
}

#[omp(declare target)]
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Body {
    position: [f64; 3],
    velocity: [f64; 3],
    mass: f64,
}

#[omp]
fn nbody(device: bool, bodies: &[Body], next: &mut [Body], dt: f64) -> f64 {
    let mut energy = 0.0;
    let n = bodies.len();
    #[omp(target teams loop if(device) map(to: bodies) map(from: next) reduction(+: energy))]
    for i in 0..n {
        let mut b = bodies[i];
        let mut force = [0.0; 3];
        for j in 0..n {
            if i == j {
                continue;
            }
            let other = &bodies[j];
            let mut d = [0.0; 3];
            let mut r2 = 1e-9;
            for k in 0..3 {
                d[k] = other.position[k] - b.position[k];
                r2 += d[k] * d[k];
            }
            let inv = 1.0 / (r2 * r2.sqrt());
            for k in 0..3 {
                force[k] += other.mass * d[k] * inv;
            }
        }
        for k in 0..3 {
            b.velocity[k] += dt * force[k];
            b.position[k] += dt * b.velocity[k];
        }
        energy += 0.5 * b.mass * b.velocity.len() as f64;
        next[i] = b;
    }
    energy
}

#[test]
fn bodies_attract() {
    let x = noise(7 * 40);
    let bodies: Vec<Body> = x
        .chunks(7)
        .map(|c| Body { position: [c[0], c[1], c[2]], velocity: [c[3], c[4], c[5]], mass: 1.0 })
        .collect();
    let run = |device| {
        let mut next = bodies.clone();
        let energy = nbody(device, &bodies, &mut next, 0.01);
        (next, energy)
    };
    assert_eq!(run(true), run(false));
}

#[omp]
fn mandelbrot(device: bool, width: usize, height: usize, limit: u32, image: &mut [u8]) {
    #[omp(target teams loop collapse(2) if(device) map(from: image))]
    for y in 0..height {
        for x in 0..width {
            let (cr, ci) = (x as f64 / width as f64 * 3.0 - 2.0, y as f64 / height as f64 * 2.0 - 1.0);
            let (mut zr, mut zi) = (0.0_f64, 0.0_f64);
            let mut k = 0;
            while k < limit && zr * zr + zi * zi <= 4.0 {
                (zr, zi) = (zr * zr - zi * zi + cr, 2.0 * zr * zi + ci);
                k += 1;
            }
            image[y * width + x] = if k == limit { 0 } else { (255 * k / limit).min(255) as u8 };
        }
    }
}

#[test]
fn mandelbrot_is_the_same_picture() {
    let run = |device| {
        let mut image = vec![1; 64 * 48];
        mandelbrot(device, 64, 48, 100, &mut image);
        image
    };
    assert_eq!(run(true), run(false));
}

struct Csr {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f64>,
}

#[omp]
fn spmv(device: bool, a: &Csr, x: &[f64], y: &mut [f64]) {
    #[omp(target teams loop if(device))]
    for row in 0..y.len() {
        let mut sum = 0.0;
        for k in a.starts[row]..a.starts[row + 1] {
            sum += a.values[k] * x[a.columns[k] as usize];
        }
        y[row] = sum;
    }
}

#[test]
fn sparse_times_vector() {
    let n = 50;
    let starts = (0..=n).map(|k| k * 3).collect();
    let columns = (0..3 * n).map(|k| (k * 7 % n) as u32).collect();
    let a = Csr { starts, columns, values: noise(3 * n) };
    let x = noise(n);
    let run = |device| {
        let mut y = vec![0.0; n];
        spmv(device, &a, &x, &mut y);
        y
    };
    assert_eq!(run(true), run(false));
}

/// The largest value and where it is.
#[omp]
fn largest(device: bool, a: &[f64]) -> (f64, usize) {
    let (mut best, mut at) = (f64::NEG_INFINITY, usize::MAX);
    #[omp(target teams loop if(device) reduction(max: best))]
    for i in 0..a.len() {
        best = best.max(a[i]);
    }
    #[omp(target teams loop if(device) reduction(min: at))]
    for i in 0..a.len() {
        if a[i] == best && i < at {
            at = i;
        }
    }
    (best, at)
}

#[test]
fn the_largest_and_its_place() {
    let mut a = noise(1000);
    a[777] = 2.0;
    assert_eq!((largest(true, &a), largest(false, &a)), ((2.0, 777), (2.0, 777)));
}

#[omp]
fn transpose(device: bool, n: usize, m: usize, a: &[f32], b: &mut [f32]) {
    #[omp(target teams loop collapse(2) if(device))]
    for j in 0..m {
        for i in 0..n {
            b[j * n + i] = a[i * m + j];
        }
    }
}

#[omp]
fn transpose_rows(device: bool, a: &[[f32; 4]; 6], b: &mut [[f32; 6]; 4]) {
    #[omp(target teams loop if(device))]
    for j in 0..4 {
        for i in 0..6 {
            b[j][i] = a[i][j];
        }
    }
}

#[test]
fn transposed() {
    let a: Vec<f32> = (0..24).map(|k| k as f32).collect();
    let mut b = vec![0.0; 24];
    transpose(true, 6, 4, &a, &mut b);
    assert!((0..24).all(|k| b[k] == a[k % 6 * 4 + k / 6]));
    let rows = std::array::from_fn(|i| std::array::from_fn(|j| a[i * 4 + j]));
    let mut columns = [[0.0; 6]; 4];
    transpose_rows(true, &rows, &mut columns);
    assert_eq!(columns.as_flattened(), b);
}

/// The running sum of each row.
#[omp]
fn prefix(device: bool, n: usize, m: usize, a: &mut [i64]) {
    #[omp(target teams loop if(device))]
    for i in 0..n {
        for j in 1..m {
            a[i * m + j] += a[i * m + j - 1];
        }
    }
}

#[test]
fn prefix_of_rows() {
    let mut a = vec![1; 30];
    prefix(true, 5, 6, &mut a);
    assert!(a.iter().enumerate().all(|(k, v)| *v == (k % 6 + 1) as i64));
}

#[omp(declare target)]
fn normal(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * x.abs());
    let tail = [0.319_381_53, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let mut sum = 0.0;
    for k in (0..5).rev() {
        sum = t * (sum + tail[k]);
    }
    let phi = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt() * sum;
    if x >= 0.0 { 1.0 - phi } else { phi }
}

#[omp]
fn black_scholes(device: bool, spot: &[f64], strike: f64, rate: f64, sigma: f64, t: f64, price: &mut [f64]) {
    const DAYS: f64 = 365.0;
    #[omp(target teams loop if(device) map(to: spot) map(from: price))]
    for i in 0..spot.len() {
        let years = t / DAYS;
        let d1 = ((spot[i] / strike).ln() + (rate + sigma.powi(2) / 2.0) * years) / (sigma * years.sqrt());
        let d2 = d1 - sigma * years.sqrt();
        price[i] = spot[i] * normal(d1) - strike * f64::exp(-rate * years) * normal(d2);
    }
}

#[test]
fn options_have_a_price() {
    let spot: Vec<f64> = noise(100).iter().map(|x| 50.0 + 100.0 * x).collect();
    let run = |device| {
        let mut price = vec![0.0; 100];
        black_scholes(device, &spot, 100.0, 0.02, 0.3, 200.0, &mut price);
        price
    };
    let (device, host) = (run(true), run(false));
    assert!(device.iter().zip(&host).all(|(a, b)| (a - b).abs() < 1e-10));
}

#[omp]
fn gray(device: bool, rgb: &[[u8; 3]], gray: &mut [u8], counts: &mut [u32; 256]) {
    #[omp(target teams loop if(device))]
    for i in 0..rgb.len() {
        let [r, g, b] = rgb[i];
        let y = 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b);
        gray[i] = y.round() as u8;
        let level = usize::from(gray[i]);
        #[omp(atomic)]
        counts[level] += 1;
    }
}

#[test]
fn pictures_turn_gray() {
    let rgb: Vec<[u8; 3]> =
        (0..1000_u32).map(|k| [(k % 256) as u8, (k * 7 % 256) as u8, (k * k % 256) as u8]).collect();
    let run = |device| {
        let (mut picture, mut counts) = (vec![0; 1000], [0; 256]);
        gray(device, &rgb, &mut picture, &mut counts);
        (picture, counts)
    };
    assert_eq!(run(true), run(false));
}

/// Points by the cell of a grid that they are in, and the sum of a convolution with a table.
#[omp]
fn convolve(device: bool, a: &[f32], out: &mut [f32]) {
    const KERNEL: [f32; 5] = [0.1, 0.2, 0.4, 0.2, 0.1];
    let n = a.len() as isize;
    #[omp(target teams loop if(device))]
    for i in 0..n {
        let mut sum = 0.0;
        for k in -2..=2_isize {
            let at = (i + k).clamp(0, n - 1);
            sum += KERNEL[(k + 2) as usize] * a[at as usize];
        }
        out[i as usize] = sum;
    }
}

#[test]
fn a_convolution_at_the_edges() {
    let a: Vec<f32> = noise(99).iter().map(|x| *x as f32).collect();
    let run = |device| {
        let mut out = vec![0.0; 99];
        convolve(device, &a, &mut out);
        out
    };
    assert_eq!(run(true), run(false));
}

/// pi by throwing darts, with a generator in each iteration.
#[omp]
fn darts(device: bool, n: u64) -> u64 {
    let mut hits = 0_u64;
    #[omp(target teams distribute parallel for if(device) reduction(+: hits))]
    for i in 0..n {
        let mut state = i.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xDEAD_BEEF;
        for _ in 0..10 {
            let mut point = [0.0_f64; 2];
            for c in 0..2 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                point[c] = (state >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0);
            }
            hits += u64::from(point[0] * point[0] + point[1] * point[1] <= 1.0);
        }
    }
    hits
}

#[test]
fn darts_hit_the_same() {
    assert_eq!(darts(true, 1000), darts(false, 1000));
}

/// A generic dot product and axpy on resident data.
#[omp]
fn conjugate<T>(device: bool, x: &[T], y: &mut [T], a: T) -> T
where
    T: ferromp::Mappable
        + Default
        + std::ops::Mul<Output = T>
        + std::ops::Add<Output = T>
        + std::ops::AddAssign,
{
    let mut dot = T::default();
    #[omp(target data map(to: x) map(tofrom: y) if(device))]
    {
        #[omp(target teams loop if(device))]
        for i in 0..x.len() {
            y[i] = a * x[i] + y[i];
        }
        #[omp(target teams loop if(device) map(tofrom: dot))]
        for i in 0..x.len() {
            if i == x.len() - 1 {
                dot += x[i] * y[i];
            }
        }
    }
    dot
}

#[test]
fn generic_code_on_resident_data() {
    let x = vec![2.0_f32; 10];
    for device in [true, false] {
        let mut y = vec![1.0; 10];
        assert_eq!(conjugate(device, &x, &mut y, 3.0), 14.0);
        assert_eq!(y, [7.0; 10]);
    }
}

/// Matrices as nested arrays, by three loops in one.
#[omp]
fn outer_product(device: bool, a: &[f64; 5], b: &[f64; 3], c: &[f64; 4], t: &mut [[[f64; 4]; 3]; 5]) {
    #[omp(target teams loop collapse(3) if(device))]
    for i in 0..5 {
        for j in 0..3 {
            for k in 0..4 {
                t[i][j][k] = a[i] * b[j] * c[k];
            }
        }
    }
}

#[omp]
fn layers(device: bool, t: &mut Vec<[[f64; 4]; 3]>) {
    let n = t.len();
    #[omp(target teams loop collapse(3) if(device))]
    for i in 0..n {
        for j in 0..3 {
            for k in 0..4 {
                t[i][j][k] += (i * 100 + j * 10 + k) as f64;
            }
        }
    }
}

#[test]
fn three_indices() {
    let (a, b, c) = ([1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 10.0, 100.0], [1.0, 0.5, 0.25, 0.125]);
    for device in [true, false] {
        let mut t = [[[0.0; 4]; 3]; 5];
        outer_product(device, &a, &b, &c, &mut t);
        assert_eq!((t[4][2][3], t[1][1][1]), (62.5, 10.0));
        let mut t = t.to_vec();
        layers(device, &mut t);
        assert_eq!((t[4][2][3], t[1][1][1]), (485.5, 121.0));
    }
}
