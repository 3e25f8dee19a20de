//! What a launch does with values, arrays, sections, reductions.

use std::{ops::Range, thread};

use omp_runtime::private::{
    Map,
    device::{
        DeviceSlice, DeviceValue, Target, device_slice, device_slice_mut, from, range, reduction,
        scalar_tofrom, to, tofrom, value,
    },
};
use omp_runtime::routines::{omp_get_default_device, omp_get_initial_device, omp_get_num_devices};

use super::{
    regions::{BROKEN, COUNT, GRID, STENCIL, SUM, TWICE, VADD, VADD_BY_HAND},
    support::{mandatory, message, vadd},
};

fn numbers(n: usize) -> (Vec<f32>, Vec<f32>) {
    ((0..n).map(|i| i as f32).collect(), (0..n).map(|i| (i % 7) as f32).collect())
}

#[test]
fn vadd_of_every_length() {
    for n in [0, 1, 2, 63, 64, 65, 1000, 100_000] {
        let (a, b) = numbers(n);
        let mut c = vec![-1.0; n];
        let done = vadd(&a, &b, &mut c);
        assert_eq!(done, omp_get_num_devices() > 0);
        assert!(c.iter().enumerate().all(|(i, c)| *c == i as f32 + (i % 7) as f32), "n = {n}");
    }
}

#[test]
fn a_kernel_of_the_programs_own_takes_the_place_of_the_translation() {
    let n = 10_000;
    let (a, b) = numbers(n);
    let mut c = vec![-1.0; n];
    let mut target = Target::new(&VADD_BY_HAND);
    let done = target.offloads()
        && target.run(
            &[f32::TYPE, usize::TYPE],
            &[],
            &[range(&(0..n))],
            &mut [to(&a, None), to(&b, None), from(&mut c, None), value(&n)],
        );
    assert_eq!(done, omp_get_num_devices() > 0);
    if done {
        assert!(c.iter().enumerate().all(|(i, c)| *c == i as f32 + (i % 7) as f32));
    }
}

#[test]
fn a_sum_comes_after_the_value_that_was_there() {
    let a: Vec<u32> = (1..=1000).collect();
    let mut sum = 7;
    let sum_of = |trips: Range<usize>, a: &[u32], sum: &mut u32| {
        let mut target = Target::new(&SUM);
        target.offloads()
            && target.run(
                &[u32::TYPE, usize::TYPE],
                &[],
                &[range(&trips)],
                &mut [to(a, None).named("a"), reduction(sum).named("sum")],
            )
    };
    let device = omp_get_num_devices() > 0;
    assert_eq!(sum_of(0..1000, &a, &mut sum), device);
    assert_eq!(sum, if device { 500_507 } else { 7 });
    sum = u32::MAX;
    sum_of(1..3, &a, &mut sum);
    assert_eq!(sum, if device { 4 } else { u32::MAX }, "integers wrap");
    sum = 5;
    sum_of(3..3, &a, &mut sum);
    assert_eq!(sum, 5, "no iterations add nothing");
}

#[test]
fn float_sums_are_of_their_type() {
    let a = vec![0.5_f64; 4096];
    let mut sum = 1.0;
    let mut target = Target::new(&SUM);
    if target.offloads() {
        let args = &mut [to(&a, None), reduction(&mut sum)];
        assert!(target.run(&[f64::TYPE, usize::TYPE], &[], &[range(&(0..4096_usize))], args));
        assert_eq!(sum, 2049.0);
    }
}

#[test]
fn only_the_section_is_copied() {
    let a: Vec<f32> = (0..100).map(|i| i as f32).collect();
    let mut b = vec![-1.0_f32; 100];
    let mut target = Target::new(&STENCIL);
    if target.offloads() {
        let args = &mut [to(&a, Some(20..41)).named("a"), from(&mut b, Some(20..40)).named("b")];
        assert!(target.run(&[f32::TYPE, usize::TYPE], &[], &[range(&(20..40_usize))], args));
        for (i, b) in b.iter().enumerate() {
            assert_eq!(*b, if (20..40).contains(&i) { 2.0 * i as f32 + 1.0 } else { -1.0 });
        }
    }
}

#[test]
fn nested_loops_run_in_any_direction() {
    for (n, m) in [(1, 1), (3, 5), (40, 33), (0, 4), (4, 0)] {
        let mut g = vec![0_u32; n * m];
        let mut target = Target::new(&GRID);
        if target.offloads() {
            let ranges = [range(&(0..n)).rev(), range(&(0..=m)).rev().step_by(1)];
            let ranges = [ranges[0], if m == 0 { range(&(0..m)) } else { range(&(0..m)).rev() }];
            let args = &mut [tofrom(&mut g, None).named("g").own(Map::new([m, 1], 0, 1)), value(&m)];
            assert!(target.run(&[u32::TYPE, usize::TYPE], &[], &ranges, args));
            assert!((0..n * m).all(|k| g[k] as usize == (k / m) * (k % m)), "{n} x {m}");
        }
    }
}

#[test]
fn a_mapped_scalar_comes_back() {
    let mut x = 41_i32;
    let mut target = Target::new(&COUNT);
    if target.offloads() {
        let args = &mut [scalar_tofrom(&mut x).named("x")];
        assert!(target.run(&[i32::TYPE, usize::TYPE], &[], &[range(&(0..1_usize))], args));
        assert_eq!(x, 42);
    }
}

#[test]
fn two_iterations_cannot_own_one_element() {
    let mut a = vec![1_u32; 8];
    let mut target = Target::new(&TWICE);
    if target.offloads() {
        let args = &mut [tofrom(&mut a, None).named("a").own(Map::new([0], 0, 1))];
        let message = message(|| {
            target.run(&[u32::TYPE, usize::TYPE], &[], &[range(&(0..8_usize))], args);
        });
        assert_eq!(message, "`a`: two iterations own one element: the index does not change with the loop");
    }
    assert_eq!(a, [1; 8]);
}

#[test]
fn a_device_slice_stays_on_the_device() {
    let n = 1000;
    let device = omp_get_default_device().min(omp_get_initial_device());
    let mut a = DeviceSlice::<u32>::new(device, n);
    let mut out = vec![9; n];
    a.copy_to(&mut out);
    assert_eq!(out, vec![0; n]);
    a.copy_from(&(0..n as u32).collect::<Vec<_>>());
    let mut target = Target::new(&TWICE);
    if target.offloads() {
        let args = &mut [device_slice_mut(&mut a).named("a")];
        assert!(target.run(&[u32::TYPE, usize::TYPE], &[], &[range(&(0..n))], args));
    } else {
        a.iter_mut().for_each(|a| *a *= 2);
    }
    let mut sum = 0_u32;
    let mut target = Target::new(&SUM);
    if target.offloads() {
        let args = &mut [device_slice(&a), reduction(&mut sum)];
        assert!(target.run(&[u32::TYPE, usize::TYPE], &[], &[range(&(0..n))], args));
        assert_eq!(sum as usize, n * (n - 1));
    }
    a.copy_to(&mut out);
    assert!(out.iter().enumerate().all(|(i, a)| *a as usize == 2 * i));
}

#[test]
fn numbers_of_devices() {
    let mut host = Target::new(&VADD).device(omp_get_initial_device());
    assert!(!host.offloads());
    assert!(!Target::new(&VADD).device(-1).offloads());
    assert!(!Target::new(&VADD).condition(false).offloads());
    let count = omp_get_num_devices();
    if count > 0 {
        assert!(Target::new(&VADD).device(0_u8).offloads());
        let message = message(|| {
            Target::new(&VADD).device(count + 1).offloads();
        });
        assert!(message.starts_with(&format!("device({}): there ", count + 1)), "{message}");
    }
}

#[test]
fn what_does_not_build_runs_on_the_host() {
    let mut a = vec![1.0_f32; 4];
    let mut target = Target::new(&BROKEN);
    if !target.offloads() {
        return;
    }
    let mut run =
        || target.run(&[f32::TYPE, usize::TYPE], &[], &[range(&(0..4_usize))], &mut [tofrom(&mut a, None)]);
    if mandatory() {
        let message = message(|| {
            run();
        });
        assert!(message.contains("broken.cl") && message.contains("undeclared"), "the build log: {message}");
    } else {
        assert!(!run());
    }
    assert_eq!(a, [1.0; 4]);
}

#[test]
fn eight_threads_launch_at_once() {
    thread::scope(|scope| {
        for t in 0..8_usize {
            scope.spawn(move || {
                for round in 0..20 {
                    let n = 500 + 37 * t + round;
                    let (a, b) = numbers(n);
                    let mut c = vec![-1.0; n];
                    vadd(&a, &b, &mut c);
                    assert!(c.iter().enumerate().all(|(i, c)| *c == i as f32 + (i % 7) as f32));
                }
            });
        }
    });
}
