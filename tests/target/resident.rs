//! Data that stays on the device from one construct to the next.

use ferromp::prelude::*;

#[omp]
fn resident(a: &mut [f64], steps: usize) {
    let n = a.len();
    let mut b = vec![0.0; n];
    #[omp(target data map(tofrom: a) map(alloc: b))]
    {
        for _ in 0..steps {
            #[omp(target teams loop)]
            for i in 0..n {
                b[i] = a[i] + 1.0;
            }
            #[omp(target teams loop)]
            for i in 0..n {
                a[i] = b[i];
            }
        }
    }
}

#[test]
fn a_region_of_several_loops() {
    let mut a = vec![1.0; 100];
    resident(&mut a, 5);
    assert_eq!(a, [6.0; 100]);
}

#[omp]
fn entered(a: &mut [i32]) {
    omp!(target enter data map(to: a));
    #[omp(target teams loop)]
    for i in 0..a.len() {
        a[i] += 1;
    }
    omp!(target exit data map(from: a));
}

#[test]
fn enter_and_exit() {
    let mut a = [1; 64];
    entered(&mut a);
    assert_eq!(a, [2; 64]);
}

#[omp]
fn updated(a: &mut [i32], x: &mut i32) -> i32 {
    let mut between = 0;
    #[omp(target data map(to: a[..]) map(tofrom: x))]
    {
        #[omp(target map(tofrom: a, x))]
        {
            a[0] += 1;
            *x += a[0];
        }
        #[omp(target update from(a[0..1], x))]
        {}
        between += a[0] * 1000 + *x;
        a[0] = 50;
        omp!(target update to(a[..1]));
        #[omp(target map(tofrom: a, x))]
        {
            *x += a[0];
        }
    }
    between
}

#[test]
fn update_goes_both_ways() {
    let (mut a, mut x) = ([1, 2], 5);
    assert_eq!(updated(&mut a, &mut x), 2007);
    assert_eq!(x, 57);
}

#[omp]
fn elsewhere(a: &mut [i32], no: bool) {
    #[omp(target data map(tofrom: a) device(omp_get_initial_device()) if(no))]
    {
        #[omp(target teams loop device(omp_get_initial_device()))]
        for i in 0..a.len() {
            a[i] += 1;
        }
    }
}

#[test]
fn on_the_host_nothing_moves() {
    let mut a = [1; 5];
    elsewhere(&mut a, true);
    elsewhere(&mut a, false);
    assert_eq!(a, [3; 5]);
}
