//! A device without memory: the host does the work, and nothing is lost. In a process of its own, since the other tests want
//! memory too.

#[allow(dead_code, reason = "the tests of `target` use all of it")]
#[path = "../target/regions.rs"]
mod regions;
#[allow(dead_code, reason = "the tests of `target` use all of it")]
#[path = "../target/support.rs"]
mod support;

use std::{
    panic::catch_unwind,
    sync::{Mutex, MutexGuard, PoisonError},
};

use omp_runtime::{
    device::devices::devices,
    private::device::{DeviceSlice, DeviceValue, Target, alloc, data, from, range, to, tofrom, update},
    routines::omp_target_is_present,
};

use regions::STENCIL;
use support::{mandatory, message, vadd};

/// So much that a device cannot hold it twice. Many cannot hold it once.
fn most() -> usize {
    (devices()[0].memory() / 8 * 5) as usize / size_of::<f32>()
}

/// Fills most of the device's memory, one test at a time.
struct Filled {
    _memory: Option<DeviceSlice<f32>>,
    _turn: MutexGuard<'static, ()>,
}

fn filled() -> Filled {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let memory = catch_unwind(|| DeviceSlice::new(0, most())).ok();
    Filled { _memory: memory, _turn: turn }
}

/// More than the device has left then. The system gives the pages of zeros when they are touched.
fn too_large() -> Vec<f32> {
    vec![0.0; most()]
}

#[test]
fn without_memory_the_host_goes_on_with_the_devices_values() {
    if devices().is_empty() {
        return;
    }
    let _filled = filled();
    let mut huge = too_large();
    let (a, b) = (vec![1.0_f32; 64], vec![2.0_f32; 64]);
    let mut c = vec![0.0_f32; 64];
    let scope = data(None, true, &[tofrom(&mut c, None).named("c")]);
    vadd(&a, &b, &mut c);
    assert!(c.iter().all(|c| c.to_bits() == 0), "they are on the device");
    let mut target = Target::new(&STENCIL);
    let mut run = || {
        target.offloads()
            && target.run(
                &[f32::TYPE, usize::TYPE],
                &[],
                &[range(&(0..8_usize))],
                &mut [tofrom(&mut c, Some(0..32)).named("c"), alloc(&mut huge, None).named("huge")],
            )
    };
    if mandatory() {
        let text = message(|| {
            run();
        });
        assert!(text.contains("OMP_TARGET_OFFLOAD=MANDATORY") && text.contains("`huge`"), "{text}");
        update(None, true, &mut [from(&mut c, Some(0..32))]);
    } else {
        assert!(!run());
    }
    assert!(!omp_target_is_present(&huge, 0), "what was mapped first is released");
    assert_eq!(c[..32], [3.0; 32], "the host has what it needs");
    assert_eq!(c[32..], [0.0; 32], "and no more");
    if mandatory() {
        drop(scope);
        return;
    }
    // The host's version of the region, and then the device again.
    c[..8].fill(10.0);
    let mut d = vec![0.0_f32; 64];
    vadd(&c, &a, &mut d);
    assert_eq!(d[..10], [11.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0, 4.0, 4.0]);
    scope.finish(&mut [tofrom(&mut c, None)]);
    assert_eq!((c[0], c[8], c[40]), (10.0, 3.0, 3.0));
}

#[test]
fn newer_values_of_the_host_survive_the_end_of_the_scope() {
    if devices().is_empty() || mandatory() {
        return;
    }
    let _filled = filled();
    let mut huge = too_large();
    let mut c = vec![1.0_f32; 64];
    let scope = data(None, true, &[tofrom(&mut c, None).named("c")]);
    let mut target = Target::new(&STENCIL);
    assert!(target.offloads());
    let args = &mut [tofrom(&mut c, Some(16..32)).named("c"), alloc(&mut huge, None).named("huge")];
    assert!(!target.run(&[f32::TYPE, usize::TYPE], &[], &[range(&(0..8_usize))], args));
    c.fill(7.0);
    scope.finish(&mut [tofrom(&mut c, None)]);
    assert_eq!((c[15], c[16], c[31], c[32]), (1.0, 7.0, 7.0, 1.0));
}

#[test]
fn values_that_the_host_cannot_get_are_not_lost() {
    if devices().is_empty() || mandatory() {
        return;
    }
    let _filled = filled();
    let mut huge = too_large();
    let (a, b) = (vec![1.0_f32; 64], vec![2.0_f32; 64]);
    let mut c = vec![0.0_f32; 64];
    let scope = data(None, true, &[tofrom(&mut c, None).named("c")]);
    let mut only_read = |c: &[f32]| {
        let mut target = Target::new(&STENCIL);
        assert!(target.offloads());
        let args = &mut [to(c, None).named("c"), alloc(&mut huge, None).named("huge")];
        target.run(&[f32::TYPE, usize::TYPE], &[], &[range(&(0..8_usize))], args)
    };
    assert!(!only_read(&c), "both sides are equal");
    vadd(&a, &b, &mut c);
    let text = message(|| {
        only_read(&c);
    });
    assert!(text.contains("newer values of `c`") && text.contains("`target update from(c)`"), "{text}");
    scope.finish(&mut [tofrom(&mut c, None)]);
    assert_eq!(c, [3.0; 64]);
}

#[test]
fn a_device_slice_without_memory_is_on_the_host() {
    if devices().is_empty() {
        return;
    }
    let _filled = filled();
    if mandatory() {
        let text = message(|| drop(DeviceSlice::<f32>::new(0, most())));
        assert!(text.starts_with("OMP_TARGET_OFFLOAD=MANDATORY: DeviceSlice: "), "{text}");
    }
}
