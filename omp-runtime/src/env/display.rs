//! `OMP_DISPLAY_ENV` (OpenMP 5.2, 21.7).

use super::{Display, Env};
use crate::{
    icv::{Bind, RunKind, num_procs},
    wait::WaitPolicy,
};

/// What to print at first use.
pub(super) fn text(env: &Env, how: Display) -> String {
    if how == Display::No {
        return String::new();
    }
    let mut out = String::from("OPENMP DISPLAY ENVIRONMENT BEGIN\n  _OPENMP = '202111'\n");
    let mut show = |name: &str, value: String| out.extend(["  [host] ", name, " = '", &value, "'\n"]);
    show("OMP_DEFAULT_DEVICE", env.default_device.unwrap_or(0).to_string());
    show("OMP_DISPLAY_ENV", if how == Display::Verbose { "VERBOSE" } else { "TRUE" }.into());
    show("OMP_DYNAMIC", env.dynamic.to_string().to_uppercase());
    show("OMP_MAX_ACTIVE_LEVELS", env.max_active_levels().to_string());
    show("OMP_NUM_THREADS", join(&env.num_threads, ToString::to_string, num_procs().to_string()));
    show("OMP_PLACES", env.places.as_ref().map(ToString::to_string).unwrap_or_default());
    show("OMP_PROC_BIND", join(&env.bind, |b| bind(*b).into(), bind(env.default_bind()).into()));
    show("OMP_SCHEDULE", schedule(env));
    show("OMP_STACKSIZE", env.stack_size.map(|bytes| format!("{bytes}B")).unwrap_or_default());
    show("OMP_TARGET_OFFLOAD", format!("{:?}", env.target_offload).to_uppercase());
    show("OMP_THREAD_LIMIT", env.thread_limit.unwrap_or(usize::MAX).to_string());
    show(
        "OMP_WAIT_POLICY",
        if env.wait_policy == Some(WaitPolicy::Active) { "ACTIVE" } else { "PASSIVE" }.into(),
    );
    if how == Display::Verbose {
        show("FERROMP_NUM_PROCS", num_procs().to_string());
        show("FERROMP_SPINS", env.spins.map_or_else(|| "by the team".to_owned(), |spins| spins.to_string()));
    }
    out.push_str("OPENMP DISPLAY ENVIRONMENT END\n");
    out
}

fn join<T>(list: &[T], show: impl Fn(&T) -> String, default: String) -> String {
    if list.is_empty() { default } else { list.iter().map(show).collect::<Vec<_>>().join(",") }
}

fn bind(bind: Bind) -> &'static str {
    match bind {
        Bind::Unset | Bind::False => "FALSE",
        Bind::True => "TRUE",
        Bind::Primary => "PRIMARY",
        Bind::Close => "CLOSE",
        Bind::Spread => "SPREAD",
    }
}

fn schedule(env: &Env) -> String {
    let sched = env.schedule;
    let kind = match sched.kind {
        RunKind::Static => "STATIC",
        RunKind::Dynamic => "DYNAMIC",
        RunKind::Guided => "GUIDED",
        RunKind::Auto => "AUTO",
    };
    // A modifier is shown where it differs from what the kind alone means.
    let modifier = match (sched.monotonic, sched.kind == RunKind::Static) {
        (true, false) => "MONOTONIC:",
        (false, true) => "NONMONOTONIC:",
        _ => "",
    };
    let chunk = sched.chunk.map(|n| format!(",{n}")).unwrap_or_default();
    format!("{modifier}{kind}{chunk}")
}
