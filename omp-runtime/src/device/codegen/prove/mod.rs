//! Interval arithmetic over a region at its launch, when captured integers, lengths and loop bounds are known: an index
//! whose interval lies within the bounds needs no check on the device.
//!
//! A variable has one interval, from its `let` or its loop; one that is assigned to has its type's. What may wrap has its
//! type's interval as well. So an interval holds wherever its expression stands, and control flow need not be followed.

mod exprs;
mod interval;
mod slices;
mod stmts;

use super::{Extent, LoopRange, Proven, uses};
use crate::device::{
    ir::{Block, Region, Shape, TypeSlot, VarId, VarKind},
    types::Type,
};
use interval::Interval;

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
    region: &'p Region,
    types: &'p [&'static Type],
    facts: Vec<Fact>,
    proven: Proven,
    /// Those that failed somewhere: an expression may stand in a tree more than once.
    failed: Proven,
}

pub(super) fn prove(
    region: &Region,
    types: &[&'static Type],
    loops: &[LoopRange],
    value: &dyn Fn(VarId) -> Option<i128>,
    extent: &dyn Fn(VarId) -> Extent,
) -> Proven {
    let facts = vec![Fact::Nothing; region.code.vars.len()];
    let mut prover = Prover { region, types, facts, proven: Proven::default(), failed: Proven::default() };
    let body = match &region.shape {
        Shape::Loop { body, .. } | Shape::Block { body, .. } => *body,
    };
    prover.capture(body, value, extent);
    if let Shape::Loop { nest, .. } = &region.shape {
        for (var, range) in nest.iter().zip(loops) {
            let last = range.first + range.step * i128::from(range.trips.max(1) - 1);
            prover.learn(*var, Interval { lo: range.first.min(last), hi: range.first.max(last) });
        }
    }
    prover.block(body);
    let without = |all: [u64; 4], failed: [u64; 4]| std::array::from_fn(|k| all[k] & !failed[k]);
    Proven {
        bounds: without(prover.proven.bounds, prover.failed.bounds),
        rows: without(prover.proven.rows, prover.failed.rows),
    }
}

impl Prover<'_> {
    fn capture(
        &mut self,
        body: &'static Block,
        value: &dyn Fn(VarId) -> Option<i128>,
        extent: &dyn Fn(VarId) -> Extent,
    ) {
        let captured = &self.region.code.vars[..usize::from(self.region.captured)];
        let mutable = captured.iter().any(|var| var.mutable && var.kind == VarKind::Value);
        let written = if mutable { uses::written(body, self.region.code.vars) } else { Vec::new() };
        for (var, about) in (0..).zip(captured) {
            let reduced = self.region.reductions.iter().any(|reduction| reduction.var == var);
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
        if !self.region.code.vars[usize::from(var)].mutable {
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
