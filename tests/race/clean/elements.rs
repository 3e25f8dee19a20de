//! An iteration writes its own element, and reads that array nowhere else.

use std::mem;

use ferromp::prelude::*;

use crate::{compare, ramp};

#[omp]
fn doall(threads: usize, a: &mut [i32; 100]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..100 {
        a[i] = a[i] + 1;
    }
}

#[test]
fn drb045_doall1() {
    let run = |threads| {
        let mut a = [1; 100];
        doall(threads, &mut a);
        a
    };
    compare(run, || [2; 100]);
}

#[omp]
fn doall_bytes(threads: usize, a: &mut [u8]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        a[i] = a[i] + 1;
    }
}

/// Neighbours in one word.
#[test]
fn drb047_doallchar() {
    let run = |threads| {
        let mut a: Vec<u8> = (0..100).collect();
        doall_bytes(threads, &mut a);
        a
    };
    compare(run, || (1..=100).collect());
}

#[omp]
fn first_private(threads: usize, a: &mut [i32], n: usize, g: i32) {
    #[omp(parallel for firstprivate(g) num_threads(threads))]
    for i in 0..n {
        a[i] = a[i] + g;
    }
}

#[test]
fn drb048_firstprivate() {
    let run = |threads| {
        let mut a = vec![1; 100];
        first_private(threads, &mut a, 100, 7);
        a
    };
    compare(run, || vec![8; 100]);
}

#[omp]
fn function_parameter(threads: usize, o1: &mut [f64], c: &[f64], len: usize) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..len {
        let volume = 0.5 * c[i];
        o1[i] = volume;
    }
}

#[test]
fn drb050_functionparameter() {
    let c = ramp(100);
    let run = |threads| {
        let mut o1 = vec![0.0; 100];
        function_parameter(threads, &mut o1, &c, 100);
        o1
    };
    compare(run, || c.iter().map(|c| 0.5 * c).collect());
}

/// The kernel splits one allocation at an offset: two arrays that do not overlap, and tables that do not repeat.
#[omp]
fn indirect_share_base(threads: usize, table: &[usize], base: &mut [f64]) {
    let (xa1, xa2) = base.split_at_mut(60);
    #[omp(parallel for num_threads(threads))]
    for i in 0..table.len() {
        let index = table[i];
        #[omp(atomic)]
        xa1[index] += 1.0;
        #[omp(atomic)]
        xa2[index] += 3.0;
    }
}

#[test]
fn drb052_indirectaccesssharebase() {
    let table: Vec<usize> = (0..60).map(|i| i * 7 % 60).collect();
    let run = |threads| {
        let mut base = vec![0.0; 120];
        indirect_share_base(threads, &table, &mut base);
        base
    };
    compare(run, || [vec![1.0; 60], vec![3.0; 60]].concat());
}

#[omp]
fn two_allocations(threads: usize, n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut sums = vec![1.0; n];
    let mut volumes = vec![1.0; n];
    #[omp(parallel for schedule(static) num_threads(threads))]
    for i in 0..n {
        sums[i] = 0.0;
        volumes[i] = i as f64 * 2.5;
    }
    (sums, volumes)
}

#[test]
fn drb066_pointernoaliasing() {
    let serial = || (vec![0.0; 500], (0..500).map(|i| f64::from(i) * 2.5).collect());
    compare(|threads| two_allocations(threads, 500), serial);
}

#[omp]
fn restrict_pointers(threads: usize, sxx: &mut [f64], syy: &mut [f64], length: usize) {
    #[omp(parallel for firstprivate(length) num_threads(threads))]
    for i in 0..=length - 1 {
        sxx[i] = 0.0;
        syy[i] = 0.0;
    }
}

#[test]
fn drb067_restrictpointer1() {
    let run = |threads| {
        let (mut sxx, mut syy) = (ramp(1000), ramp(1000));
        restrict_pointers(threads, &mut sxx, &mut syy, 999);
        (sxx, syy)
    };
    compare(run, || {
        let mut zeros = vec![0.0; 1000];
        zeros[999] = ramp(1000)[999];
        (zeros.clone(), zeros)
    });
}

#[omp]
fn restrict_sum(threads: usize, a: &mut [i32], b: &[i32], c: &[i32]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        a[i] = b[i] + c[i];
    }
}

#[test]
fn drb068_restrictpointer2() {
    let b: Vec<i32> = (0..1000).collect();
    let run = |threads| {
        let mut a = vec![0; 1000];
        restrict_sum(threads, &mut a, &b, &b);
        a
    };
    compare(run, || b.iter().map(|b| 2 * b).collect());
}

/// The kernel's loop is `simd`.
#[omp]
fn products(threads: usize, a: &mut [i32], b: &[i32], c: &[i32]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..100 {
        a[i] = b[i] * c[i];
    }
}

#[test]
fn drb070_simd1() {
    let b: Vec<i32> = (0..100).collect();
    let run = |threads| {
        let mut a = vec![0; 100];
        products(threads, &mut a, &b, &b);
        a
    };
    compare(run, || b.iter().map(|b| b * b).collect());
}

/// The kernel copies its output back from a device.
#[omp]
fn scaled(threads: usize, a: &[f64], b: &mut [f64]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        b[i] = a[i] * i as f64;
    }
}

#[test]
fn drb099_targetparallelfor2() {
    let a = ramp(1000);
    let run = |threads| {
        let mut b = vec![0.0; 1000];
        scaled(threads, &a, &mut b);
        b
    };
    compare(run, || a.iter().enumerate().map(|(i, a)| a * i as f64).collect());
}

/// The twin of 111: the linear counter as what it is.
#[omp]
fn linear(threads: usize, a: &[f64], b: &[f64], c: &mut [f64]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        c[i] += a[i] * b[i];
    }
}

#[test]
fn drb112_linear() {
    let a = ramp(100);
    let run = |threads| {
        let mut c = ramp(100);
        linear(threads, &a, &a, &mut c);
        c
    };
    compare(run, || a.iter().map(|a| a + a * a).collect());
}

#[omp]
fn heat(threads: usize, steps: usize, mut u1: Vec<f64>) -> Vec<f64> {
    let n = u1.len();
    let mut u2 = u1.clone();
    for _ in 0..steps {
        #[omp(parallel for num_threads(threads))]
        for i in 1..n - 1 {
            u2[i] = u1[i] + 0.1 * (u1[i - 1] + u1[i + 1] - 2.0 * u1[i]);
        }
        mem::swap(&mut u1, &mut u2);
    }
    u1
}

fn heat_serial(steps: usize, mut u: Vec<f64>) -> Vec<f64> {
    for _ in 0..steps {
        let old = u.clone();
        for i in 1..u.len() - 1 {
            u[i] = old[i] + 0.1 * (old[i - 1] + old[i + 1] - 2.0 * old[i]);
        }
    }
    u
}

fn spike() -> Vec<f64> {
    let mut u = vec![0.5; 60];
    u[20] = 9.0;
    u
}

#[test]
fn drb194_diffusion1() {
    compare(|threads| heat(threads, 100, spike()), || heat_serial(100, spike()));
}

/// 196 keeps both buffers in one array and flips an index; two names and a swap say which one is read.
#[omp]
fn heat_in_region(threads: usize, steps: usize, u: &mut [Vec<f64>; 2]) {
    let n = u[0].len();
    for _ in 0..steps {
        let [old, new] = &mut *u;
        #[omp(parallel for num_threads(threads))]
        for i in 1..n - 1 {
            new[i] = old[i] + 0.1 * (old[i - 1] + old[i + 1] - 2.0 * old[i]);
        }
        u.swap(0, 1);
    }
}

#[test]
fn drb196_diffusion2() {
    let run = |threads| {
        let mut u = [spike(), spike()];
        heat_in_region(threads, 100, &mut u);
        mem::take(&mut u[0])
    };
    compare(run, || heat_serial(100, spike()));
}

#[omp]
fn broadcast(threads: usize, a: &mut [f64], c: f64) {
    #[omp(parallel for schedule(dynamic, 64) num_threads(threads))]
    for i in 0..a.len() {
        a[i] = a[i] + c;
    }
}

#[test]
fn drb203_simd_broadcast() {
    let run = |threads| {
        let mut a = ramp(500);
        broadcast(threads, &mut a, 3.25);
        a
    };
    compare(run, || ramp(500).iter().map(|a| a + 3.25).collect());
}

#[omp]
fn gather_scatter(threads: usize, a: &mut [f64], b: &[f64]) {
    #[omp(parallel for schedule(dynamic, 64) num_threads(threads))]
    for i in 0..b.len() {
        a[i * 2] = a[i * 2] + b[i];
    }
}

#[test]
fn drb205_simd_gatherscatter() {
    let b = ramp(300);
    let run = |threads| {
        let mut a = ramp(600);
        gather_scatter(threads, &mut a, &b);
        a
    };
    compare(run, || {
        let mut a = ramp(600);
        for i in 0..300 {
            a[2 * i] += b[i];
        }
        a
    });
}

#[omp]
fn load_store(threads: usize, a: &mut [f64], b: &[f64]) {
    #[omp(parallel for schedule(dynamic, 64) num_threads(threads))]
    for i in 0..a.len() {
        a[i] = a[i] + b[i];
    }
}

#[test]
fn drb208_simd_loadstore() {
    let b = ramp(300);
    let run = |threads| {
        let mut a = ramp(300);
        load_store(threads, &mut a, &b);
        a
    };
    compare(run, || b.iter().map(|b| b + b).collect());
}
