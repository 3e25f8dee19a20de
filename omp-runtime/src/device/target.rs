//! The `target` constructs, as generated code calls them.

use super::{
    args::Arg,
    choice::{self, Choice},
    codegen::{FunctionRef, LoopRange},
    data::{transfer::Device, update::fall_back},
    ir::Region,
    launch::{self, Launch, Stop, geometry::Counts},
    types::Type,
};
use crate::{fork::Count, sharing::map::Int};

/// A target construct and its clauses.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    region: &'static Region,
    device: Option<i128>,
    condition: bool,
    counts: Counts,
    chosen: Option<&'static Device>,
}

#[track_caller]
fn positive(clause: &str, what: &str, n: impl Count) -> usize {
    n.count().unwrap_or_else(|| panic!("{clause}({n}): {what}"))
}

impl Target {
    /// No clause.
    #[must_use]
    pub fn new(region: &'static Region) -> Self {
        Self { region, device: None, condition: true, counts: Counts::default(), chosen: None }
    }

    /// `device(n)`. A number beyond all integers is that of no device.
    #[must_use]
    pub fn device(mut self, n: impl Int) -> Self {
        self.device = Some(n.to_i128().unwrap_or(i128::MAX));
        self
    }

    /// `if(condition)`
    #[must_use]
    pub fn condition(mut self, condition: bool) -> Self {
        self.condition = condition;
        self
    }

    /// `num_teams(n)`
    #[must_use]
    #[track_caller]
    pub fn num_teams(mut self, n: impl Count) -> Self {
        self.counts.num_teams = Some(positive("num_teams", "a league has at least one team", n));
        self
    }

    /// `thread_limit(n)`
    #[must_use]
    #[track_caller]
    pub fn thread_limit(mut self, n: impl Count) -> Self {
        self.counts.thread_limit = Some(positive("thread_limit", "a team has at least one thread", n));
        self
    }

    /// `num_threads(n)`: the most that a `parallel` in the region asks for.
    #[must_use]
    #[track_caller]
    pub fn num_threads(mut self, n: impl Count) -> Self {
        self.counts.num_threads = Some(positive("num_threads", "a team has at least one thread", n));
        self
    }

    /// `num_threads(n)` of some of the `parallel` constructs in the region, at most; others leave it open.
    #[must_use]
    #[track_caller]
    pub fn some_threads(mut self, n: impl Count) -> Self {
        self.counts.some_threads = Some(positive("num_threads", "a team has at least one thread", n));
        self
    }

    /// Chooses the device. `false`: the host executes the region.
    ///
    /// # Panics
    /// If there is no such device; with `OMP_TARGET_OFFLOAD=MANDATORY` if there is none.
    #[track_caller]
    pub fn offloads(&mut self) -> bool {
        self.chosen = match choice::choose(self.device, self.condition) {
            Choice::Device(device) => Some(device),
            Choice::Host => None,
        };
        self.chosen.is_some()
    }

    /// What is launched, if the device executes the region.
    pub(super) fn launch<'l>(
        &self,
        types: &'l [&'static Type],
        calls: &'l [FunctionRef],
        loops: &'l [LoopRange],
    ) -> Option<Launch<'l>> {
        let device = self.chosen?;
        Some(Launch { region: self.region, device, counts: self.counts, types, calls, loops })
    }

    /// Executes the region on the chosen device. `false`: it could not, nothing has changed but what present data the
    /// host needed, and the host has to execute the region.
    ///
    /// # Panics
    /// As the region would on the host: an index out of bounds, a division by zero; then nothing is copied back. If two
    /// iterations own one element. If a variable is mapped in part. With `OMP_TARGET_OFFLOAD=MANDATORY`, if the device
    /// fails.
    #[track_caller]
    pub fn run(
        &mut self,
        types: &[&'static Type],
        calls: &[FunctionRef],
        loops: &[LoopRange],
        args: &mut [Arg<'_>],
    ) -> bool {
        let Some(launch) = self.launch(types, calls, loops) else { return false };
        let device = launch.device;
        launch.check(args);
        match launch::run(&launch, args) {
            Ok(()) => true,
            Err(Stop::Fault(text)) => panic!("{text}"),
            Err(Stop::Failure(failure)) => {
                let Region { file, line, .. } = self.region;
                choice::gave_up(&format!("{file}:{line}: target on {}", device.name()), &failure);
                for arg in args {
                    if let Err(failure) = fall_back(device, arg) {
                        panic!(
                            "{file}:{line}: the values of `{}` could not be copied from the device: {failure}",
                            arg.name
                        );
                    }
                }
                false
            }
        }
    }
}
