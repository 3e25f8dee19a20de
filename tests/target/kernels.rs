//! Loops whose device code is a hand-written kernel: the loop in Rust is the reference and the fallback.

#![expect(unsafe_code, reason = "hand-written kernels take the word")]

use ferromp::prelude::*;

use crate::{common::panics_with, fallback, on_device};

#[omp]
fn marked(a: &[f32], b: &[f32], condition: bool) -> Vec<f32> {
    let (n, mut c) = (a.len(), vec![0.0; a.len()]);
    #[omp(target teams loop if(condition) unsafe(kernel("tests/target/kernels/marked.cl", marked(a, b, c, n))))]
    for i in 0..n {
        c[i] = a[i] + b[i];
    }
    c
}

/// On a device the kernel runs, which leaves its mark; on the host the loop does.
#[test]
fn the_kernel_takes_the_place_of_the_loop() {
    let (a, b): (Vec<f32>, Vec<f32>) = (0..10_000_u16).map(|i| (f32::from(i), 1.0)).unzip();
    let sums: Vec<f32> = a.iter().map(|v| v + 1.0).collect();
    let negated: Vec<f32> = sums.iter().map(|v| -v).collect();
    assert_eq!(marked(&a, &b, true), if on_device() { negated } else { sums.clone() });
    assert_eq!(marked(&a, &b, false), sums);
}

#[omp]
fn squares(n: usize) -> u64 {
    let mut sum = 10;
    #[omp(target teams loop reduction(+: sum) unsafe(kernel("tests/target/kernels/marked.cl", squares(n, sum))))]
    for i in 0..n {
        let i = i as u64;
        sum += i * i;
    }
    sum
}

/// A reduction variable is a pointer to one element for each work-group; the host adds them up.
#[test]
fn a_kernel_reduces() {
    for n in [0, 1, 1000, 100_000] {
        assert_eq!(squares(n), 10 + (0..n as u64).map(|i| i * i).sum::<u64>());
    }
}

#[omp]
fn broken() -> Vec<f32> {
    let (n, mut c) = (100, vec![0.0; 100]);
    #[omp(target teams loop unsafe(kernel("tests/target/kernels/broken.cl", broken(c, n))))]
    for i in 0..n {
        c[i] = 1.0;
    }
    c
}

/// In a child, where offload may be mandatory.
#[test]
fn child_with_a_broken_kernel() {
    if std::env::var("OMP_TARGET_OFFLOAD").is_ok_and(|policy| policy == "MANDATORY") {
        panics_with(&["broken.cl", "undeclared_name"], || drop(broken()));
    } else {
        assert_eq!(broken(), [1.0; 100]);
    }
}

/// A kernel that cannot be built: the host does the work, or the build log is in the panic.
#[test]
fn a_kernel_that_does_not_build() {
    let test = "kernels::child_with_a_broken_kernel";
    for policy in ["DEFAULT", "MANDATORY", "DISABLED"] {
        if on_device() || policy != "MANDATORY" {
            let (passed, text) = fallback::run(test, &[("OMP_TARGET_OFFLOAD", policy)]);
            assert!(passed, "{policy}: {text}");
        }
    }
}
