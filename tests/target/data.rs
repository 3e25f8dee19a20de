//! Data environments: `target data`, `enter data`, `exit data`, `update`.
//!
//! A device has memory of its own, so that what the host writes meanwhile does not count. The host fallback has one
//! memory.

use ferromp::prelude::*;

use crate::on_device;

/// What the device has where there is one, and what the host has made of its own memory.
pub(crate) fn device_or_host<T>(device: T, host: T) -> T {
    if on_device() { device } else { host }
}

#[omp]
#[test]
fn data_from() {
    let mut a = [1.0; 10];
    #[omp(target data map(from: a))]
    {
        #[omp(target)]
        for i in 0..a.len() {
            a[i] = 42.0;
        }
        assert_eq!(a[0], device_or_host(1.0, 42.0));
    }
    assert_eq!(a, [42.0; 10]);
}

#[omp]
#[test]
fn data_to() {
    let (mut a, mut b) = (vec![1.0; 10], vec![0.0; 10]);
    #[omp(target data map(to: a) map(from: b))]
    {
        #[omp(target)]
        for i in 0..a.len() {
            a[i] += 41.0;
            b[i] = a[i];
        }
    }
    assert_eq!(a, [device_or_host(1.0, 42.0); 10]);
    assert_eq!(b, [42.0; 10]);
}

/// A scalar of the environment that a region has a copy of stays what it is.
#[omp]
#[test]
fn data_tofrom() {
    let (mut s, mut a) = (0, [1.0; 10]);
    #[omp(target data map(tofrom: s, a))]
    {
        #[omp(target firstprivate(s))]
        {
            for i in 0..a.len() {
                a[i] += 41.0;
            }
            s += 42;
            a[9] += f64::from(s);
        }
    }
    assert_eq!(s, 0);
    assert_eq!((&a[..9], a[9]), (&[42.0; 9][..], 84.0));
}

#[omp]
#[test]
fn data_alloc_from() {
    let (mut a, mut b) = (vec![1.0; 10], vec![0.0; 10]);
    #[omp(target data map(alloc: a) map(from: b))]
    {
        #[omp(target)]
        for i in 0..a.len() {
            a[i] = 42.0;
            b[i] = a[i];
        }
    }
    assert_eq!(a, [device_or_host(1.0, 42.0); 10]);
    assert_eq!(b, [42.0; 10]);
}

#[omp]
#[test]
fn data_mix_to_from() {
    let (mut a, mut b) = (vec![1.0; 10], vec![1.0; 10]);
    #[omp(target data map(to: a) map(from: b))]
    {
        #[omp(target)]
        for i in 0..a.len() {
            a[i] = 42.0;
            b[i] = 42.0;
        }
    }
    assert_eq!(a, [device_or_host(1.0, 42.0); 10]);
    assert_eq!(b, [42.0; 10]);
}

#[omp]
#[test]
fn update_from() {
    let mut a = [1.0; 10];
    #[omp(target data map(to: a))]
    {
        #[omp(target)]
        for i in 0..a.len() {
            a[i] = 42.0;
        }
        assert_eq!(a[0], device_or_host(1.0, 42.0));
        omp!(target update from(a));
    }
    assert_eq!(a, [42.0; 10]);
}

#[omp]
#[test]
fn update_to() {
    let mut a = [1.0; 10];
    #[omp(target data map(from: a))]
    {
        a = a.map(|v| v + 1.0);
        omp!(target update to(a));
        #[omp(target)]
        for i in 0..a.len() {
            a[i] += 1.0;
        }
    }
    assert_eq!(a, [3.0; 10]);
}

#[omp]
#[test]
fn update_to_from() {
    let mut a = [1.0; 10];
    #[omp(target data map(to: a))]
    {
        a = a.map(|v| v + 1.0);
        omp!(target update to(a));
        #[omp(target)]
        for i in 0..a.len() {
            a[i] += 1.0;
        }
        omp!(target update from(a));
        a = a.map(|v| v + 1.0);
    }
    assert_eq!(a, [4.0; 10]);
}

/// The host's change is overwritten by what the device has.
#[omp]
#[test]
fn enter_exit_data_to_from_hostonly() {
    let mut a = [1.0; 10];
    omp!(target enter data map(to: a));
    a = a.map(|v| v + 1.0);
    omp!(target exit data map(from: a));
    assert_eq!(a, [device_or_host(1.0, 2.0); 10]);
}

#[omp]
#[test]
fn data_tofrom_hostonly() {
    let mut a = [1.0; 10];
    #[omp(target data map(tofrom: a))]
    {
        a = a.map(|v| v + 1.0);
    }
    assert_eq!(a, [device_or_host(1.0, 2.0); 10]);
}

/// Each update takes the device back to the ones of the host.
#[omp]
#[test]
fn data_update() {
    let mut a = vec![1.0; 4];
    #[omp(target data map(from: a))]
    for _ in 0..10 {
        omp!(target update to(a));
        #[omp(target teams distribute parallel for)]
        for i in 0..a.len() {
            a[i] += 1.0;
        }
    }
    assert_eq!(a, [device_or_host(2.0, 11.0); 4]);
}

/// Three regions in one environment: each sees what the one before it wrote.
#[omp]
#[test]
fn data_nest_multiple_target() {
    let n = 50;
    let (mut a, mut first, mut second) = (vec![1; n], vec![0; n], vec![0; n]);
    let (mut b, mut first_b, mut second_b) = (1, 0, 0);
    #[omp(target data map(to: a) map(tofrom: b) map(from: first, second, first_b, second_b))]
    {
        #[omp(target map(from: first_b))]
        {
            for i in 0..n {
                first[i] = a[i];
            }
            first_b = b;
        }
        #[omp(target map(tofrom: b))]
        {
            for i in 0..n {
                a[i] = 2;
            }
            b = 2;
        }
        #[omp(target map(tofrom: b) map(from: second_b))]
        {
            for i in 0..n {
                second[i] = a[i];
            }
            second_b = b;
        }
    }
    assert_eq!(a, vec![device_or_host(1, 2); n]);
    assert_eq!((first, second), (vec![1; n], vec![2; n]));
    assert_eq!((b, first_b, second_b), (2, 1, 2));
}

/// Sections with bounds of the program; what is not asked back stays on the device.
#[omp]
#[test]
fn enter_exit_data_array_sections() {
    let (mut a, mut b, lo, hi) = ([1, 2, 3], [3, 2, 1], 0, 3);
    omp!(target enter data map(to: a[0..3], b[lo..hi]));
    #[omp(target teams distribute parallel for)]
    for i in 0..1 {
        a[i] = 42;
        b[i] = 42;
    }
    omp!(target exit data map(from: a[0..3]) map(release: b[lo..hi]));
    assert_eq!(a, [42, 2, 3]);
    assert_eq!(b, [device_or_host(3, 42), 2, 1]);
}

/// A scalar of which the region has a copy does not come back; one that the region maps does.
#[omp]
#[test]
fn enter_exit_data() {
    let (mut copied, mut mapped, mut array) = (42, 42, vec![42; 10]);
    omp!(target enter data map(to: copied, mapped) map(to: array));
    #[omp(target firstprivate(copied) map(tofrom: mapped))]
    {
        copied += 1;
        mapped += copied - 42;
        for i in 0..array.len() {
            array[i] += 1;
        }
    }
    assert_eq!((mapped, array[0]), device_or_host((42, 42), (43, 43)));
    omp!(target exit data map(from: copied, mapped, array));
    assert_eq!((copied, mapped, array), (42, 43, vec![43; 10]));
}

#[omp]
#[test]
fn enter_exit_data_alloc() {
    let mut a = vec![0; 100];
    omp!(target enter data map(alloc: a));
    #[omp(target)]
    for i in 0..a.len() {
        a[i] = 1;
    }
    omp!(target exit data map(from: a));
    assert_eq!(a, [1; 100]);
}

/// A binding that is not `mut` itself, of a reference that may be written through.
#[omp]
fn through_a_binding(n: usize) -> Vec<f64> {
    let mut v = vec![1.0; n];
    let part = &mut v[..2];
    #[omp(target data map(tofrom: part))]
    {
        for _ in 0..3 {
            #[omp(target teams loop)]
            for i in 0..part.len() {
                part[i] += 1.0;
            }
        }
    }
    v
}

#[test]
fn a_reference_is_mapped_by_what_it_refers_to() {
    assert_eq!(through_a_binding(3), [4.0, 4.0, 1.0]);
}
