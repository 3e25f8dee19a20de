//! Memory of the device: `is_device_ptr`, `use_device_ptr`.

use ferromp::{DeviceSlice, prelude::*};

#[omp]
fn fill(p: &mut DeviceSlice<f32>, from: f32) {
    #[omp(target teams loop is_device_ptr(p))]
    for i in 0..p.len() {
        p[i] = from + i as f32;
    }
}

#[omp]
fn sum(p: &DeviceSlice<f32>) -> f32 {
    let mut sum = 0.0;
    #[omp(target teams loop is_device_ptr(p) reduction(+: sum))]
    for i in 0..p.len() {
        sum += p[i];
    }
    sum
}

#[test]
fn memory_that_stays() {
    let mut p = DeviceSlice::new(omp_get_default_device(), 10);
    fill(&mut p, 1.0);
    assert_eq!(sum(&p), 55.0);
    let mut copy = [0.0; 10];
    p.copy_to(&mut copy);
    assert_eq!(copy[9], 10.0);
}

#[omp]
fn present(a: &mut [f32]) {
    #[omp(target data map(tofrom: a) use_device_ptr(a))]
    {
        fill(&mut a, 5.0);
    }
}

#[test]
fn the_device_s_copy_of_an_array() {
    let mut a = [0.0; 4];
    present(&mut a);
    assert_eq!(a, [5.0, 6.0, 7.0, 8.0]);
}
