//! Which device a construct goes to, and what happens when there is none or it fails (OpenMP 5.2, 13.2 and 21.2.8).

use std::sync::Mutex;

use super::{
    devices::{self, Device},
    failure::Failure,
};
use crate::{
    env::{self, TargetOffload},
    routines::omp_get_default_device,
    sync::global::lock,
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
    let policy = env::get().target_offload;
    if !condition || policy == TargetOffload::Disabled {
        return Choice::Host;
    }
    let count = devices::count();
    let wanted = number.unwrap_or_else(|| omp_get_default_device() as i128);
    // The number of the initial device, and `omp_initial_device` (OpenMP 5.2, 3.1). Without devices it is also the default,
    // which asks for one.
    if wanted == -1 || (wanted == count as i128 && (number.is_some() || count > 0)) {
        return Choice::Host;
    }
    if count == 0 {
        assert!(
            policy != TargetOffload::Mandatory,
            "OMP_TARGET_OFFLOAD=MANDATORY, and there is no device: {}",
            devices::report(),
        );
        return Choice::Host;
    }
    match usize::try_from(wanted).ok().and_then(devices::find) {
        Some(device) => Choice::Device(device),
        None => panic!("{}", no_such_device(wanted, count)),
    }
}

fn no_such_device(wanted: i128, count: usize) -> String {
    let are = if count == 1 { "is 1 device".into() } else { format!("are {count} devices") };
    format!("device({wanted}): there {are}, numbered from 0; {count} is the host")
}

/// Says once why the host does what a device should have done.
///
/// # Panics
/// With `OMP_TARGET_OFFLOAD=MANDATORY`.
#[track_caller]
pub(crate) fn gave_up(what: &str, failure: &Failure) {
    static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());
    assert!(
        env::get().target_offload != TargetOffload::Mandatory,
        "OMP_TARGET_OFFLOAD=MANDATORY: {what}: {failure}"
    );
    let text = format!("{what}: {failure}");
    let mut said = lock(&SAID);
    if !said.contains(&text) {
        eprintln!("ferromp: warning: {text}: the host does the work");
        said.push(text);
    }
}
