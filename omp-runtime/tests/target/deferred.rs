//! `nowait` and `depend`: what is deferred is done in an order in which it might have been done at once.

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    process::Command,
};

use omp_runtime::{
    device::{
        devices::devices,
        record::{DeviceEvent, DeviceEventKind, record},
    },
    private::device::{
        Arg, Deferred, DeviceValue, Handle, Target, depend_in, depend_inout, depend_out, enter_data,
        exit_data, from, ir::Region, range, release, to, value,
    },
    routines::omp_target_is_present,
};

use super::{
    regions::{COUNT, DIVIDE, STENCIL, SUM, TWICE, VADD},
    support::message,
};

fn begin<T: DeviceValue>(
    deferred: &Deferred<'_>,
    region: &'static Region,
    n: usize,
    args: &mut [Arg<'_>],
) -> bool {
    begin_on::<T>(0, deferred, region, n, args)
}

fn begin_on<T: DeviceValue>(
    device: usize,
    deferred: &Deferred<'_>,
    region: &'static Region,
    n: usize,
    args: &mut [Arg<'_>],
) -> bool {
    let mut target = Target::new(region).device(device);
    target.offloads() && target.deferred(deferred).run(&[T::TYPE, usize::TYPE], &[], &[range(&(0..n))], args)
}

/// Which kinds of events there were for a variable, or a region, in the order of their starts.
fn of<'e>(events: &'e [DeviceEvent], name: &str) -> Vec<&'e DeviceEvent> {
    events.iter().filter(|event| event.name == name).collect()
}

#[test]
fn blocks_are_under_way_together() {
    const BLOCKS: usize = 4;
    if devices().is_empty() {
        return;
    }
    let n = 1 << 18;
    let mut data: Vec<u32> = (0..(BLOCKS * n) as u32).collect();
    let before = data.clone();
    // Built before anything is recorded.
    super::support::twice(&mut [1; 8]);
    let (pending, events) = record(|| {
        let deferred = Deferred::new();
        for block in data.chunks_mut(n) {
            let block = Handle::moved(&deferred, block);
            assert!(begin::<u32>(&deferred, &TWICE, n, &mut [block.tofrom(None).named("block")]));
        }
        let pending = format!("{deferred:?}");
        deferred.wait();
        assert!(format!("{deferred:?}").contains("pending: 0"));
        pending
    });
    assert!(pending.contains("pending: 4"), "all were begun before the first was waited for: {pending}");
    assert!(data.iter().zip(&before).all(|(now, then)| *now == then.wrapping_mul(2)));
    let copies = of(&events, "block");
    let count = |kind| copies.iter().filter(|event| event.kind == kind).count();
    assert_eq!((count(DeviceEventKind::ToDevice), count(DeviceEventKind::FromDevice)), (BLOCKS, BLOCKS));
    assert!(copies.iter().all(|event| event.bytes == 4 * n && event.device == 0 && event.start <= event.end));
    // Other tests, on other threads, may run it as well.
    assert!(of(&events, "twice:1").len() >= BLOCKS);
    assert!(of(&events, "twice:1").iter().all(|event| event.kind == DeviceEventKind::Kernel));
}

#[test]
fn what_conflicts_keeps_its_order() {
    let mut a = vec![1_u32; 1000];
    {
        let deferred = Deferred::new();
        let mut a = Handle::new(&deferred, &mut a);
        for round in 0..10 {
            if !begin::<u32>(&deferred, &TWICE, 1000, &mut [a.tofrom(None).named("a")]) {
                a.host().iter_mut().for_each(|a| *a *= 2);
            }
            // A part, which the next round has to see.
            if round % 2 == 0 {
                let args = &mut [a.tofrom(Some(500..1000)).named("a")];
                let mut target = Target::new(&TWICE);
                let trips = &[range(&(500..1000_usize))];
                if !(target.offloads()
                    && target.deferred(&deferred).run(&[u32::TYPE, usize::TYPE], &[], trips, args))
                {
                    a.host()[500..].iter_mut().for_each(|a| *a *= 2);
                }
            }
        }
        deferred.wait();
        assert_eq!((a.host()[0], a.host()[999]), (1 << 10, 1 << 15));
    }
    assert!(a.iter().enumerate().all(|(i, a)| *a == if i < 500 { 1 << 10 } else { 1 << 15 }));
}

#[test]
fn a_chain_of_regions_over_several_arrays() {
    let n = 5000;
    let (mut a, mut b, mut c) = (vec![1.0_f32; n], vec![2.0_f32; n], vec![0.0_f32; n]);
    let deferred = Deferred::new();
    let (mut a_lent, b_lent) = (Handle::new(&deferred, &mut a), Handle::new(&deferred, &mut b));
    let c_lent = Handle::new(&deferred, &mut c);
    let vadd = |args: &mut [Arg<'_>]| begin::<f32>(&deferred, &VADD, n, args);
    // c = a + b; b = a + c; a = b + c
    let done = vadd(&mut [a_lent.to(None), b_lent.to(None), c_lent.from(None)])
        && vadd(&mut [a_lent.to(None), c_lent.to(None), b_lent.from(None)])
        && vadd(&mut [b_lent.to(None), c_lent.to(None), a_lent.from(None)]);
    assert_eq!(done, !devices().is_empty());
    assert!(a_lent.host().iter().all(|a| *a == if done { 7.0 } else { 1.0 }));
    drop(deferred);
    assert!(!done || (b[0], c[n - 1]) == (4.0, 3.0));
}

#[test]
fn depend_orders_what_has_nothing_in_common() {
    if devices().is_empty() {
        return;
    }
    // Long enough that the second would begin before the first has ended.
    let n = 1 << 21;
    let (mut a, mut b, mut token) = (vec![1_u32; n], vec![1_u32; n], 0_u32);
    super::support::twice(&mut [1; 8]);
    let mut twice = |first_out: bool| {
        record(|| {
            let deferred = Deferred::new();
            let token = Handle::new(&deferred, &mut token);
            let (a, b) = (Handle::new(&deferred, &mut a), Handle::new(&deferred, &mut b));
            let items = [
                if first_out { depend_out(&token, None) } else { depend_in(&token, None) },
                if first_out { depend_in(&token, None) } else { depend_inout(&token, None) },
            ];
            for (item, arg) in
                items.iter().zip([a.tofrom(None).named("ordered_a"), b.tofrom(None).named("ordered_b")])
            {
                let mut target = Target::new(&TWICE);
                assert!(target.offloads());
                let target = target.deferred(&deferred).depend(&[*item]);
                assert!(target.run(&[u32::TYPE, usize::TYPE], &[], &[range(&(0..n))], &mut [arg]));
            }
            drop(deferred);
        })
        .1
    };
    for first_out in [true, false] {
        let events = twice(first_out);
        let end = of(&events, "ordered_a").iter().map(|event| event.end).max().expect("the copies of `a`");
        let start =
            of(&events, "ordered_b").iter().map(|event| event.start).min().expect("the copies of `b`");
        assert!(end <= start, "{events:?}");
    }
    assert_eq!((a[0], b[n - 1]), (4, 4));
}

#[test]
fn sums_of_blocks() {
    let a: Vec<u32> = (1..=4000).collect();
    let (mut sum, mut after) = (7, 0);
    {
        let deferred = Deferred::new();
        let mut sum = Handle::new(&deferred, &mut sum);
        for block in a.chunks(1000) {
            let shared = Handle::moved(&deferred, block);
            let args = &mut [shared.to(None).named("block"), sum.reduction().named("sum")];
            if !begin::<u32>(&deferred, &SUM, 1000, args) {
                *sum.host() += shared.host().iter().sum::<u32>();
            }
        }
        // The value is waited for.
        let mut numbers = vec![2 * 8_002_007_u32; 3];
        {
            let inner = Deferred::new();
            let mut numbers = Handle::new(&inner, &mut numbers);
            let sum_now = *sum.host();
            if !begin::<u32>(&inner, &DIVIDE, 3, &mut [numbers.tofrom(None), value(&sum_now)]) {
                numbers.host().iter_mut().for_each(|number| *number /= sum_now);
            }
        }
        after += numbers[0];
    }
    assert_eq!((sum, after), (8_002_007, 2));
}

#[test]
fn a_value_waits_for_the_sum() {
    let a: Vec<u32> = (1..=1000).collect();
    let (mut sum, mut numbers) = (0_u32, vec![1_001_000_u32; 64]);
    let deferred = Deferred::new();
    let (a, sum) = (Handle::shared(&deferred, &a), Handle::new(&deferred, &mut sum));
    let mut lent = Handle::new(&deferred, &mut numbers);
    let done = begin::<u32>(&deferred, &SUM, 1000, &mut [a.to(None), sum.reduction()])
        && begin::<u32>(&deferred, &DIVIDE, 64, &mut [lent.tofrom(None), sum.value()]);
    assert_eq!(done, !devices().is_empty());
    assert_eq!(lent.host()[63], if done { 2 } else { 1_001_000 });
}

#[test]
fn data_comes_and_goes() {
    let n = 3000;
    let mut a = vec![1_u32; n];
    let mut seen = 0;
    if devices().is_empty() {
        return;
    }
    {
        let deferred = Deferred::new();
        let mut lent = Handle::new(&deferred, &mut a);
        deferred.enter_data(None, true, &[], &mut [lent.to(None).named("a")]);
        for _ in 0..3 {
            assert!(begin::<u32>(&deferred, &TWICE, n, &mut [lent.tofrom(None).named("a")]));
        }
        seen += lent.host()[0];
        deferred.update(None, true, &[], &mut [lent.from(Some(0..1000)).named("a")]);
        seen += lent.host()[999] * 10 + lent.host()[1000] * 1000;
        lent.host()[0] = 5;
        deferred.update(None, true, &[], &mut [lent.to(Some(0..1)).named("a")]);
        assert!(begin::<u32>(&deferred, &TWICE, n, &mut [lent.tofrom(None).named("a")]));
        deferred.exit_data(None, true, &[], &mut [lent.from(None).named("a")]);
        assert!(begin::<u32>(&deferred, &TWICE, n, &mut [lent.tofrom(None).named("a")]));
    }
    assert_eq!((seen, a[0], a[1], a[n - 1]), (1 + 80 + 1000, 20, 32, 32));
    assert!(!omp_target_is_present(&a, 0));
}

#[test]
fn what_is_present_stays_there() {
    if devices().is_empty() {
        return;
    }
    let mut a = vec![1_u32; 100];
    enter_data(None, true, &[to(&a, None)]);
    {
        let deferred = Deferred::new();
        let lent = Handle::new(&deferred, &mut a);
        assert!(begin::<u32>(&deferred, &TWICE, 100, &mut [lent.tofrom(None)]));
        deferred.exit_data(None, true, &[], &mut [lent.release(None)]);
        // The last reference went while the region was on its way.
    }
    assert!(!omp_target_is_present(&a, 0));
    assert_eq!(a, [1; 100], "what nobody copied back is lost");
    enter_data(None, true, &[to(&a, None)]);
    {
        let deferred = Deferred::new();
        let lent = Handle::new(&deferred, &mut a);
        assert!(begin::<u32>(&deferred, &TWICE, 100, &mut [lent.tofrom(None)]));
    }
    exit_data(None, true, &mut [from(&mut a, None)]);
    assert_eq!(a, [2; 100]);
    exit_data(None, true, &mut [release(&a, None)]);
}

#[test]
fn a_fault_surfaces_when_everything_is_complete() {
    if devices().is_empty() {
        return;
    }
    let a = vec![1.0_f32; 8];
    let (mut b, mut c) = (vec![5.0_f32; 16], vec![1_u32; 100]);
    let text = message(|| {
        let deferred = Deferred::new();
        let (a, b) = (Handle::shared(&deferred, &a), Handle::new(&deferred, &mut b));
        let c = Handle::new(&deferred, &mut c);
        assert!(begin::<f32>(&deferred, &STENCIL, 8, &mut [a.to(None), b.tofrom(None)]));
        assert!(begin::<u32>(&deferred, &TWICE, 100, &mut [c.tofrom(None)]));
        deferred.wait();
        unreachable!("the first region reads `a[8]`");
    });
    assert_eq!(text, "tests/regions.rs:32:9: index out of bounds: the len is 8 but the index is 8: `a[8]`");
    assert_eq!(c, [2; 100], "the other region is complete");
    let text = message(|| {
        let deferred = Deferred::new();
        let (a, b) = (Handle::shared(&deferred, &a), Handle::new(&deferred, &mut b));
        assert!(begin::<f32>(&deferred, &STENCIL, 8, &mut [a.to(None), b.tofrom(None)]));
    });
    assert!(text.contains("index out of bounds"), "also at the end of the stretch: {text}");
    b.fill(5.0);
    let deferred = Deferred::new();
    let (a, mut b) = (Handle::shared(&deferred, &a), Handle::new(&deferred, &mut b));
    assert!(begin::<f32>(&deferred, &STENCIL, 7, &mut [a.to(None), b.tofrom(None)]));
    assert_eq!(b.host()[..8], [2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 5.0], "the next region is right");
}

#[test]
fn a_panic_in_the_stretch_waits() {
    let mut a = vec![1_u32; 1 << 16];
    let n = a.len();
    let mut done = false;
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let deferred = Deferred::new();
        let lent = Handle::new(&deferred, &mut a);
        done = begin::<u32>(&deferred, &TWICE, n, &mut [lent.tofrom(None)]);
        panic!("in the stretch");
    }));
    assert_eq!(unwound.expect_err("it panics").downcast_ref(), Some(&"in the stretch"));
    assert!(a.iter().all(|a| *a == 1 + u32::from(done)));
    // A fault beside a panic: the panic is that of the host.
    let (a, mut b) = (vec![1.0_f32; 8], vec![5.0_f32; 8]);
    let text = message(|| {
        let deferred = Deferred::new();
        let (a, b) = (Handle::shared(&deferred, &a), Handle::new(&deferred, &mut b));
        begin::<f32>(&deferred, &STENCIL, 8, &mut [a.to(None), b.tofrom(None)]);
        panic!("in the stretch");
    });
    assert_eq!(text, "in the stretch");
}

#[test]
fn the_host_takes_its_turn() {
    let n = 4096;
    let mut a = vec![3_u32; n];
    {
        let deferred = Deferred::new();
        let mut lent = Handle::new(&deferred, &mut a);
        for on_device in [true, false, true, true, false] {
            if !(on_device && begin::<u32>(&deferred, &TWICE, n, &mut [lent.tofrom(None)])) {
                lent.host().iter_mut().for_each(|a| *a *= 2);
            }
        }
    }
    assert!(a.iter().all(|a| *a == 96));
}

#[test]
fn a_variable_that_is_not_lent_has_the_region_wait() {
    let (mut a, mut x) = (vec![1_u32; 64], 1_u32);
    let deferred = Deferred::new();
    let mut lent = Handle::new(&deferred, &mut a);
    let done = begin::<u32>(&deferred, &TWICE, 64, &mut [lent.tofrom(None)])
        && begin::<u32>(&deferred, &COUNT, 1, &mut [omp_runtime::private::device::scalar_tofrom(&mut x)]);
    assert_eq!((done, x), (!devices().is_empty(), 1 + u32::from(done)), "without a wait");
    assert_eq!(lent.host()[0], 1 + u32::from(done));
}

#[test]
fn memory_has_one_stretch_and_one_name() {
    if devices().is_empty() {
        return;
    }
    let (mut a, mut b) = (vec![1.0_f32; 64], vec![1.0_f32; 64]);
    let (outer, inner) = (Deferred::new(), Deferred::new());
    let (a, b) = (Handle::new(&outer, &mut a), Handle::new(&outer, &mut b));
    let text = message(|| {
        begin::<f32>(&inner, &STENCIL, 63, &mut [a.to(None).named("a"), b.tofrom(None).named("b")]);
    });
    assert!(text.contains("`a` is lent to another stretch"), "{text}");
    let text = message(|| {
        begin::<f32>(&outer, &STENCIL, 63, &mut [a.to(None).named("a"), a.tofrom(None).named("a2")]);
    });
    assert_eq!(text, "`a2` has memory in common with another variable");
    let text = message(|| {
        let mut target = Target::new(&STENCIL);
        assert!(target.offloads());
        let args = &mut [a.to(None).named("a"), b.tofrom(None).named("b")];
        target.run(&[f32::TYPE, usize::TYPE], &[], &[range(&(0..63_usize))], args);
    });
    assert_eq!(text, "`a` is lent to deferred operations: this construct waits");
}

#[test]
fn nothing_to_do_is_done() {
    let (mut a, mut empty) = (vec![1_u32; 64], Vec::<u32>::new());
    let deferred = Deferred::new();
    let (a, empty) = (Handle::new(&deferred, &mut a), Handle::new(&deferred, &mut empty));
    let device = !devices().is_empty();
    assert_eq!(begin::<u32>(&deferred, &TWICE, 0, &mut [a.tofrom(None)]), device);
    assert_eq!(begin::<u32>(&deferred, &TWICE, 0, &mut [empty.tofrom(None)]), device);
    deferred.update(None, true, &[], &mut [a.to(None), empty.from(None)]);
    deferred.exit_data(None, true, &[], &mut [a.from(None), empty.delete(None)]);
}

/// Set in the child process.
const CHILD: &str = "FERROMP_TEST_DEFERRED_CHILD";

#[test]
fn two_devices_work_at_once() {
    const NAME: &str = "deferred::two_devices_work_at_once";
    if env::var_os(CHILD).is_none() {
        let mut child = Command::new(env::current_exe().expect("the test knows its binary"));
        child.args([NAME, "--exact", "--nocapture"]).env("POCL_DEVICES", "pthread pthread").env(CHILD, "1");
        let output = child.output().expect("the binary runs");
        let text =
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(output.status.success() && text.contains("1 passed"), "{}\n{text}", output.status);
        return;
    }
    let count = devices().len();
    if count < 2 {
        return;
    }
    let n = 1 << 16;
    let mut a: Vec<u32> = (0..2 * n as u32).collect();
    let mut sum = 0_u32;
    let pending = {
        let deferred = Deferred::new();
        let mut sum = Handle::new(&deferred, &mut sum);
        let mut lent = Handle::new(&deferred, &mut a);
        for device in 0..2 {
            let half = device * n..(device + 1) * n;
            let mut target = Target::new(&TWICE).device(device);
            assert!(target.offloads());
            let args = &mut [lent.tofrom(Some(half.clone())).named("a")];
            assert!(target.deferred(&deferred).run(&[u32::TYPE, usize::TYPE], &[], &[range(&half)], args));
        }
        let pending = format!("{deferred:?}");
        // Each takes the other's half, which it has to wait for, and both add to one sum.
        for device in 0..2 {
            let half = (1 - device) * n..(2 - device) * n;
            let mut target = Target::new(&SUM).device(device);
            assert!(target.offloads());
            let args = &mut [lent.to(Some(half.clone())).named("a"), sum.reduction().named("sum")];
            assert!(target.deferred(&deferred).run(&[u32::TYPE, usize::TYPE], &[], &[range(&half)], args));
        }
        let in_all = lent.host().iter().fold(0_u32, |all, a| all.wrapping_add(*a));
        assert_eq!(*sum.host(), in_all);
        pending
    };
    assert!(pending.contains("pending: 2"), "both are under way: {pending}");
    assert!(a.iter().enumerate().all(|(i, a)| *a == 2 * i as u32));
}

#[test]
fn recordings_have_blocking_transfers_too() {
    if devices().is_empty() {
        return;
    }
    let mut a = vec![1_u32; 1000];
    let ((), outer) = record(|| {
        enter_data(Some(0), true, &[to(&a, None).named("kept")]);
        let ((), inner) = record(|| exit_data(Some(0), true, &mut [from(&mut a, None).named("kept")]));
        let kinds: Vec<_> = of(&inner, "kept").iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [DeviceEventKind::FromDevice]);
    });
    let kept = of(&outer, "kept");
    assert_eq!(
        kept.iter().map(|event| (event.kind, event.bytes)).collect::<Vec<_>>(),
        [(DeviceEventKind::ToDevice, 4000), (DeviceEventKind::FromDevice, 4000)]
    );
    assert!(kept[0].end <= kept[1].start, "{kept:?}");
}
