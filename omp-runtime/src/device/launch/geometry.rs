//! How many work-groups of how many work-items a region gets: its teams and their threads.
//!
//! A generated kernel has one range for all loops of its nest, through which its work-items step by themselves. For a
//! hand-written one the range has a dimension for each loop, dimension 0 for the innermost. A work-group is a team and
//! extends along dimension 0.

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
/// On a CPU a group is a task: some more than cores, to even out.
const CPU_GROUPS: usize = 4;
/// Of `teams distribute`, where each work-item is a team.
const TEAMS: usize = 1 << 16;

/// For a region with these loops, outermost first.
pub(crate) fn geometry(region: &Region, limits: Limits, counts: Counts, loops: &[LoopRange]) -> Geometry {
    let whole = [whole_nest(loops)];
    let loops = if region.kernel.is_none() { &whole } else { loops };
    let team = |default: usize| {
        let wanted = counts.num_threads.unwrap_or(default.max(counts.some_threads.unwrap_or(0)));
        wanted.min(counts.thread_limit.unwrap_or(wanted)).min(limits.local).max(1)
    };
    let usual = team(if limits.cpu { CPU_TEAM } else { GPU_TEAM });
    match &region.shape {
        Shape::Loop { .. } if region.kernel.is_some() => {
            let most = if region.reductions.is_empty() { usize::MAX } else { most_groups(limits) };
            spread(loops, team(if limits.cpu { CPU_KERNEL_TEAM } else { GPU_TEAM }), most, counts)
        }
        Shape::Loop { league: true, single_threads: true, .. } => {
            single_threads(loops, counts.num_teams, if limits.cpu { 1 } else { WAVEFRONT.min(limits.local) })
        }
        Shape::Loop { league: true, .. } => {
            // On a CPU a work-item takes a chunk of iterations, which its compiler vectorises: one is enough.
            let local = team(if limits.cpu { 1 } else { GPU_TEAM });
            spread(loops, local, most_groups(limits), counts)
        }
        Shape::Loop { league: false, .. } => Geometry::line(1, usual),
        Shape::Block { body, league } => {
            let groups = if *league { counts.num_teams.unwrap_or(limits.units) } else { 1 };
            Geometry::line(groups, if threads::in_block(body) { usual } else { 1 })
        }
    }
}

fn most_groups(limits: Limits) -> usize {
    limits.units * if limits.cpu { CPU_GROUPS } else { GPU_GROUPS }
}

/// All iterations of a nest, as one loop.
fn whole_nest(loops: &[LoopRange]) -> LoopRange {
    let trips = loops.iter().fold(1_u64, |trips, level| trips.saturating_mul(level.trips));
    LoopRange { first: 0, step: 1, trips }
}

fn trips(level: Option<&LoopRange>) -> usize {
    // A loop too long for the range is divided among its work-items like any other.
    level.map_or(1, |level| usize::try_from(level.trips).unwrap_or(usize::MAX).clamp(1, 1 << 40))
}

/// Divides the groups among the dimensions. The inner loop comes first, so that neighbours are neighbours in memory.
fn spread(loops: &[LoopRange], local: usize, most: usize, counts: Counts) -> Geometry {
    let dimensions = loops.len().clamp(1, 3);
    let mut groups = [1; 3];
    if let Some(teams) = counts.num_teams {
        groups[dimensions - 1] = teams;
        return Geometry { groups, dimensions, local };
    }
    let mut left = most.max(1);
    let mut take = |dimension: usize| {
        let iterations = trips(loops.len().checked_sub(dimension + 1).and_then(|level| loops.get(level)));
        let useful = if dimension == 0 { iterations.div_ceil(local) } else { iterations };
        groups[dimension] = useful.min(left);
        left /= groups[dimension];
    };
    (0..dimensions).for_each(&mut take);
    Geometry { groups, dimensions, local }
}

/// As many work-items as there are teams, in groups of equal size.
fn single_threads(loops: &[LoopRange], num_teams: Option<usize>, most: usize) -> Geometry {
    let teams = num_teams.unwrap_or_else(|| trips(loops.first()).min(TEAMS));
    let local = (1..=most.min(teams)).rev().find(|&local| teams.is_multiple_of(local)).unwrap_or(1);
    Geometry::line(teams / local, local)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::ir::{Block, Code};

    const NOTHING: Block = Block { stmts: &[], value: None };
    const CPU: Limits = Limits { cpu: true, units: 2, local: 4096 };
    const GPU: Limits = Limits { cpu: false, units: 132, local: 1024 };

    fn of(
        league: bool,
        single_threads: bool,
        limits: Limits,
        counts: Counts,
        trips: &[u64],
    ) -> ([usize; 3], usize) {
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
        let loops: Vec<_> = trips.iter().map(|&trips| LoopRange { first: 0, step: 1, trips }).collect();
        let geometry = geometry(&region, limits, counts, &loops);
        assert_eq!(geometry.sizes().2, 1);
        (geometry.groups, geometry.local)
    }

    #[test]
    fn clauses_decide_and_the_device_bounds_them() {
        let none = Counts::default();
        assert_eq!(of(true, false, GPU, none, &[1000]), ([8, 1, 1], 128));
        assert_eq!(of(true, false, GPU, none, &[u64::MAX]), ([132 * 16, 1, 1], 128));
        assert_eq!(of(true, false, CPU, none, &[u64::MAX]), ([8, 1, 1], 1));
        assert_eq!(of(true, false, GPU, Counts { num_teams: Some(3), ..none }, &[1 << 30]), ([3, 1, 1], 128));
        let limited = Counts { num_threads: Some(64), thread_limit: Some(16), ..none };
        assert_eq!(of(true, false, GPU, limited, &[64]), ([4, 1, 1], 16));
        assert_eq!(
            of(false, false, GPU, Counts { num_threads: Some(4000), ..none }, &[1]),
            ([1, 1, 1], 1024)
        );
    }

    #[test]
    fn a_nest_is_one_range_and_to_hand_written_kernels_as_many_dimensions() {
        let none = Counts::default();
        assert_eq!(of(true, false, GPU, none, &[10, 100]), ([8, 1, 1], 128));
        assert_eq!(of(true, false, CPU, none, &[2, 3, 1000]), ([8, 1, 1], 1));
        assert_eq!(of(true, false, GPU, none, &[1 << 40, 1 << 40]), ([132 * 16, 1, 1], 128));
        let loops = [100, 1000].map(|trips| LoopRange { first: 0, step: 1, trips });
        assert_eq!(spread(&loops, 128, 2112, none).sizes(), ([1024, 100, 1], [128, 1, 1], 2));
        let seven = Counts { num_teams: Some(7), ..none };
        assert_eq!(spread(&loops, 128, 2112, seven).sizes(), ([128, 7, 1], [128, 1, 1], 2));
    }

    #[test]
    fn a_team_of_one_thread_is_a_work_item() {
        let teams = |n| Counts { num_teams: Some(n), ..Counts::default() };
        assert_eq!(of(true, true, GPU, teams(96), &[1]), ([3, 1, 1], 32));
        assert_eq!(of(true, true, GPU, teams(7), &[1]), ([1, 1, 1], 7));
        assert_eq!(of(true, true, GPU, teams(37), &[1]), ([37, 1, 1], 1));
        assert_eq!(of(true, true, CPU, teams(8), &[1]), ([8, 1, 1], 1));
        assert_eq!(of(true, true, GPU, Counts::default(), &[3, 4]), ([1, 1, 1], 12));
    }
}
