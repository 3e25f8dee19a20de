//! Interval arithmetic over a region at its launch, when captured integers, lengths and loop bounds are known: an index
//! whose interval lies within the bounds needs no check on the device. Of a function, which is translated once for all
//! launches, only what holds in each of them is known: `lengths.rs`.
//!
//! A variable has one interval, from its `let` or its loop; one that is assigned to has its type's. What may wrap has its
//! type's interval as well. So an interval holds wherever its expression stands, and control flow need not be followed.

mod exprs;
mod interval;
mod lengths;
mod slices;
mod stmts;
mod wraps;

use super::{Extent, LoopRange, Proven, uses};
use crate::device::{
    ir::{Block, Code, Function, Region, Shape, TypeSlot, VarId, VarKind},
    types::Type,
};
use interval::Interval;
use lengths::Lengths;
use wraps::Lost;

/// What is known of a slice.
#[derive(Clone, Copy)]
struct Slice {
    len: Interval,
    /// Indices of `lo..hi` are valid.
    lo: i128,
    hi: i128,
}

#[derive(Clone, Copy)]
enum Fact {
    Nothing,
    Value(Interval),
    Slice(Slice),
}

struct Prover<'p> {
    code: &'p Code,
    types: &'p [&'static Type],
    facts: Vec<Fact>,
    lengths: Vec<Lengths>,
    proven: Proven,
    lost: Vec<Lost>,
    /// In the place of an atomic construct, where iterations may meet.
    atomic: bool,
    /// Those that failed somewhere: an expression may stand in a tree more than once.
    failed: Proven,
}

/// Finds the accesses that cannot fail in this launch. `value` knows the captured integers.
pub(crate) fn prove(
    region: &Region,
    types: &[&'static Type],
    loops: &[LoopRange],
    value: &dyn Fn(VarId) -> Option<i128>,
    extent: &dyn Fn(VarId) -> Extent,
) -> Proven {
    let mut prover = Prover::new(&region.code, types);
    let body = match &region.shape {
        Shape::Loop { body, .. } | Shape::Block { body, .. } => *body,
    };
    prover.capture(region, body, value, extent);
    if let Shape::Loop { nest, .. } = &region.shape {
        for (var, range) in nest.iter().zip(loops) {
            let last = range.first + range.step * i128::from(range.trips.max(1) - 1);
            prover.learn(*var, Interval { lo: range.first.min(last), hi: range.first.max(last) });
        }
    }
    prover.finish(body)
}

/// What needs no check in a function, whatever it is called with.
pub(super) fn prove_function(function: &Function, types: &[&'static Type]) -> Proven {
    let mut prover = Prover::new(&function.code, types);
    (0..function.params).for_each(|param| prover.learn_parameter(param));
    prover.finish(function.body)
}

impl<'p> Prover<'p> {
    fn new(code: &'p Code, types: &'p [&'static Type]) -> Self {
        let (facts, lengths) =
            (vec![Fact::Nothing; code.vars.len()], vec![Lengths::default(); code.vars.len()]);
        let lost = vec![Lost::default(); code.vars.len()];
        let (proven, failed) = (Proven::default(), Proven::default());
        Self { code, types, facts, lengths, proven, lost, atomic: false, failed }
    }

    fn finish(mut self, body: &'static Block) -> Proven {
        self.block(body);
        let without = |all: [u64; 4], failed: [u64; 4]| std::array::from_fn(|k| all[k] & !failed[k]);
        Proven {
            bounds: without(self.proven.bounds, self.failed.bounds),
            rows: without(self.proven.rows, self.failed.rows),
            wraps: self.proven.wraps,
        }
    }
}

impl Prover<'_> {
    fn capture(
        &mut self,
        region: &Region,
        body: &'static Block,
        value: &dyn Fn(VarId) -> Option<i128>,
        extent: &dyn Fn(VarId) -> Extent,
    ) {
        let captured = &self.code.vars[..usize::from(region.captured)];
        let mutable = captured.iter().any(|var| var.mutable && var.kind == VarKind::Value);
        let written = if mutable { uses::written(body, self.code.vars) } else { Vec::new() };
        for (var, about) in (0..).zip(captured) {
            let reduced = region.reductions.iter().any(|reduction| reduction.var == var);
            self.facts[usize::from(var)] = match about.kind {
                VarKind::Slice if !reduced => {
                    let Extent { len, lo, hi } = extent(var);
                    let len = i128::from(len);
                    let (lo, hi) = (i128::from(lo), i128::from(hi));
                    Fact::Slice(Slice { len: Interval { lo: len, hi: len }, lo, hi })
                }
                VarKind::Value if !reduced && !written.contains(&var) => match value(var) {
                    Some(value) => Fact::Value(Interval { lo: value, hi: value }),
                    None => Fact::Nothing,
                },
                _ => Fact::Nothing,
            };
        }
    }

    fn learn(&mut self, var: VarId, range: Interval) {
        if !self.code.vars[usize::from(var)].mutable {
            self.facts[usize::from(var)] = Fact::Value(range);
        }
    }

    fn ty(&self, slot: TypeSlot) -> &'static Type {
        self.types[usize::from(slot)]
    }
}

fn mark(proven: &mut [u64; 4], failed: &mut [u64; 4], id: u16, holds: bool) {
    let (word, bit) = (usize::from(id / 64), id % 64);
    let set = if holds { proven } else { failed };
    if let Some(word) = set.get_mut(word) {
        *word |= 1 << bit;
    }
}
