//! The environment variables of OpenMP 5.2, chapter 21, read once.

mod display;
mod parse;
mod places;

use std::sync::OnceLock;

pub(crate) use places::{PlacesSpec, Unit};

use crate::{
    icv::{Bind, RunSched},
    wait::WaitPolicy,
};

/// How much `OMP_DISPLAY_ENV` asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Display {
    No,
    Standard,
    Verbose,
}

/// *target-offload-var* (OpenMP 5.2, 21.2.9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TargetOffload {
    /// A target region that cannot run on its device is an error.
    Mandatory,
    /// There are no devices but the host.
    Disabled,
    /// A target region that cannot run on its device runs on the host.
    Default,
}

/// What the environment says; what it does not say is `None`, empty or the default.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Env {
    pub(crate) num_threads: Vec<usize>,
    pub(crate) schedule: RunSched,
    pub(crate) dynamic: bool,
    pub(crate) bind: Vec<Bind>,
    pub(crate) places: Option<PlacesSpec>,
    pub(crate) wait_policy: Option<WaitPolicy>,
    /// `FERROMP_SPINS`: how often a waiting thread looks before it gives its CPU away.
    pub(crate) spins: Option<usize>,
    pub(crate) stack_size: Option<usize>,
    pub(crate) thread_limit: Option<usize>,
    pub(crate) target_offload: TargetOffload,
    pub(crate) default_device: Option<usize>,
    max_active_levels: Option<usize>,
    display: Display,
}

/// The environment of this process, as it was at the first call. Shows it then, if asked.
pub(crate) fn get() -> &'static Env {
    static ENV: OnceLock<Env> = OnceLock::new();
    static SHOWN: std::sync::Once = std::sync::Once::new();
    let env = ENV.get_or_init(|| read(lookup, |warning| eprintln!("ferromp: warning: {warning}")));
    SHOWN.call_once(|| eprint!("{}", display::text(env, env.display)));
    env
}

fn lookup(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// Reads every variable through `lookup`; `warn` hears of each malformed one.
fn read(lookup: impl Fn(&str) -> Option<String>, warn: impl FnMut(String)) -> Env {
    let mut reader = Reader { lookup, warn };
    Env {
        num_threads: reader.get("OMP_NUM_THREADS", parse::num_threads).unwrap_or_default(),
        schedule: reader.get("OMP_SCHEDULE", parse::schedule).unwrap_or(RunSched::DEFAULT),
        dynamic: reader.get("OMP_DYNAMIC", parse::boolean).unwrap_or(false),
        bind: reader.get("OMP_PROC_BIND", parse::proc_bind).unwrap_or_default(),
        places: reader.get("OMP_PLACES", places::parse),
        wait_policy: reader.get("OMP_WAIT_POLICY", parse::wait_policy),
        spins: reader.get("FERROMP_SPINS", parse::count),
        stack_size: reader.get("OMP_STACKSIZE", parse::stack_size),
        thread_limit: reader.get("OMP_THREAD_LIMIT", parse::positive),
        target_offload: reader
            .get("OMP_TARGET_OFFLOAD", parse::target_offload)
            .unwrap_or(TargetOffload::Default),
        default_device: reader.get("OMP_DEFAULT_DEVICE", parse::count),
        max_active_levels: reader.get("OMP_MAX_ACTIVE_LEVELS", parse::count),
        display: reader.get("OMP_DISPLAY_ENV", parse::display).unwrap_or(Display::No),
    }
}

struct Reader<L, W> {
    lookup: L,
    warn: W,
}

impl<L: Fn(&str) -> Option<String>, W: FnMut(String)> Reader<L, W> {
    fn get<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let value = (self.lookup)(name)?;
        match parse(&value) {
            Ok(parsed) => Some(parsed),
            Err(expected) => {
                (self.warn)(format!("{name}={value:?} is ignored: expected {expected}"));
                None
            }
        }
    }
}

impl Env {
    /// *max-active-levels-var*: one level, unless a list speaks of more (OpenMP 5.2, table 2.1).
    pub(crate) fn max_active_levels(&self) -> usize {
        let lists = self.num_threads.len() > 1 || self.bind.len() > 1;
        self.max_active_levels.unwrap_or(if lists { usize::MAX } else { 1 })
    }

    /// *bind-var* when `OMP_PROC_BIND` says nothing: who names places wants them used.
    pub(crate) fn default_bind(&self) -> Bind {
        if self.places.is_some() { Bind::True } else { Bind::Unset }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_from(vars: &[(&str, &str)]) -> (Env, Vec<String>) {
        let mut warnings = Vec::new();
        let lookup = |name: &str| vars.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        let env = read(lookup, |warning| warnings.push(warning));
        (env, warnings)
    }

    #[test]
    fn an_empty_environment_means_the_defaults() {
        let (env, warnings) = read_from(&[]);
        assert_eq!(warnings, Vec::<String>::new());
        assert_eq!(env.max_active_levels(), 1);
        assert_eq!(env.default_bind(), Bind::Unset);
        assert_eq!(env.schedule, RunSched::DEFAULT);
        assert_eq!((env.target_offload, env.default_device), (TargetOffload::Default, None));
        assert!(!env.dynamic && env.num_threads.is_empty() && env.thread_limit.is_none());
    }

    #[test]
    fn a_malformed_value_warns_once_and_means_the_default() {
        let default = read_from(&[]).0;
        for name in [
            "OMP_NUM_THREADS",
            "OMP_SCHEDULE",
            "OMP_DYNAMIC",
            "OMP_PROC_BIND",
            "OMP_PLACES",
            "OMP_WAIT_POLICY",
            "OMP_STACKSIZE",
            "OMP_THREAD_LIMIT",
            "OMP_TARGET_OFFLOAD",
            "OMP_DEFAULT_DEVICE",
            "OMP_MAX_ACTIVE_LEVELS",
            "OMP_DISPLAY_ENV",
        ] {
            for value in ["", "?", "-1", "1,,2x"] {
                let (env, warnings) = read_from(&[(name, value)]);
                assert_eq!(env, default, "{name}={value}");
                assert_eq!(warnings.len(), 1, "{name}={value}: {warnings:?}");
                assert!(warnings[0].starts_with(&format!("{name}={value:?} ")), "{}", warnings[0]);
            }
        }
    }

    #[test]
    fn a_list_opens_the_inner_levels() {
        assert_eq!(read_from(&[("OMP_NUM_THREADS", "4,2")]).0.max_active_levels(), usize::MAX);
        assert_eq!(read_from(&[("OMP_PROC_BIND", "spread,close")]).0.max_active_levels(), usize::MAX);
        assert_eq!(read_from(&[("OMP_PROC_BIND", "spread")]).0.max_active_levels(), 1);
        let both = [("OMP_NUM_THREADS", "4,2"), ("OMP_MAX_ACTIVE_LEVELS", "1")];
        assert_eq!(read_from(&both).0.max_active_levels(), 1);
    }
}
