//! The loops that are measured, as OpenMP: on the device, and on the host's threads.

use ferromp::Mappable;
use ferromp::prelude::*;

/// A corner of a polygon.
#[omp(declare target)]
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

#[omp]
pub(crate) fn pi(steps: usize, device: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let mut sum = 0.0;
    #[omp(target teams loop device(device) reduction(+: sum))]
    for i in 0..steps {
        let x = (i as f64 + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    step * sum
}

#[omp]
pub(crate) fn pi_threads(steps: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let mut sum = 0.0;
    #[omp(parallel for reduction(+: sum))]
    for i in 0..steps {
        let x = (i as f64 + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    step * sum
}

/// One sum a thread, term after term: no SIMD lanes.
#[omp]
pub(crate) fn pi_spmd(steps: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let mut partial = vec![0.0; omp_get_max_threads()];
    #[omp(parallel)]
    {
        let thread = omp_get_thread_num();
        let team = omp_get_num_threads();
        let mut local = 0.0;
        for i in (thread..steps).step_by(team) {
            let x = (i as f64 + 0.5) * step;
            local += 4.0 / (1.0 + x * x);
        }
        partial[thread] = local;
    }
    step * partial.iter().sum::<f64>()
}

#[omp]
pub(crate) fn empty(device: usize) {
    #[omp(target teams loop device(device))]
    for _i in 0..256_usize {}
}

#[omp]
pub(crate) fn triad(a: &mut [f64], b: &[f64], c: &[f64], factor: f64, device: usize) {
    #[omp(target teams loop device(device) map(to: b, c) map(from: a))]
    for i in 0..a.len() {
        a[i] = b[i] + factor * c[i];
    }
}

#[omp]
pub(crate) fn gather(a: &[f32], from: &[u32], c: &mut [f32], device: usize) {
    #[omp(target teams loop device(device) map(to: a, from) map(from: c))]
    for i in 0..from.len() {
        c[i] = a[from[i] as usize];
    }
}

#[omp]
pub(crate) fn relax(old: &[f64], new: &mut [f64], width: usize, device: usize) {
    let height = old.len() / width;
    #[omp(target teams loop collapse(2) device(device) map(to: old) map(tofrom: new))]
    for i in 1..height - 1 {
        for j in 1..width - 1 {
            let above = old[(i - 1) * width + j];
            let below = old[(i + 1) * width + j];
            new[i * width + j] = 0.25 * (above + below + old[i * width + j - 1] + old[i * width + j + 1]);
        }
    }
}

#[omp]
pub(crate) fn vadd(a: &[f32], b: &[f32], c: &mut [f32], device: usize) {
    #[omp(target teams loop device(device) map(to: a, b) map(from: c))]
    for i in 0..c.len() {
        c[i] = a[i] + b[i];
    }
}

#[omp]
pub(crate) fn vadd_by_kernel(a: &[f32], b: &[f32], c: &mut [f32], device: usize) {
    let n = c.len();
    #[omp(target teams loop device(device) map(to: a, b) map(from: c) unsafe(kernel("kernels/vadd.cl", vadd(a, b, c, n))))]
    for i in 0..n {
        c[i] = a[i] + b[i];
    }
}

#[omp]
pub(crate) fn vadd_threads(a: &[f32], b: &[f32], c: &mut [f32]) {
    #[omp(parallel for)]
    for i in 0..c.len() {
        c[i] = a[i] + b[i];
    }
}

#[omp(declare target)]
fn inside(polygon: &[Point], x: f64, y: f64) -> bool {
    let mut inside = false;
    let mut previous = polygon[polygon.len() - 1];
    for k in 0..polygon.len() {
        let corner = polygon[k];
        if (previous.y > y) != (corner.y > y) {
            let along = (y - previous.y) / (corner.y - previous.y);
            if x < previous.x + along * (corner.x - previous.x) {
                inside = !inside;
            }
        }
        previous = corner;
    }
    inside
}

#[omp]
pub(crate) fn polygon(corners: &[Point], mask: &mut [bool], size: usize, device: usize) {
    #[omp(target teams loop collapse(2) device(device) map(to: corners) map(from: mask))]
    for y in 0..size {
        for x in 0..size {
            let (across, down) = ((x as f64 + 0.5) / size as f64, (y as f64 + 0.5) / size as f64);
            mask[y * size + x] = inside(corners, across, down);
        }
    }
}

#[omp]
pub(crate) fn polygon_threads(corners: &[Point], mask: &mut [bool], size: usize) {
    #[omp(parallel for)]
    for y in 0..size {
        for x in 0..size {
            let (across, down) = ((x as f64 + 0.5) / size as f64, (y as f64 + 0.5) / size as f64);
            mask[y * size + x] = inside(corners, across, down);
        }
    }
}

/// Puts what a loop reads on the device, and makes room there for what it writes.
#[omp]
pub(crate) fn enter<T: Mappable, U: Mappable>(read: &[T], also: &[U], written: &mut [T], device: usize) {
    omp!(target enter data device(device) map(to: read, also) map(alloc: written));
}

/// Gets what a loop has written, and frees the device's memory.
#[omp]
pub(crate) fn exit<T: Mappable, U: Mappable>(read: &[T], also: &[U], written: &mut [T], device: usize) {
    omp!(target exit data device(device) map(release: read, also) map(from: written));
}
