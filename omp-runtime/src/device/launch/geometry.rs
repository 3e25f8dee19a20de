//! How many work-groups of how many work-items a region gets: its teams and their threads.

use crate::device::ir::{Region, Shape};

/// What bounds the league and its teams.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) cpu: bool,
    /// Compute units.
    pub(crate) units: usize,
    /// Work-items of a work-group, at most.
    pub(crate) local: usize,
}

/// The clauses that say how many.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) num_teams: Option<usize>,
    pub(crate) thread_limit: Option<usize>,
    pub(crate) num_threads: Option<usize>,
}

/// Work-groups, and work-items of each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Geometry {
    pub(crate) groups: usize,
    pub(crate) local: usize,
}

/// Threads of a team on a GPU: a few wavefronts, so that one can hide another's waits.
const GPU_TEAM: usize = 128;
/// On a CPU the threads of a team run one after the other on one core.
const CPU_TEAM: usize = 8;
/// Groups for each compute unit: enough to fill it whatever the kernel's use of registers, and few enough that each
/// thread of a long loop gets many iterations.
const GPU_GROUPS: usize = 16;
/// On a CPU a group is a task: some more than cores, to even out.
const CPU_GROUPS: usize = 4;
/// Of `teams distribute`, where each work-item is a team.
const TEAMS: usize = 1 << 16;
const WAVEFRONT: usize = 32;

/// For a region of `trips` iterations (a block has none).
pub(crate) fn geometry(region: &Region, limits: Limits, counts: Counts, trips: u64) -> Geometry {
    let trips = usize::try_from(trips).unwrap_or(usize::MAX).max(1);
    let team = |default: usize| {
        let wanted = counts.num_threads.unwrap_or(default);
        wanted.min(counts.thread_limit.unwrap_or(wanted)).min(limits.local).max(1)
    };
    let usual = if limits.cpu { CPU_TEAM } else { GPU_TEAM };
    match &region.shape {
        Shape::Loop { league: true, single_threads: true, .. } => {
            let teams = counts.num_teams.unwrap_or_else(|| trips.min(TEAMS));
            single_threads(teams, if limits.cpu { 1 } else { WAVEFRONT.min(limits.local) })
        }
        Shape::Loop { league: true, .. } => {
            // On a CPU a work-item takes a chunk of iterations, which its compiler vectorises: one is enough.
            let local = team(if limits.cpu { 1 } else { GPU_TEAM });
            let most = limits.units * if limits.cpu { CPU_GROUPS } else { GPU_GROUPS };
            Geometry { groups: counts.num_teams.unwrap_or_else(|| trips.div_ceil(local).min(most)), local }
        }
        Shape::Loop { league: false, .. } => Geometry { groups: 1, local: team(usual) },
        Shape::Block { body, league } => {
            let groups = if *league { counts.num_teams.unwrap_or(limits.units) } else { 1 };
            if super::threads::in_block(body) {
                Geometry { groups, local: team(usual) }
            } else {
                Geometry { groups, local: 1 }
            }
        }
    }
}

/// As many work-items as there are teams, in groups of equal size.
fn single_threads(teams: usize, most: usize) -> Geometry {
    let local = (1..=most.min(teams)).rev().find(|&local| teams.is_multiple_of(local)).unwrap_or(1);
    Geometry { groups: teams / local, local }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::ir::{Block, Code};

    const NOTHING: Block = Block { stmts: &[], value: None };
    const CPU: Limits = Limits { cpu: true, units: 2, local: 4096 };
    const GPU: Limits = Limits { cpu: false, units: 132, local: 1024 };

    fn of(league: bool, single_threads: bool, limits: Limits, counts: Counts, trips: u64) -> (usize, usize) {
        let region = Region {
            function: "f",
            file: "f.rs",
            line: 1,
            code: Code { vars: &[], types: 0, calls: 0, consts: 0 },
            captured: 0,
            shape: Shape::Loop { nest: &[], body: &NOTHING, league, single_threads },
            reductions: &[],
            kernel: None,
        };
        let Geometry { groups, local } = geometry(&region, limits, counts, trips);
        (groups, local)
    }

    #[test]
    fn clauses_decide_and_the_device_bounds_them() {
        let none = Counts::default();
        assert_eq!(of(true, false, GPU, none, 1000), (8, 128));
        assert_eq!(of(true, false, GPU, none, u64::MAX), (132 * 16, 128));
        assert_eq!(of(true, false, CPU, none, u64::MAX), (8, 1));
        assert_eq!(of(true, false, GPU, Counts { num_teams: Some(3), ..none }, 1 << 30), (3, 128));
        let limited = Counts { num_threads: Some(64), thread_limit: Some(16), ..none };
        assert_eq!(of(true, false, GPU, limited, 64), (4, 16));
        assert_eq!(of(false, false, GPU, Counts { num_threads: Some(4000), ..none }, 1), (1, 1024));
    }

    #[test]
    fn a_team_of_one_thread_is_a_work_item() {
        let teams = |n| Counts { num_teams: Some(n), ..Counts::default() };
        assert_eq!(of(true, true, GPU, teams(96), 1), (3, 32));
        assert_eq!(of(true, true, GPU, teams(7), 1), (1, 7));
        assert_eq!(of(true, true, GPU, teams(37), 1), (37, 1));
        assert_eq!(of(true, true, CPU, teams(8), 1), (8, 1));
    }
}
