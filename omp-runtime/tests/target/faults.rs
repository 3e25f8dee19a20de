//! A panic in a kernel is a panic on the host, and nothing else is wrong afterwards.

use omp_runtime::{
    device::devices::{DeviceKind, devices},
    private::device::{DeviceValue, Target, from, range, to, tofrom, value},
};

use super::{
    regions::{DIVIDE, STENCIL},
    support::message,
};

#[test]
fn an_index_out_of_bounds_names_itself() {
    let a = vec![1.0_f32; 8];
    let mut b = vec![5.0_f32; 16];
    for _ in 0..2 {
        let mut target = Target::new(&STENCIL);
        if !target.offloads() {
            return;
        }
        let text = message(|| {
            let args = &mut [to(&a, None).named("a"), tofrom(&mut b, None).named("b")];
            target.run(&[f32::TYPE, usize::TYPE], &[], &[range(&(0..8_usize))], args);
        });
        assert_eq!(
            text,
            "tests/regions.rs:32:9: index out of bounds: the len is 8 but the index is 8: `a[8]`"
        );
        // Nothing is copied back. Memory that the device shares has what was written before, as after a panic on the host.
        let shared = devices()[0].kind() == DeviceKind::Cpu;
        assert!(b.iter().all(|b| *b == 5.0 || shared && *b == 2.0), "{b:?}");
        b.fill(5.0);
        let args = &mut [to(&a, None).named("a"), tofrom(&mut b, None).named("b")];
        assert!(target.run(&[f32::TYPE, usize::TYPE], &[], &[range(&(0..7_usize))], args));
        assert_eq!(b[..8], [2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 5.0], "the next region is right");
        b.fill(5.0);
    }
}

#[test]
fn a_read_outside_of_the_section_is_an_error() {
    let a = vec![1.0_f32; 100];
    let mut b = vec![5.0_f32; 100];
    let mut target = Target::new(&STENCIL);
    if target.offloads() {
        let text = message(|| {
            let args = &mut [to(&a, Some(10..20)).named("a"), from(&mut b, None).named("b")];
            target.run(&[f32::TYPE, usize::TYPE], &[], &[range(&(10..20_usize))], args);
        });
        assert!(text.starts_with("tests/regions.rs:32:9: ") && text.contains("20"), "{text}");
    }
}

#[test]
fn a_division_by_zero_names_itself() {
    let mut a = vec![10_i32; 8];
    let mut divide = |d: i32| {
        let mut target = Target::new(&DIVIDE);
        target.offloads()
            && target.run(
                &[i32::TYPE, usize::TYPE],
                &[],
                &[range(&(0..8_usize))],
                &mut [tofrom(&mut a, None).named("a"), value(&d).named("d")],
            )
    };
    if divide(5) {
        let text = message(|| {
            divide(0);
        });
        assert_eq!(text, "tests/regions.rs:41:9: attempt to divide by zero");
        assert!(divide(2));
        assert_eq!(a, [1; 8]);
    }
}
