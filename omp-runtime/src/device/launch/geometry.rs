//! How many work-groups of how many work-items a region gets: its teams and their threads.
//!
//! A translated region numbers the iterations of its loops itself, and has a range of one dimension. A kernel of the
//! program's own gets one for each loop of the nest, dimension 0 for the innermost; there a work-group extends along
//! dimension 0.

use super::threads;
use crate::device::{
    codegen::LoopRange,
    ir::{Region, Shape},
};

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
    /// Of some regions of a block: the others have as many as is usual, or as many as these.
    pub(crate) some_threads: Option<usize>,
}

/// Work-groups in each dimension, and work-items of each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Geometry {
    groups: [usize; 3],
    dimensions: usize,
    pub(crate) local: usize,
}

impl Geometry {
    fn line(groups: usize, local: usize) -> Self {
        Self { groups: [groups, 1, 1], dimensions: 1, local }
    }

    /// All work-groups.
    pub(crate) fn teams(&self) -> usize {
        self.groups.iter().product()
    }

    /// Work-items in each dimension, and those of a group.
    pub(crate) fn sizes(&self) -> ([usize; 3], [usize; 3], usize) {
        let [x, y, z] = self.groups;
        ([x * self.local, y, z], [self.local, 1, 1], self.dimensions)
    }
}

/// Threads of a team on a GPU: a few wavefronts, so that one can hide another's waits.
const GPU_TEAM: usize = 128;
const WAVEFRONT: usize = 32;
/// Of a block on a CPU, where the threads of a team run one after the other on one core.
const CPU_TEAM: usize = 8;
/// Of a kernel of the program's own on a CPU: its compiler makes vectors of work-items.
const CPU_KERNEL_TEAM: usize = 64;
/// Groups for each compute unit: enough to fill it whatever the kernel's use of registers, and few enough that each
/// thread of a long loop gets many iterations.
const GPU_GROUPS: usize = 16;
/// With reductions, which mostly compute: enough to fill it twice, so that none waits for the last groups. What mostly
/// moves data loses by it: on an H200 a sweep over a grid a sixth, where pi gains a twentieth.
const GPU_REDUCING_GROUPS: usize = 32;
/// On a CPU a group is a task: some more than cores, to even out.
const CPU_GROUPS: usize = 4;
/// Of `teams distribute`, where each work-item is a team.
const TEAMS: usize = 1 << 16;
/// However many `num_teams` asks for: it is an upper bound (OpenMP 5.2, 10.2).
const TEAMS_ASKED_FOR: usize = 1 << 24;

/// For a region with these loops, outermost first.
pub(crate) fn geometry(region: &Region, limits: Limits, counts: Counts, loops: &[LoopRange]) -> Geometry {
    let counts = Counts { num_teams: counts.num_teams.map(|teams| teams.min(TEAMS_ASKED_FOR)), ..counts };
    let team = |default: usize| {
        let wanted = counts.num_threads.unwrap_or(default.max(counts.some_threads.unwrap_or(0)));
        wanted.min(counts.thread_limit.unwrap_or(wanted)).min(limits.local).max(1)
    };
    let usual = team(if limits.cpu { CPU_TEAM } else { GPU_TEAM });
    match &region.shape {
        Shape::Loop { .. } if region.kernel.is_some() => {
            let most = if region.reductions.is_empty() { usize::MAX } else { most_groups(region, limits) };
            let local = team(if limits.cpu { CPU_KERNEL_TEAM } else { GPU_TEAM });
            own_kernel(loops, local, most, counts.num_teams)
        }
        Shape::Loop { league: true, single_threads: true, .. } => {
            let teams = counts.num_teams.unwrap_or_else(|| all_trips(loops).min(TEAMS));
            single_threads(teams, if limits.cpu { 1 } else { WAVEFRONT.min(limits.local) })
        }
        Shape::Loop { league: true, .. } => {
            // On a CPU a work-item takes a chunk of iterations, which its compiler vectorises: one is enough.
            let local = team(if limits.cpu { 1 } else { GPU_TEAM });
            let useful = all_trips(loops).div_ceil(local).min(most_groups(region, limits));
            Geometry::line(counts.num_teams.unwrap_or(useful), local)
        }
        Shape::Loop { league: false, .. } => Geometry::line(1, usual),
        Shape::Block { body, league } => {
            let groups = if *league { counts.num_teams.unwrap_or(limits.units) } else { 1 };
            Geometry::line(groups, if threads::in_block(body) { usual } else { 1 })
        }
    }
}

fn most_groups(region: &Region, limits: Limits) -> usize {
    let groups = match (limits.cpu, region.reductions.is_empty()) {
        (true, _) => CPU_GROUPS,
        (false, true) => GPU_GROUPS,
        (false, false) => GPU_REDUCING_GROUPS,
    };
    limits.units * groups
}

/// The iterations of a loop, as far as they bound a range.
fn trips(level: &LoopRange) -> usize {
    usize::try_from(level.trips).unwrap_or(usize::MAX).clamp(1, 1 << 40)
}

fn all_trips(loops: &[LoopRange]) -> usize {
    loops.iter().map(trips).fold(1, usize::saturating_mul)
}

/// A work-item for each iteration, unless the groups are limited: each has a partial result, or `num_teams` says how many
/// there are. Then the outer loops get fewer.
fn own_kernel(loops: &[LoopRange], local: usize, most: usize, num_teams: Option<usize>) -> Geometry {
    let dimensions = loops.len().clamp(1, 3);
    let mut groups = [1; 3];
    if let Some(teams) = num_teams {
        groups[dimensions - 1] = teams;
        return Geometry { groups, dimensions, local };
    }
    let mut left = most;
    for (dimension, level) in loops.iter().rev().take(3).enumerate() {
        let useful = if dimension == 0 { trips(level).div_ceil(local) } else { trips(level) };
        groups[dimension] = useful.min(left);
        left /= groups[dimension];
    }
    Geometry { groups, dimensions, local }
}

/// As many work-items as there are teams, in groups of equal size.
fn single_threads(teams: usize, most: usize) -> Geometry {
    let local = (1..=most.min(teams)).rev().find(|&local| teams.is_multiple_of(local)).unwrap_or(1);
    Geometry::line(teams / local, local)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::ir::{Block, Code, Kernel, Reduction, ReductionOp};

    const NOTHING: Block = Block { stmts: &[], value: None };
    const CPU: Limits = Limits { cpu: true, units: 2, local: 4096 };
    const GPU: Limits = Limits { cpu: false, units: 132, local: 1024 };

    fn region(league: bool, single_threads: bool, kernel: Option<Kernel>) -> Region {
        Region {
            function: "f",
            file: "f.rs",
            line: 1,
            code: Code { vars: &[], types: 0, calls: 0, consts: 0 },
            captured: 0,
            shape: Shape::Loop { nest: &[], body: &NOTHING, league, single_threads },
            reductions: &[],
            kernel,
        }
    }

    fn of(region: &Region, limits: Limits, counts: Counts, trips: &[u64]) -> ([usize; 3], usize) {
        let loops: Vec<_> = trips.iter().map(|&trips| LoopRange { first: 0, step: 1, trips }).collect();
        let geometry = geometry(region, limits, counts, &loops);
        (geometry.groups, geometry.local)
    }

    #[test]
    fn clauses_decide_and_the_device_bounds_them() {
        let (none, teams) = (Counts::default(), region(true, false, None));
        assert_eq!(of(&teams, GPU, none, &[1000]), ([8, 1, 1], 128));
        assert_eq!(of(&teams, GPU, none, &[u64::MAX, 2]), ([132 * 16, 1, 1], 128));
        let mut reducing = region(true, false, None);
        reducing.reductions = &[Reduction { var: 0, op: ReductionOp::Add }];
        assert_eq!(of(&reducing, GPU, none, &[u64::MAX, 2]), ([132 * 32, 1, 1], 128));
        assert_eq!(of(&teams, GPU, none, &[100, 10]), ([8, 1, 1], 128));
        assert_eq!(of(&teams, CPU, none, &[u64::MAX]), ([8, 1, 1], 1));
        assert_eq!(of(&teams, GPU, Counts { num_teams: Some(3), ..none }, &[1 << 30]), ([3, 1, 1], 128));
        let limited = Counts { num_threads: Some(64), thread_limit: Some(16), ..none };
        assert_eq!(of(&teams, GPU, limited, &[64]), ([4, 1, 1], 16));
        let many = Counts { num_threads: Some(4000), ..none };
        assert_eq!(of(&region(false, false, None), GPU, many, &[1]), ([1, 1, 1], 1024));
    }

    #[test]
    fn a_kernel_of_the_programs_own_has_an_item_for_each_iteration() {
        let kernel = Kernel { source: "", path: "", name: "", arguments: &[] };
        let none = Counts::default();
        let mut region = region(true, false, Some(kernel));
        assert_eq!(of(&region, GPU, none, &[1 << 30]), ([1 << 23, 1, 1], 128));
        assert_eq!(of(&region, CPU, none, &[2, 3, 1000]), ([16, 3, 2], 64));
        assert_eq!(of(&region, GPU, Counts { num_teams: Some(7), ..none }, &[9, 1000]), ([1, 7, 1], 128));
        region.reductions = &[Reduction { var: 0, op: ReductionOp::Add }];
        assert_eq!(
            of(&region, GPU, none, &[1 << 30]),
            ([132 * 32, 1, 1], 128),
            "and with partial results, fewer"
        );
    }

    #[test]
    fn a_team_of_one_thread_is_a_work_item() {
        let teams = |n| Counts { num_teams: Some(n), ..Counts::default() };
        let region = region(true, true, None);
        assert_eq!(of(&region, GPU, teams(96), &[1]), ([3, 1, 1], 32));
        assert_eq!(of(&region, GPU, teams(7), &[1]), ([1, 1, 1], 7));
        assert_eq!(of(&region, GPU, teams(37), &[1]), ([37, 1, 1], 1));
        assert_eq!(of(&region, CPU, teams(8), &[1]), ([8, 1, 1], 1));
        assert_eq!(of(&region, GPU, Counts::default(), &[3, 4]), ([1, 1, 1], 12));
    }
}
