//! The data environment: what is present stays, what is released comes back, what fails leaves no trace.

use std::{
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
};

use omp_runtime::{
    private::device::{
        DeviceValue, Elements, Target, alloc, data, delete, device_slice_mut, enter_data, exit_data, from,
        range, reduction, release, scalar_to, scalar_tofrom, to, tofrom, update,
    },
    routines::{omp_get_default_device, omp_get_initial_device, omp_get_num_devices, omp_target_is_present},
};

use super::{
    regions::{COUNT, SUM, TWICE},
    support::{message, twice, vadd},
};

/// On a device: on the host, everything is.
fn present<S: Elements + ?Sized>(variable: &S) -> bool {
    let default = omp_get_default_device();
    assert!(omp_target_is_present(variable, omp_get_initial_device()));
    device() && omp_target_is_present(variable, default)
}

fn device() -> bool {
    omp_get_num_devices() > 0
}

#[test]
fn present_data_is_not_copied_until_the_scope_ends() {
    let mut a = vec![1_u32; 100];
    let scope = data(None, true, &[tofrom(&mut a, None).named("a")]);
    assert_eq!(present(&a), device());
    twice(&mut a);
    twice(&mut a);
    assert_eq!(a[0], if device() { 1 } else { 4 });
    scope.finish(&mut [tofrom(&mut a, None)]);
    assert_eq!(a, [4; 100]);
    assert!(!present(&a));
}

#[test]
fn scopes_nest_and_the_outermost_copies() {
    let mut a = vec![1_u32; 10];
    let outer = data(None, true, &[to(&a, None)]);
    let inner = data(None, true, &[tofrom(&mut a, None)]);
    twice(&mut a);
    inner.finish(&mut [tofrom(&mut a, None)]);
    assert_eq!(a[0], if device() { 1 } else { 2 }, "the outer scope still refers to it");
    outer.finish(&mut [to(&a, None)]);
    assert_eq!(a[0], if device() { 1 } else { 2 }, "and has it mapped `to`");
    assert!(!present(&a));
}

#[test]
fn parts_of_present_data_are_present() {
    let mut a: Vec<u32> = (0..100).collect();
    let scope = data(None, true, &[tofrom(&mut a, None).named("a")]);
    twice(&mut a[10..20]);
    twice(&mut a[15..30]);
    if device() {
        assert!(present(&a[99..]));
        assert!(present(&a[5]));
    }
    update(None, true, &mut [from(&mut a, Some(12..16)).named("a")]);
    assert_eq!(a[12..16], [24, 26, 28, 60]);
    scope.finish(&mut [tofrom(&mut a, None)]);
    let factor =
        |i: u32| if (10..20).contains(&i) { 2 } else { 1 } * if (15..30).contains(&i) { 2 } else { 1 };
    assert!((0..100).all(|i| a[i as usize] == i * factor(i)));
}

#[test]
fn what_overlaps_in_part_is_an_error() {
    let mut a = vec![1_u32; 100];
    let scope = data(None, true, &[to(&a, Some(10..20)).named("a")]);
    if device() {
        for section in [0..11, 15..25, 0..100] {
            let text = message(|| {
                let _scope = data(None, true, &[to(&a, Some(section.clone())).named("again")]);
            });
            let Range { start, end } = section;
            let overlap = format!("map: `again[{start}..{end}]` overlaps `a[10..20]`, which is mapped");
            assert!(text.starts_with(&overlap), "{text}");
        }
        let text = message(|| update(None, true, &mut [from(&mut a, None).named("all")]));
        assert!(text.contains("`all[0..100]` overlaps"), "{text}");
    }
    scope.finish(&mut [to(&a, Some(10..20))]);
    assert!(!present(&a[10..20]), "and leaves the table as it was");
}

#[test]
fn a_failed_enter_rolls_back() {
    let a = vec![1_u32; 10];
    let b = vec![1_u32; 10];
    let scope = data(None, true, &[to(&b, Some(2..5)).named("b")]);
    if device() {
        message(|| drop(data(None, true, &[to(&a, None).named("a"), to(&b, None).named("b")])));
        message(|| enter_data(None, true, &[to(&a, None).named("a"), to(&b, None).named("b")]));
        assert!(!present(&a));
    }
    scope.finish(&mut [to(&b, Some(2..5))]);
    assert!(!present(&b));
}

#[test]
fn unwinding_releases_and_copies_nothing() {
    let mut a = vec![1_u32; 10];
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let _scope = data(None, true, &[tofrom(&mut a, None)]);
        twice(&mut a);
        panic!("out of here");
    }));
    assert!(unwound.is_err());
    assert!(!present(&a));
    assert_eq!(a[0], if device() { 1 } else { 2 });
}

#[test]
fn a_scope_notices_that_its_variable_moved() {
    let mut a = vec![1_u32; 10];
    let scope = data(None, true, &[tofrom(&mut a, None).named("a")]);
    a.extend([1; 100]);
    if device() {
        let text = message(|| scope.finish(&mut [tofrom(&mut a, None).named("a")]));
        assert!(
            text.starts_with("target data: `a` has been moved or resized while it was mapped: from 40 bytes"),
            "{text}"
        );
    } else {
        scope.finish(&mut [tofrom(&mut a, None).named("a")]);
    }
}

#[test]
fn enter_and_exit_count() {
    let mut a = vec![3_u32; 50];
    enter_data(None, true, &[to(&a, None)]);
    enter_data(None, true, &[alloc(&mut a, None)]);
    twice(&mut a);
    exit_data(None, true, &mut [from(&mut a, None)]);
    assert_eq!(a[0], if device() { 3 } else { 6 }, "one reference is left");
    exit_data(None, true, &mut [from(&mut a, None)]);
    assert_eq!(a, [6; 50]);
    exit_data(None, true, &mut [from(&mut a, None), release(&[1_u8, 2], None)]);
    assert_eq!(a, [6; 50], "what is not present is left alone");
    enter_data(None, true, &[to(&a, None)]);
    enter_data(None, true, &[to(&a, None)]);
    exit_data(None, true, &mut [delete(&a, None)]);
    assert!(!present(&a));
}

#[test]
fn updates_go_both_ways() {
    let mut a = vec![1_u32; 8];
    update(None, true, &mut [to(&a, None)]);
    let scope = data(None, true, &[to(&a, None)]);
    a.fill(5);
    update(None, true, &mut [to(&a, Some(0..4))]);
    twice(&mut a);
    update(None, true, &mut [from(&mut a, None)]);
    assert_eq!(a, if device() { [10, 10, 10, 10, 2, 2, 2, 2] } else { [10; 8] });
    update(None, false, &mut [to(&[0_u32; 8], None)]);
    scope.finish(&mut [to(&a, None)]);
}

#[test]
fn allocated_memory_holds_what_the_device_wrote() {
    let (a, b) = (vec![1.5_f32; 300], vec![2.0_f32; 300]);
    let mut c = vec![0.0_f32; 300];
    let scope = data(None, true, &[to(&a, None), to(&b, None), alloc(&mut c, None)]);
    vadd(&a, &b, &mut c);
    update(None, true, &mut [from(&mut c, None)]);
    scope.finish(&mut [to(&a, None), to(&b, None), alloc(&mut c, None)]);
    assert_eq!(c, [3.5; 300]);
}

#[test]
fn scalars_and_reductions_use_the_present_value() {
    let (mut x, a) = (1_i32, vec![1_u32; 10]);
    let mut sum = 100_u32;
    let scope = data(None, true, &[scalar_tofrom(&mut x), tofrom(&mut sum, None)]);
    if device() {
        let mut target = Target::new(&COUNT);
        assert!(target.offloads());
        let args = &mut [scalar_tofrom(&mut x)];
        assert!(target.run(&[i32::TYPE, usize::TYPE], &[], &[range(&(0..1_usize))], args));
        let mut target = Target::new(&SUM);
        assert!(target.offloads());
        let args = &mut [to(&a, None), reduction(&mut sum)];
        assert!(target.run(&[u32::TYPE, usize::TYPE], &[], &[range(&(0..10_usize))], args));
        assert_eq!((x, sum), (1, 100));
    } else {
        (x, sum) = (2, 110);
    }
    scope.finish(&mut [scalar_tofrom(&mut x), tofrom(&mut sum, None)]);
    assert_eq!((x, sum), (2, 110));
    drop(data(None, true, &[scalar_to(&x)]));
}

#[test]
fn a_view_is_the_devices_copy() {
    let mut a: Vec<u32> = (0..64).collect();
    let scope = data(None, true, &[tofrom(&mut a, None)]);
    {
        let mut view = scope.device_slice("a", &a[32..]);
        let mut target = Target::new(&TWICE);
        if target.offloads() {
            let args = &mut [device_slice_mut(&mut view)];
            assert!(target.run(&[u32::TYPE, usize::TYPE], &[], &[range(&(0..32_usize))], args));
        } else {
            view.iter_mut().for_each(|a| *a *= 2);
        }
    }
    scope.finish(&mut [tofrom(&mut a, None)]);
    assert!((0..64).all(|i| a[i as usize] == if i < 32 { i } else { 2 * i }));
}

#[test]
fn empty_slices_are_mapped_without_a_trace() {
    let mut none: Vec<u32> = Vec::new();
    let scope = data(None, true, &[tofrom(&mut none, None), to(&[[0.0_f64; 0]; 9], None)]);
    twice(&mut none);
    assert!(!present(&none));
    scope.finish(&mut [tofrom(&mut none, None), to(&[[0.0_f64; 0]; 9], None)]);
}

#[test]
fn other_elements_than_were_mapped_are_an_error() {
    let rows = vec![[1_u32; 4]; 8];
    let scope = data(None, true, &[to(&rows, None).named("rows")]);
    let mut flat = vec![0_u32; 1];
    twice(&mut flat);
    if device() {
        assert!(present(rows.as_flattened()), "an array of arrays is one of its elements too");
    }
    scope.finish(&mut [to(&rows, None)]);
}
