//! Tokens become a syntax tree of directives and clauses. Nothing here knows what a directive means.

mod ast;
mod atomic;
mod attrs;
mod clause;
mod device;
mod directive;
pub(crate) mod names;
mod offload;
mod place;

#[cfg(test)]
mod tests;

pub(crate) use ast::{
    AtomicKind, Clause, ClauseKind, DefaultKind, Directive, Kind, ProcBindKind, ReductionOp, ScheduleKind,
    ScheduleModifier,
};
pub(crate) use atomic::{AtomicBody, AtomicUpdate, parse_atomic};
pub(crate) use attrs::{
    directives, expr_attrs, expr_attrs_mut, has_directive, is_omp, item_attrs_mut, item_kind, parse_macro,
    sole_loop_mut, standalone, statement_attrs_mut, stmt_attrs_mut, stmt_macro, take_first,
};
pub(crate) use device::{
    DefaultmapKind, DefaultmapOf, DependKind, KernelCall, MapKind, Section, TargetKind, TeamsKind,
};
pub(crate) use names::directive_name;
pub(crate) use place::Place;
