//! Every use that a construct makes of variables from outside of it.

use std::{collections::HashSet, rc::Rc};

use proc_macro2::Span;
use syn::Expr;

use super::{
    affine::Affine,
    lone::LoneIteration,
    place::PlaceKey,
    scope::{Scopes, VarId},
};
use crate::report::Extent;

/// The worksharing loop an access is in.
pub(crate) struct LoopContext {
    pub(crate) id: usize,
    /// Loop variables by collapsed level; a level without an index counts as a variable nobody can name.
    pub(crate) vars: Vec<VarId>,
    /// Variables declared from here on live inside of the loop.
    pub(crate) boundary: VarId,
    /// The text of ranges and schedule: two static loops with one header split alike.
    pub(crate) header: String,
    pub(crate) is_static: bool,
    /// Whether the construct has the loop for itself: no other construct of a region sees the array meanwhile.
    pub(crate) combined: bool,
    /// Whether the directive could say `lastprivate`.
    pub(crate) takes_last: bool,
    pub(crate) span: Span,
}

/// The construct that only one thread enters.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum OneThread {
    Single(usize),
    Masked(String),
}

/// Where an access stands in the constructs of the region.
#[derive(Clone, Default)]
pub(crate) struct Context {
    pub(crate) loop_: Option<Rc<LoopContext>>,
    /// The `critical` names around it, outermost first.
    pub(crate) guards: Vec<String>,
    pub(crate) atomic: bool,
    pub(crate) one: Option<OneThread>,
    /// Of a combined construct's loop: the iteration that alone gets here.
    pub(crate) lone: Option<Rc<LoneIteration>>,
    pub(crate) task: Option<usize>,
    /// In a region inside of the region: variables declared from here on are that region's.
    pub(crate) nested: Option<VarId>,
}

/// How an access touches its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Touch {
    Read,
    Write,
    /// With the operator: `+=`, or `+` of `x = x + 1`, or `max` of `x = x.max(y)`.
    Update(String),
    BorrowMut,
    Method(String),
    /// By the clause of an inner construct: `reduction`, `lastprivate`.
    Clause,
}

impl Touch {
    pub(crate) fn writes(&self) -> bool {
        match self {
            Self::Read => false,
            Self::Write | Self::Update(_) | Self::BorrowMut | Self::Clause => true,
            Self::Method(name) => MUTATING.contains(&name.as_str()),
        }
    }

    /// `c.len()`: touches no element.
    pub(crate) fn asks_length(&self) -> bool {
        matches!(self, Self::Method(name) if name == "len" || name == "is_empty")
    }

    /// A method that may write: only the receiver's type could tell.
    pub(crate) fn may_write(&self) -> bool {
        self.writes() || matches!(self, Self::Method(name) if !READING.contains(&name.as_str()))
    }
}

const MUTATING: &[&str] = &[
    "append",
    "as_mut",
    "as_mut_slice",
    "chunks_exact_mut",
    "chunks_mut",
    "clear",
    "copy_from_slice",
    "dedup",
    "drain",
    "entry",
    "extend",
    "extend_from_slice",
    "fill",
    "first_mut",
    "get_mut",
    "get_or_insert_with",
    "insert",
    "iter_mut",
    "last_mut",
    "pop",
    "pop_back",
    "pop_front",
    "push",
    "push_back",
    "push_front",
    "push_str",
    "remove",
    "replace",
    "resize",
    "retain",
    "reverse",
    "rotate_left",
    "rotate_right",
    "shuffle",
    "sort",
    "sort_by",
    "sort_by_key",
    "sort_unstable",
    "sort_unstable_by",
    "split_at_mut",
    "swap",
    "swap_remove",
    "swap_with_slice",
    "take",
    "truncate",
    "values_mut",
    "write_all",
    "write_fmt",
    "write_str",
];

const READING: &[&str] = &[
    "abs",
    "as_ref",
    "as_slice",
    "as_str",
    "capacity",
    "ceil",
    "chunks",
    "chunks_exact",
    "clamp",
    "clone",
    "cloned",
    "concat",
    "contains",
    "contains_key",
    "copied",
    "cos",
    "count",
    "eq",
    "exp",
    "first",
    "floor",
    "get",
    "is_empty",
    "is_none",
    "is_some",
    "iter",
    "join",
    "keys",
    "last",
    "len",
    "ln",
    "max",
    "min",
    "mul_add",
    "partial_cmp",
    "powf",
    "powi",
    "round",
    "sin",
    "split_at",
    "sqrt",
    "tan",
    "to_owned",
    "to_string",
    "to_vec",
    "unwrap_or",
    "values",
    "windows",
    "wrapping_add",
    "wrapping_mul",
    "wrapping_sub",
    "load",
];

/// One index expression, as the loops around it see it.
#[derive(Clone)]
pub(crate) struct Index {
    pub(crate) expr: Expr,
    /// In terms of the worksharing loop's variables; `None` where they occur in any other way.
    pub(crate) affine: Option<Affine>,
    /// `partial[tid]`, `partial[tid * k + j]`: how far the threads' slots are apart.
    pub(crate) slot: Option<Expr>,
    /// Whether the source names a variable that a `let` in the loop binds to (a part of) this.
    pub(crate) through_let: bool,
}

#[derive(Clone)]
pub(crate) struct Access {
    pub(crate) key: PlaceKey,
    pub(crate) span: Span,
    /// The whole place, for messages.
    pub(crate) extent: Extent,
    pub(crate) touch: Touch,
    pub(crate) indices: Vec<Index>,
    /// `*x = ..`: what the variable points to, not the variable.
    pub(crate) through_reference: bool,
    pub(crate) context: Context,
    pub(crate) phase: usize,
}

/// Phases that control flow may join without a barrier are one.
#[derive(Default)]
pub(crate) struct Phases(Vec<usize>);

impl Phases {
    pub(super) fn fresh(&mut self) -> usize {
        self.0.push(self.0.len());
        self.0.len() - 1
    }

    pub(crate) fn root(&self, mut phase: usize) -> usize {
        while self.0[phase] != phase {
            phase = self.0[phase];
        }
        phase
    }

    pub(super) fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// What a region's body does to the variables around it.
pub(crate) struct Accesses {
    pub(crate) list: Vec<Access>,
    pub(crate) phases: Phases,
    /// Every variable, of any scope, that is assigned or borrowed mutably somewhere in the body.
    pub(crate) assigned: HashSet<VarId>,
    /// Whether it is the teams of a league that could meet, not the threads of a team.
    pub(crate) league: bool,
    /// The scopes after the walk: to ask for names.
    pub(crate) scopes: Scopes,
}
