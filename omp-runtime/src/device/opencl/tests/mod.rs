//! On the devices of this machine. Without one the tests have nothing to run on and pass, unless
//! `OMP_TARGET_OFFLOAD=MANDATORY` says that there is one.

mod processes;

use std::thread;

use super::{Context, Error, Event, Sharing};
use crate::{
    device::devices::{self, Device, DeviceKind},
    env::{self, TargetOffload},
};

const SCALE: &str = "
__kernel void scale(__global uint *a, uint factor, uint n, __local uint *shared) {
    size_t i = get_global_id(0);
    shared[get_local_id(0)] = factor;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (i < n) a[i] = a[i] * shared[0];
}
__kernel void index(__global uint *a) {
    size_t row = get_global_id(1) + get_global_size(1) * get_global_id(2);
    a[get_global_id(0) + get_global_size(0) * row] = get_global_id(0) + 10 * get_global_id(1) + 100 * get_global_id(2);
}
";

/// The first device, if there is one.
///
/// # Panics
/// If there must be one.
fn device() -> Option<&'static Device> {
    let device = devices::find(0);
    let mandatory = env::get().target_offload == TargetOffload::Mandatory;
    assert!(device.is_some() || !mandatory, "{}", devices::report());
    device
}

fn context() -> Option<&'static Context> {
    device().map(|device| device.context().expect("the device works"))
}

fn bytes(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_ne_bytes()).collect()
}

fn words(bytes: &[u8]) -> Vec<u32> {
    let (words, rest) = bytes.as_chunks::<4>();
    assert!(rest.is_empty());
    words.iter().map(|&word| u32::from_ne_bytes(word)).collect()
}

/// Multiplies each value by `factor` on the device, with transfers that do not wait.
fn scale(context: &'static Context, program: &super::Program, values: &[u32], factor: u32) -> Vec<u32> {
    let data = bytes(values);
    let mut result = vec![0; data.len()];
    let buffer = context.buffer(data.len()).expect("memory");
    let mut kernel = program.kernel("scale").expect("the kernel");
    kernel.set_buffer(0, &buffer).expect("argument 0");
    kernel.set(1, &factor.to_ne_bytes()).expect("argument 1");
    kernel.set(2, &(values.len() as u32).to_ne_bytes()).expect("argument 2");
    kernel.set_local(3, 16 * 4).expect("argument 3");
    // SAFETY: `data`, `result` and the buffer live until the last event is waited for; each command waits for the one
    // before; the kernel stays below `n`, which is the buffer's length.
    unsafe {
        let written = context.start_write(&buffer, 0, data.as_ptr(), data.len(), &[]).expect("write");
        let written: Vec<&Event> = written.iter().collect();
        let global = values.len().next_multiple_of(16);
        let ran = context.enqueue(&kernel, &[global], &[16], &written).expect("enqueue");
        let read = context.start_read(&buffer, 0, result.as_mut_ptr(), result.len(), &[&ran]).expect("read");
        read.expect("an event").wait().expect("the commands succeed");
    }
    words(&result)
}

#[test]
fn eight_threads_launch_at_once() {
    let Some(context) = context() else { return };
    let program = context.build(SCALE, "").expect("it compiles");
    thread::scope(|scope| {
        for t in 0..8_u32 {
            let program = &program;
            scope.spawn(move || {
                for round in 0..20 {
                    let values: Vec<u32> = (0..100 + t).collect();
                    let expected: Vec<u32> = values.iter().map(|value| value * (t + round)).collect();
                    assert_eq!(scale(context, program, &values, t + round), expected);
                }
            });
        }
    });
}

#[test]
fn three_dimensions() {
    let Some(context) = context() else { return };
    let program = context.build(SCALE, "-cl-std=CL1.2").expect("it compiles");
    let buffer = context.buffer(4 * 24).expect("memory");
    let mut kernel = program.kernel("index").expect("the kernel");
    kernel.set_buffer(0, &buffer).expect("argument 0");
    // SAFETY: 24 work-items write 24 elements; the buffer lives until the read is over.
    let ran = unsafe { context.enqueue(&kernel, &[4, 3, 2], &[2, 1, 1], &[]) }.expect("enqueue");
    let mut result = [0; 4 * 24];
    context.read(&buffer, 0, &mut result, &[&ran]).expect("read");
    let expected: Vec<u32> =
        (0..2).flat_map(|z| (0..3).flat_map(move |y| (0..4).map(move |x| x + 10 * y + 100 * z))).collect();
    assert_eq!(words(&result), expected);
}

#[test]
fn a_large_buffer_is_cleared_to_its_last_byte() {
    let Some(context) = context() else { return };
    for bytes in [0, 1, 16, 33, (600 << 20) + 7] {
        let buffer = context.buffer(bytes).expect("memory");
        let marks: Vec<usize> = (0..bytes).step_by((100 << 20) + 1).chain(bytes.checked_sub(1)).collect();
        for &at in &marks {
            context.write(&buffer, at, &[7], &[]).expect("write");
        }
        // SAFETY: the buffer lives until the last read.
        let cleared = unsafe { context.clear(&buffer, bytes) }.expect("clear");
        for &at in &marks {
            let mut byte = [9];
            context.read(&buffer, at, &mut byte, &cleared.iter().collect::<Vec<_>>()).expect("read");
            assert_eq!(byte, [0], "at {at} of {bytes}");
        }
    }
}

#[test]
fn parts_of_buffers_are_copied_and_filled() {
    let Some(context) = context() else { return };
    let (a, b) = (context.buffer(64).expect("memory"), context.buffer(64).expect("memory"));
    // SAFETY: both buffers live until the read is over, and each command waits for the one before.
    let copied = unsafe {
        let filled = context.fill(&a, 0, 64, &7_u32.to_ne_bytes(), &[]).expect("fill").expect("an event");
        let more = context.fill(&a, 8, 4, &[1, 2, 3, 4], &[&filled]).expect("fill").expect("an event");
        let clear = context.fill(&b, 0, 64, &[0], &[]).expect("fill").expect("an event");
        context.copy((&a, 8), (&b, 60), 4, &[&more, &clear]).expect("copy").expect("an event")
    };
    let mut result = [9; 8];
    context.read(&b, 56, &mut result, &[&copied]).expect("read");
    assert_eq!(result, [0, 0, 0, 0, 1, 2, 3, 4]);
    context.read(&a, 4, &mut result[..4], &[]).expect("read");
    assert_eq!(words(&result[..4]), [7]);
    context.write(&b, 64, &[], &[]).expect("nothing to write");
    // SAFETY: nothing is copied.
    assert!(unsafe { context.copy((&a, 0), (&b, 64), 0, &[]) }.expect("nothing to copy").is_none());
}

#[test]
fn what_is_not_in_a_buffer_is_refused() {
    let Some(context) = context() else { return };
    let buffer = context.buffer(10).expect("memory");
    for (offset, len) in [(0, 11), (10, 1), (usize::MAX, 2)] {
        let refused = std::panic::catch_unwind(|| context.write(&buffer, offset, &vec![0; len], &[]));
        assert!(refused.is_err(), "{len} bytes at {offset}");
    }
}

#[test]
fn a_dropped_buffer_is_used_again() {
    // A size that no other test uses.
    const BYTES: usize = 5 << 20;
    let Some(context) = context() else { return };
    let first = context.buffer(BYTES).expect("memory");
    let memory = first.raw();
    drop(first);
    for bytes in [BYTES, BYTES - 1000] {
        assert_eq!(context.buffer(bytes).expect("memory").raw(), memory, "{bytes}");
    }
    let (a, b) = (context.buffer(BYTES).expect("memory"), context.buffer(BYTES).expect("memory"));
    assert!(a.raw() == memory && b.raw() != memory);
}

#[test]
fn too_much_memory_is_an_error_and_no_harm() {
    let Some(context) = context() else { return };
    for bytes in [1 << 46, usize::MAX] {
        let error = context.buffer(bytes).expect_err("nobody has as much");
        assert!(error.is_out_of_memory(), "{error}");
    }
    let program = context.build(SCALE, "").expect("it compiles");
    assert_eq!(scale(context, &program, &[1, 2, 3], 5), [5, 10, 15]);
}

#[test]
fn a_failed_build_has_the_log() {
    let Some(context) = context() else { return };
    let error = context
        .build("__kernel void broken() { undeclared_name = 1; }", "")
        .expect_err("it does not compile");
    let Error::Build { log } = &error else { panic!("{error}") };
    assert!(log.contains("undeclared_name"), "{log}");
    let program = context.build(SCALE, "").expect("it compiles");
    let error = program.kernel("missing").expect_err("there is none");
    assert_eq!(error.to_string(), "clCreateKernel failed: CL_INVALID_KERNEL_NAME (-46)");
}

#[test]
fn a_kernel_works_on_the_hosts_memory() {
    let Some(context) = context() else { return };
    let program = context.build(SCALE, "").expect("it compiles");
    // From the second element on: aligned as the type is, and no more.
    let mut values: Vec<u32> = (0..65).collect();
    let mut kernel = program.kernel("scale").expect("the kernel");
    kernel.set(1, &3_u32.to_ne_bytes()).expect("argument 1");
    kernel.set(2, &64_u32.to_ne_bytes()).expect("argument 2");
    kernel.set_local(3, 64).expect("argument 3");
    let pointer: *mut u8 = values[1..].as_mut_ptr().cast();
    // SAFETY: the last 64 values are borrowed by nobody else until the kernel is complete and the buffer dropped.
    unsafe {
        let shared = match context.sharing() {
            Sharing::None => return,
            Sharing::System => kernel.set_pointer(0, pointer).map(|()| None),
            Sharing::HostPointer => {
                let buffer = context.share(pointer, 256).expect("the memory");
                kernel.set_buffer(0, &buffer).map(|()| Some(buffer))
            }
        };
        let shared = shared.expect("argument 0");
        let ran = context.enqueue(&kernel, &[64], &[16], &[]).expect("enqueue");
        match &shared {
            Some(buffer) => context.settle(buffer, &[&ran]).expect("settle"),
            None => ran.wait().expect("wait"),
        }
    }
    assert_eq!(values, (0..65).map(|value| 3 * value).collect::<Vec<_>>());
}

#[test]
fn the_devices_are_described() {
    let all = devices::devices();
    assert_eq!(all.len(), all.iter().filter(|device| device.version().starts_with("OpenCL ")).count());
    for (number, device) in all.iter().enumerate() {
        assert_eq!((device.number(), device.parent()), (number, None));
        assert!(
            !device.name().is_empty() && device.memory() > 0 && device.max_work_group_size() > 0,
            "{device:?}"
        );
        assert!(device.compute_units() > 0 && device.local_memory() > 0, "{device:?}");
        assert!(device.to_string().starts_with(&format!("device {number}: {} ", device.kind())), "{device}");
        assert!(std::ptr::eq(device, devices::find(number).expect("its number")));
    }
    assert!(all.is_sorted_by_key(|device| device.kind() != DeviceKind::Gpu), "{all:?}");
    assert!(devices::find(usize::MAX).is_none());
}
