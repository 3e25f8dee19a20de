//! Which device a construct goes to, and what happens when there is none or it fails (OpenMP 5.2, 13.2 and 21.2.8).

use std::sync::Mutex;

use super::{
    failure::Failure,
    opencl::{self, Device},
    policy::{Offload, offload},
};

/// Where a construct is executed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Choice {
    Device(&'static Device),
    Host,
}

/// The device of the `device` clause, or the default device; the host if an `if` clause says so.
///
/// # Panics
/// If there is no such device; with `OMP_TARGET_OFFLOAD=MANDATORY` if there is none at all.
#[track_caller]
pub(crate) fn choose(number: Option<i128>, condition: bool) -> Choice {
    if !condition || offload() == Offload::Disabled {
        return Choice::Host;
    }
    let devices = opencl::devices();
    let wanted = number.unwrap_or_else(|| super::policy::omp_get_default_device() as i128);
    // The number of the initial device, and `omp_initial_device` (OpenMP 5.2, 3.1).
    if number.is_some() && (wanted == devices.len() as i128 || wanted == -1) {
        return Choice::Host;
    }
    if devices.is_empty() {
        assert!(
            offload() != Offload::Mandatory,
            "OMP_TARGET_OFFLOAD=MANDATORY: {}",
            opencl::what_was_found()
        );
        return Choice::Host;
    }
    match usize::try_from(wanted).ok().and_then(|n| devices.get(n)) {
        Some(device) => Choice::Device(device),
        None => panic!(
            "device({wanted}): there {}, numbered from 0; {} is the host",
            if devices.len() == 1 { "is 1 device".into() } else { format!("are {} devices", devices.len()) },
            devices.len(),
        ),
    }
}

/// Says once why the host does what a device should have done.
///
/// # Panics
/// With `OMP_TARGET_OFFLOAD=MANDATORY`.
#[track_caller]
pub(crate) fn gave_up(what: &str, failure: &Failure) {
    static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());
    assert!(offload() != Offload::Mandatory, "OMP_TARGET_OFFLOAD=MANDATORY: {what}: {failure}");
    let text = format!("{what}: {failure}");
    let mut said = crate::sync::lock(&SAID);
    if !said.contains(&text) {
        eprintln!("ferromp: warning: {text}: the host does the work");
        said.push(text);
    }
}
