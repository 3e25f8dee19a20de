//! Lanes: on a CPU, a reduction of floats keeps several copies, each for every eighth iteration. A compiler may not
//! reorder a sum of floats, but it can put independent copies side by side into a vector.

use super::{
    body::{Binding, Body},
    module::Result,
    nest::Level,
    reduce::combined,
    slices::Space,
    uses,
};
use crate::device::ir::{Block, Reduction, VarId};

const LANES: usize = 8;
const LANE: &str = "omp_lane";

impl Body<'_, '_> {
    /// Declares the lanes of a loop's reductions, if the loop can profit.
    pub(super) fn enter_lanes(
        &mut self,
        reductions: &'static [Reduction],
        body: &'static Block,
    ) -> Result<()> {
        let plain = reductions.iter().all(|reduction| self.var_type(reduction.var).is_float());
        if !self.module.options.cpu || !plain || uses::has_loops(body) {
            return Ok(());
        }
        for Reduction { var, op } in reductions {
            let (ty, name) = (self.var_type(*var), self.var_name(*var));
            let (of, lanes) = (self.module.type_name(ty)?, self.names.fresh("v_", &format!("{name}_lanes")));
            let start = super::reduce::identity(*op, ty)?;
            self.out.line(format_args!("{of} {lanes}[{LANES}];"));
            self.out.open(format_args!("for (uint {LANE} = 0; {LANE} < {LANES}; ++{LANE})"));
            self.out.line(format_args!("{lanes}[{LANE}] = {start};"));
            self.out.close();
            self.lanes.push((*var, lanes));
        }
        Ok(())
    }

    /// The innermost loop, from `k` up to `end`, in steps of all lanes and then one by one.
    pub(super) fn run(
        &mut self,
        levels: &[Level],
        end: &str,
        inner: &mut dyn FnMut(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let Some(Level { k, .. }) = levels.last() else { return Ok(()) };
        if self.lanes.is_empty() {
            self.out.open(format_args!("for (; {k} < {end}; ++{k})"));
            self.iteration(levels, inner)?;
            self.out.close();
            return Ok(());
        }
        let lanes = std::mem::take(&mut self.lanes);
        let at: Vec<_> = lanes.iter().map(|(var, _)| self.bindings[usize::from(*var)].clone()).collect();
        self.bind_lanes(&lanes, LANE);
        let first = self.own_name("k");
        self.out.open(format_args!("for (; {end} - {k} >= {LANES}; {k} += {LANES})"));
        self.out.line(format_args!("const ulong {first} = {k};"));
        self.out.open(format_args!("for (uint {LANE} = 0; {LANE} < {LANES}; ++{LANE})"));
        self.out.line(format_args!("const ulong {k} = {first} + {LANE};"));
        self.iteration(levels, inner)?;
        self.out.close();
        self.out.close();
        self.bind_lanes(&lanes, "0");
        self.out.open(format_args!("for (; {k} < {end}; ++{k})"));
        self.iteration(levels, inner)?;
        self.out.close();
        for ((var, _), binding) in lanes.iter().zip(at) {
            self.bindings[usize::from(*var)] = binding;
        }
        self.lanes = lanes;
        Ok(())
    }

    fn bind_lanes(&mut self, lanes: &[(VarId, String)], lane: &str) {
        for (var, name) in lanes {
            let place = format!("{name}[{lane}]");
            self.bind(*var, Binding::Value { place, space: Space::Private, fixed: false });
        }
    }

    /// One copy again.
    pub(super) fn leave_lanes(&mut self, reductions: &'static [Reduction]) {
        for (var, name) in std::mem::take(&mut self.lanes) {
            let Some(Reduction { op, .. }) = reductions.iter().find(|reduction| reduction.var == var) else {
                continue;
            };
            let place = self.place_of(var);
            let (text, _) = combined(*op, self.var_type(var), &place, &format!("{name}[{LANE}]"));
            self.out.open(format_args!("for (uint {LANE} = 0; {LANE} < {LANES}; ++{LANE})"));
            self.out.line(format_args!("{place} = {text};"));
            self.out.close();
        }
    }
}
