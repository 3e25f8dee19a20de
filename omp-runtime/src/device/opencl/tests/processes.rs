//! What is decided once in a process, each in a process of its own: this test binary runs itself.

use std::{env, process::Command, thread};

use super::{SCALE, device, scale};
use crate::{
    device::devices::{self, Device},
    routines::{
        omp_get_default_device, omp_get_device_num, omp_get_initial_device, omp_get_num_devices,
        omp_is_initial_device, omp_set_default_device,
    },
};

/// Set in the child, to the name of the test.
const CHILD: &str = "FERROMP_TEST_CHILD";

/// Runs `body` in a child process with these variables.
#[track_caller]
fn in_child(test: &str, vars: &[(&str, &str)], body: impl FnOnce()) {
    let test = format!("{}::{test}", module_path!().split_once("::").expect("a module of the crate").1);
    if env::var_os(CHILD).is_some_and(|name| *name == *test) {
        return body();
    }
    let mut child = Command::new(env::current_exe().expect("the test knows its binary"));
    child.args([&*test, "--exact", "--nocapture", "--test-threads=1"]);
    child.env_remove("OMP_DEFAULT_DEVICE").env(CHILD, &test).envs(vars.iter().copied());
    let output = child.output().expect("the binary runs");
    let text =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success() && text.contains("1 passed"), "{vars:?}: {}\n{text}", output.status);
}

fn nothing_there() {
    assert!(devices::devices().is_empty() && devices::find(0).is_none());
    assert_eq!((omp_get_num_devices(), omp_get_initial_device(), omp_get_device_num()), (0, 0, 0));
    assert!(omp_is_initial_device());
}

#[test]
fn without_a_library_there_are_no_devices() {
    let vars = [("FERROMP_OPENCL_LIBRARY", "libOpenCL-missing.so"), ("OMP_TARGET_OFFLOAD", "default")];
    in_child("without_a_library_there_are_no_devices", &vars, || {
        nothing_there();
        let report = devices::report();
        assert!(report.starts_with("there is no OpenCL library (") && report.contains("missing"), "{report}");
        // Whatever else calls OpenCL gets the answer of a loader without drivers.
        let mut count = 7;
        // SAFETY: only the count is asked for.
        let code = unsafe { ocl::ffi::clGetPlatformIDs(0, std::ptr::null_mut(), &raw mut count) };
        assert_eq!((code, count), (-1001, 0));
        let mut code = 0;
        // SAFETY: nothing is made.
        let event = unsafe { ocl::ffi::clCreateUserEvent(std::ptr::null_mut(), &raw mut code) };
        assert!(event.is_null() && code == -1001);
    });
}

#[test]
fn without_a_driver_there_are_no_devices() {
    let vars = [("OCL_ICD_VENDORS", "/nonexistent"), ("OMP_TARGET_OFFLOAD", "default")];
    in_child("without_a_driver_there_are_no_devices", &vars, || {
        // A library that is itself a driver does not look for others.
        if omp_get_num_devices() == 0 {
            nothing_there();
            assert!(devices::report().contains("OpenCL"), "{}", devices::report());
        }
    });
}

#[cfg(unix)]
#[test]
fn a_fork_has_no_devices() {
    in_child("a_fork_has_no_devices", &[("OMP_TARGET_OFFLOAD", "default")], || {
        let here = omp_get_num_devices();
        // SAFETY: the child calls what takes no lock that another thread might hold: the devices are known, and nobody else
        // asks for them.
        let child = unsafe { libc::fork() };
        if child == 0 {
            let none = devices::devices().is_empty() && devices::count() == 0 && devices::find(0).is_none();
            // SAFETY: it ends the process, at once.
            unsafe { libc::_exit(if none { 7 } else { 8 }) };
        }
        let mut status = 0;
        // SAFETY: the status is written to a variable.
        assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
        assert_eq!((libc::WIFEXITED(status), libc::WEXITSTATUS(status)), (true, 7));
        assert_eq!(omp_get_num_devices(), here);
    });
}

#[test]
fn disabled() {
    in_child("disabled", &[("OMP_TARGET_OFFLOAD", "disabled")], || {
        nothing_there();
        assert_eq!(devices::report(), "OMP_TARGET_OFFLOAD=DISABLED");
    });
}

#[test]
fn the_default_device_is_that_of_the_task() {
    in_child("the_default_device_is_that_of_the_task", &[("OMP_DEFAULT_DEVICE", "3")], || {
        assert_eq!(omp_get_default_device(), 3);
        omp_set_default_device(1);
        assert_eq!(omp_get_default_device(), 1);
        assert_eq!(thread::spawn(omp_get_default_device).join().expect("it returns"), 3);
        crate::private::parallel(crate::private::Fork::new().num_threads(2), || {
            assert_eq!(omp_get_default_device(), 1);
        });
    });
}

fn is_pocl(device: &Device) -> bool {
    device.version().to_lowercase().contains("pocl")
}

#[test]
fn two_devices_work_at_once() {
    if !device().is_some_and(is_pocl) {
        return;
    }
    in_child("two_devices_work_at_once", &[("POCL_DEVICES", "pthread pthread")], || {
        assert_eq!(omp_get_num_devices(), 2);
        let values: Vec<u32> = (0..1000).collect();
        thread::scope(|scope| {
            for device in devices::devices() {
                let values = &values;
                scope.spawn(move || {
                    let context = device.context().expect("the device works");
                    let program = context.build(SCALE, "").expect("it compiles");
                    let expected: Vec<u32> = values.iter().map(|value| 7 * value).collect();
                    for _ in 0..10 {
                        assert_eq!(scale(context, &program, values, 7), expected);
                    }
                });
            }
        });
    });
}

#[test]
fn a_second_run_allocates_nothing() {
    in_child("a_second_run_allocates_nothing", &[], || {
        let Some(context) = super::context() else { return };
        let program = context.build(SCALE, "").expect("it compiles");
        let values: Vec<u32> = (0..5000).collect();
        let first = scale(context, &program, &values, 3);
        assert_eq!(context.allocations(), 1);
        for _ in 0..10 {
            assert_eq!(scale(context, &program, &values, 3), first);
        }
        assert_eq!(context.allocations(), 1);
    });
}

#[test]
fn a_part_is_a_device() {
    in_child("a_part_is_a_device", &[], || {
        let Some(whole) = device() else { return };
        let units = whole.compute_units();
        for wrong in [&[][..], &[0], &[units, 1], &[usize::MAX, 2]] {
            assert!(whole.partition(wrong).is_err(), "{wrong:?}");
        }
        assert!(whole.partition_equally(0).is_err() && whole.partition_equally(units + 1).is_err());
        if !is_pocl(whole) || units < 2 {
            return;
        }
        let before = omp_get_num_devices();
        let parts = whole.partition(&[1, units - 1]).expect("it can be divided");
        assert_eq!((omp_get_num_devices(), omp_get_initial_device()), (before + 2, before + 2));
        for (i, (part, units)) in parts.iter().zip([1, units - 1]).enumerate() {
            assert_eq!(
                (part.number(), part.compute_units(), part.parent()),
                (before + i, units, Some(whole.number()))
            );
            assert!(std::ptr::eq(*part, devices::find(before + i).expect("its number")));
            let context = part.context().expect("the part works");
            let program = context.build(SCALE, "").expect("it compiles");
            assert_eq!(scale(context, &program, &[1, 2, 3], 4), [4, 8, 12]);
        }
        let again = whole.partition(&[1, units - 1]).expect("it can be divided");
        assert!(std::ptr::eq(again[0], parts[0]) && omp_get_num_devices() == before + 2);
        assert_eq!(whole.partition_equally(1).expect("it can be divided").len(), units);
    });
}

#[test]
fn times_are_those_of_the_commands() {
    in_child("times_are_those_of_the_commands", &[], || {
        let Some(context) = super::context() else { return };
        let buffer = context.buffer(1 << 20).expect("memory");
        let clear = || {
            // SAFETY: the buffer lives until the event is waited for, and nobody else uses it.
            let event = unsafe { context.fill(&buffer, 0, 1 << 20, &[0], &[]) };
            let event = event.expect("fill").expect("an event");
            event.wait().expect("wait");
            event
        };
        assert_eq!(clear().times(), None);
        let times = || clear().times().expect("times");
        let ((first, second), _) = crate::device::record::record(|| (times(), times()));
        assert!(first.queued <= first.start && first.start <= first.end, "{first:?}");
        assert!(first.end <= second.start, "{first:?} {second:?}");
        context.finish().expect("finish");
    });
}
