//! The kernels written by hand do what the loops do that name them.

use ferromp::prelude::*;

/// Below, at and above the size of a work-group, and more than a launch has at once.
const SIZES: [usize; 7] = [0, 1, 255, 256, 257, 1000, 100_003];

#[omp]
fn vadd(a: &[f32], b: &[f32], c: &mut [f32], offload: bool) {
    let n = c.len();
    #[omp(target teams loop if(offload) map(to: a, b) map(from: c) unsafe(kernel("kernels/vadd.cl", vadd(a, b, c, n))))]
    for i in 0..n {
        c[i] = a[i] + b[i];
    }
}

#[test]
fn vadd_adds() {
    for n in SIZES {
        let a: Vec<f32> = (0..n).map(|i| i as f32 * 0.7).collect();
        let b: Vec<f32> = (0..n).map(|i| 1.0 / (i + 1) as f32).collect();
        let [mut by_kernel, mut by_loop] = [vec![f32::NAN; n], vec![f32::NAN; n]];
        vadd(&a, &b, &mut by_kernel, true);
        vadd(&a, &b, &mut by_loop, false);
        assert!(by_kernel == by_loop, "{n} elements");
    }
}

#[omp]
fn pi(steps: usize, offload: bool) -> f64 {
    let step = 1.0 / steps as f64;
    let mut sum = 0.0;
    #[omp(target teams loop if(offload) reduction(+: sum) unsafe(kernel("kernels/pi.cl", pi(steps, step, sum))))]
    for i in 0..steps {
        let x = (i as f64 + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    step * sum
}

#[test]
fn pi_is_pi() {
    for steps in [1, 2, 255, 256, 257, 1000, 1_000_003] {
        let (by_kernel, by_loop) = (pi(steps, true), pi(steps, false));
        assert!((by_kernel - by_loop).abs() < 1e-12, "{steps} steps: {by_kernel}, the loop: {by_loop}");
        assert_eq!(by_kernel.to_bits(), pi(steps, true).to_bits(), "{steps} steps, the same launch again");
    }
    assert!((pi(1_000_003, true) - std::f64::consts::PI).abs() < 1e-12);
}

#[omp(declare target)]
#[derive(Clone, Copy)]
#[repr(C)]
struct Point {
    x: f64,
    y: f64,
}

#[omp(declare target)]
fn inside(polygon: &[Point], x: f64, y: f64) -> bool {
    let mut odd = false;
    let mut previous = polygon[polygon.len() - 1];
    for k in 0..polygon.len() {
        let corner = polygon[k];
        if (previous.y > y) != (corner.y > y) {
            let along = (y - previous.y) / (corner.y - previous.y);
            if x < previous.x + along * (corner.x - previous.x) {
                odd = !odd;
            }
        }
        previous = corner;
    }
    odd
}

#[omp]
fn mask(size: usize, polygon: &[Point], mask: &mut [bool], offload: bool) {
    let vertices = polygon.len();
    #[omp(target teams loop collapse(2) if(offload) map(to: polygon) map(from: mask)
        unsafe(kernel("kernels/inside_polygon.cl", inside_polygon(polygon, vertices, mask, size))))]
    for y in 0..size {
        for x in 0..size {
            let (across, down) = ((x as f64 + 0.5) / size as f64, (y as f64 + 0.5) / size as f64);
            mask[y * size + x] = inside(polygon, across, down);
        }
    }
}

#[test]
fn inside_polygon_is_even_odd() {
    // A pentagram, whose middle is outside by this rule.
    let corner = |k: usize| {
        let (sin, cos) = (std::f64::consts::TAU * (2 * k) as f64 / 5.0).sin_cos();
        Point { x: 0.5 + 0.45 * cos, y: 0.5 + 0.45 * sin }
    };
    let polygon: Vec<Point> = (0..5).map(corner).collect();
    for size in [1, 16, 17, 333] {
        let [mut by_kernel, mut by_loop] = [vec![false; size * size], vec![true; size * size]];
        mask(size, &polygon, &mut by_kernel, true);
        mask(size, &polygon, &mut by_loop, false);
        assert!(by_kernel == by_loop, "{size} x {size} pixels");
        assert!(!by_kernel[size * size / 2], "the middle of {size} x {size} pixels");
        assert!(size < 100 || by_kernel.iter().any(|&pixel| pixel), "nothing is inside");
    }
}

/// Prefix sums, in blocks of `block` elements and by groups of `items` work-items.
#[omp]
fn scan(a: &[u64], out: &mut [u64], block: usize, items: usize, offload: bool) {
    let (n, blocks) = (a.len(), a.len().div_ceil(block));
    let mut sums = vec![0; blocks];
    #[omp(target data if(offload) map(to: a) map(from: out) map(alloc: sums))]
    {
        #[omp(target teams distribute parallel for if(offload) num_teams(blocks.max(1)) num_threads(items) map(to: a) map(from: sums)
            unsafe(kernel("kernels/scan.cl", block_sums(a, n, block, sums))))]
        for b in 0..blocks {
            let mut sum = 0;
            for i in b * block..n.min((b + 1) * block) {
                sum += a[i];
            }
            sums[b] = sum;
        }
        #[omp(target teams distribute parallel for if(offload) num_teams(1) num_threads(items) map(tofrom: sums)
            unsafe(kernel("kernels/scan.cl", scan_sums(sums, blocks))))]
        for whole in 0..1 {
            let mut sum = 0;
            for b in 0..blocks {
                sum += sums[whole * blocks + b];
                sums[whole * blocks + b] = sum;
            }
        }
        #[omp(target teams distribute parallel for if(offload) num_teams(blocks.max(1)) num_threads(items) map(to: a, sums) map(from: out)
            unsafe(kernel("kernels/scan.cl", scan_blocks(a, n, block, sums, out))))]
        for b in 0..blocks {
            let mut sum = if b == 0 { 0 } else { sums[b - 1] };
            for i in 0..block.min(n - b * block) {
                sum += a[b * block + i];
                out[b * block + i] = sum;
            }
        }
    }
}

/// Blocks that divide nothing, one block, and a group of one; tiles of which the last is not full.
#[test]
fn scan_adds_up() {
    for n in SIZES {
        let a: Vec<u64> = (0..n as u64).map(|i| i * 37 % 1000).collect();
        let serial: Vec<u64> = a
            .iter()
            .scan(0, |sum, x| {
                *sum += x;
                Some(*sum)
            })
            .collect();
        for (block, items) in [(2048, 128), (1000, 256), (100, 64), (13, 7), (64, 1), (200_000, 100)] {
            let [mut by_kernel, mut by_loop] = [vec![1; n], vec![2; n]];
            scan(&a, &mut by_kernel, block, items, true);
            scan(&a, &mut by_loop, block, items, false);
            assert!(by_loop == serial, "the loops, {n} elements in blocks of {block}");
            assert!(by_kernel == serial, "{n} elements in blocks of {block}, {items} work-items");
        }
    }
}
