//! Which device, or none: clauses, routines, and the variables of the environment.
//!
//! Variables are read once, so that this program runs itself with them set.

use std::process::Command;

use ferromp::prelude::*;

use crate::on_device;

#[omp]
fn place(condition: bool, device: usize) -> (bool, usize, usize) {
    let (mut host, mut number, mut sum) = (!condition, usize::MAX, 0);
    #[omp(target if(condition) device(device) map(from: host, number))]
    {
        host = omp_is_initial_device();
        number = omp_get_device_num();
    }
    #[omp(target teams loop if(condition) device(device) reduction(+: sum))]
    for i in 0..100 {
        sum += i;
    }
    (host, number, sum)
}

/// `if(false)` and the initial device's number mean the host; the others mean their device.
#[test]
fn if_and_device() {
    let initial = omp_get_initial_device();
    assert_eq!(initial, omp_get_num_devices());
    assert_eq!(place(true, initial), (true, initial, 4950));
    assert_eq!(place(false, initial), (true, initial, 4950));
    for device in 0..omp_get_num_devices() {
        assert_eq!(place(true, device), (false, device, 4950));
        assert_eq!(place(false, device), (true, initial, 4950));
    }
}

/// On the host, a region has the host's memory and one team.
#[omp]
#[test]
fn on_the_host_by_a_clause() {
    let (mut a, mut teams) = (vec![0; 100], 0);
    #[omp(target teams if(false) num_teams(4) map(from: teams) map(tofrom: a))]
    {
        let team = omp_get_team_num();
        if team == 0 {
            teams = omp_get_num_teams();
        }
        #[omp(distribute parallel for)]
        for i in 0..100 {
            a[i] = i;
        }
    }
    assert_eq!(teams, 1);
    assert!(a.iter().copied().eq(0..100));
}

/// Each device is a place of its own for data.
#[omp]
#[test]
fn data_is_on_its_device() {
    let mut a = vec![1; 10];
    for device in 0..omp_get_num_devices() {
        #[omp(target data map(tofrom: a) device(device))]
        {
            for other in 0..omp_get_num_devices() {
                assert_eq!(omp_target_is_present(&a, other), other == device);
            }
            #[omp(target teams loop device(device))]
            for i in 0..10 {
                a[i] += 1;
            }
        }
        assert_eq!(a, vec![device + 2; 10]);
    }
}

#[omp]
#[test]
fn default_device() {
    let before = omp_get_default_device();
    assert!(before <= omp_get_initial_device());
    omp_set_default_device(omp_get_initial_device());
    let mut host = false;
    #[omp(target map(from: host))]
    {
        host = omp_is_initial_device();
    }
    assert!(host);
    assert_eq!(omp_get_default_device(), omp_get_initial_device());
    omp_set_default_device(before);
    #[omp(target map(from: host))]
    {
        host = omp_is_initial_device();
    }
    assert_eq!(host, !on_device());
}

/// `devices()` lists what the numbers mean.
#[test]
fn devices() {
    let devices = ferromp::devices();
    assert_eq!(devices.len(), omp_get_num_devices());
    for device in devices {
        assert!(!device.name().is_empty() && !device.vendor().is_empty() && !device.version().is_empty());
        assert!(device.memory() > 0);
    }
}

/// In a child, this is the program: it says where its region ran, and what came out.
#[omp]
#[test]
fn child() {
    let (mut host, mut number, mut doubled) = (true, 0, vec![0; 1000]);
    #[omp(target map(from: host, number))]
    {
        host = omp_is_initial_device();
        number = omp_get_device_num();
    }
    #[omp(target teams loop)]
    for i in 0..1000 {
        doubled[i] = 2 * i;
    }
    assert!(doubled.iter().enumerate().all(|(i, v)| *v == 2 * i));
    println!("devices={};host={host};number={number};", omp_get_num_devices());
}

/// In a child, two devices work on the two halves of one array, and on data that both have.
#[omp]
#[test]
fn child_with_every_device() {
    let (n, scale) = (omp_get_num_devices(), vec![3; 1000]);
    let mut a = vec![1; 1000 * n];
    for (device, mut part) in a.chunks_mut(1000).enumerate() {
        #[omp(target data map(tofrom: part) map(to: scale) device(device))]
        {
            #[omp(target teams loop device(device))]
            for i in 0..1000 {
                part[i] = scale[i] * (device + 1);
            }
        }
    }
    for device in 0..n {
        assert!(a[1000 * device..][..1000].iter().all(|v| *v == 3 * (device + 1)));
    }
    println!("worked={n};");
}

/// In a child, the parts of a divided device each do a part of a loop, and the device itself works as before. Here
/// they would be devices for the other tests too.
#[omp]
#[test]
fn child_with_parts() {
    if std::env::var_os("WITH_PARTS").is_none() {
        return;
    }
    let Some(whole) = ferromp::devices().first().filter(|device| device.compute_units() > 1) else { return };
    let before = omp_get_num_devices();
    let Ok(parts) = whole.partition_equally(1) else { return };
    assert_eq!((parts.len(), omp_get_num_devices()), (whole.compute_units(), before + parts.len()));
    let (mut a, mut numbers) = (vec![0; 1000 * parts.len()], vec![0; parts.len()]);
    for (k, part) in parts.iter().enumerate() {
        let (lo, hi, device, mut number) = (1000 * k, 1000 * (k + 1), part.number(), 0);
        #[omp(target teams loop device(device) map(tofrom: a[lo..hi]))]
        for i in lo..hi {
            a[i] = i;
        }
        #[omp(target device(device) map(from: number))]
        {
            number = omp_get_device_num();
        }
        numbers[k] = number;
    }
    assert!(a.iter().copied().eq(0..1000 * parts.len()));
    assert!(numbers.iter().copied().eq(parts.iter().map(|part| part.number())));
    #[omp(target teams loop)]
    for i in 0..1000 {
        a[i] = 2 * i;
    }
    assert_eq!(a[999], 1998);
    println!("parts={};", parts.len());
}

/// The parts of a CPU are devices.
#[test]
fn parts_of_a_device() {
    let (passed, text) = run("fallback::child_with_parts", &[("WITH_PARTS", "1")]);
    assert!(passed, "{text}");
    let several = ferromp::devices().first().is_some_and(|device| device.compute_units() > 1);
    assert!(text.contains("parts=") || !several || !is_pocl(), "{text}");
}

/// What `test` of this program prints and whether it passes, with `variables` instead of this process's.
pub(crate) fn run(test: &str, variables: &[(&str, &str)]) -> (bool, String) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("OMP_") {
            command.env_remove(name);
        }
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let text =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), text)
}

#[track_caller]
fn says(variables: &[(&str, &str)], expected: &str) {
    let (passed, text) = run("fallback::child", variables);
    assert!(passed && text.contains(expected), "{variables:?}: no `{expected}` in {text}");
    assert!(!text.contains("warning"), "{variables:?}: {text}");
}

/// As on a machine without OpenCL.
const NO_DRIVERS: (&str, &str) = ("FERROMP_OPENCL_LIBRARY", "libOpenCL-missing.so");

/// `DISABLED`: as if there were no device.
#[test]
fn offload_disabled() {
    says(&[("OMP_TARGET_OFFLOAD", "DISABLED")], "devices=0;host=true;number=0;");
    says(&[("OMP_TARGET_OFFLOAD", "disabled")], "devices=0;");
}

/// Without a driver the host does the work, and nothing is said.
#[test]
fn offload_by_default_without_a_device() {
    says(&[NO_DRIVERS], "devices=0;host=true;number=0;");
    says(&[NO_DRIVERS, ("OMP_TARGET_OFFLOAD", "DEFAULT")], "devices=0;host=true;");
}

/// `MANDATORY` without a device: an error that says what was looked for, and what was found.
#[test]
fn offload_mandatory_without_a_device() {
    let (passed, text) = run("fallback::child", &[NO_DRIVERS, ("OMP_TARGET_OFFLOAD", "MANDATORY")]);
    assert!(!passed, "{text}");
    for part in ["OMP_TARGET_OFFLOAD", "MANDATORY", "OpenCL"] {
        assert!(text.contains(part), "no `{part}` in {text}");
    }
}

/// A malformed value is a warning that names it, and counts as not set.
#[test]
fn malformed_values() {
    for (name, value) in [("OMP_TARGET_OFFLOAD", "perhaps"), ("OMP_DEFAULT_DEVICE", "first")] {
        let (passed, text) = run("fallback::child", &[(name, value)]);
        let warnings: Vec<&str> = text.lines().filter(|line| line.contains("warning")).collect();
        assert!(passed && warnings.len() == 1, "{text}");
        assert!(warnings[0].contains(name) && warnings[0].contains(value), "{}", warnings[0]);
    }
}

/// `OMP_DEFAULT_DEVICE` chooses; the number behind the last device is the host.
#[test]
fn omp_default_device() {
    let two = ("POCL_DEVICES", "pthread pthread");
    if !is_pocl() {
        return;
    }
    for (number, expected) in
        [("0", "host=false;number=0;"), ("1", "host=false;number=1;"), ("2", "host=true;number=2;")]
    {
        says(&[two, ("OMP_DEFAULT_DEVICE", number)], &format!("devices=2;{expected}"));
    }
}

/// Two devices of one program.
#[test]
fn two_devices() {
    if !is_pocl() {
        return;
    }
    let variables = [("POCL_DEVICES", "pthread pthread"), ("OMP_TARGET_OFFLOAD", "MANDATORY")];
    for test in ["if_and_device", "data_is_on_its_device"] {
        let (passed, text) = run(&format!("fallback::{test}"), &variables);
        assert!(passed && text.contains("1 passed"), "{text}");
    }
    let (passed, text) = run("fallback::child_with_every_device", &variables);
    assert!(passed && text.contains("worked=2;"), "{text}");
}

/// Whether there are devices that obey `POCL_DEVICES`.
fn is_pocl() -> bool {
    ferromp::devices()
        .iter()
        .any(|device| device.version().contains("PoCL") || device.name().starts_with("pthread"))
}
