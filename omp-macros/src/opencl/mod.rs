//! The body of a target region, as the runtime's tree of it and as the probe that finds the types: every rejection of a
//! construct that a device does not have happens here.
//!
//! One walk makes both, [`code::Code`], from each expression. It is done twice: the first time finds out what the region
//! captures, and how, the second writes it down, for the captured variables have the first numbers.

mod agreed;
mod apart;
mod atomic;
mod builder;
mod calls;
mod capture;
mod cases;
mod code;
mod constructs;
mod control;
mod declare;
mod exprs;
mod function;
mod methods;
mod own;
mod pattern;
mod places;
mod refuse;
mod region;
mod stmts;
mod structs;

use proc_macro2::{Span, TokenStream};
use syn::{Expr, Stmt};

use crate::{
    report::Errors,
    sharing::{nest::Nest, partition::Partition, place::PlaceKey, scope::Scopes, slots::Slots},
    syntax::ReductionOp,
};

pub(crate) use declare::{declare, is_declared, without_iterators};

/// A target construct, as its directive and the function around it tell.
pub(crate) struct Target<'a> {
    /// At the construct: every variable declared so far is outside of it.
    pub(crate) scopes: &'a Scopes,
    /// The enclosing function's name.
    pub(crate) function: String,
    pub(crate) span: Span,
    pub(crate) shape: ShapeIn<'a>,
    /// What the clauses say of variables.
    pub(crate) clauses: Vec<Listed>,
    /// The arrays that the iterations of the region's loop divide among them.
    pub(crate) own: Vec<OwnArray>,
    /// The arrays in which the threads have rows of their own.
    pub(crate) slots: Vec<Slots>,
    pub(crate) kernel: Option<KernelIn>,
}

#[derive(Clone, Copy)]
pub(crate) enum ShapeIn<'a> {
    Loop { nest: &'a Nest, league: bool, single_threads: bool },
    Block { stmts: &'a [Stmt], league: bool },
}

/// A variable that a clause names.
pub(crate) struct Listed {
    pub(crate) key: PlaceKey,
    pub(crate) role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// With a section, it is an array.
    Map {
        section: bool,
    },
    Firstprivate,
    Private,
    Reduction(ReductionOp),
    DevicePtr,
}

/// An array of which each iteration owns a part.
#[derive(Clone)]
pub(crate) struct OwnArray {
    pub(crate) key: PlaceKey,
    pub(crate) partition: Partition,
    /// All accesses are to the thread's own rows, whichever loop they are in: `a[t * n + i]`.
    pub(crate) of_threads: bool,
}

/// `unsafe(kernel("path.cl", name(a, b, n)))`
pub(crate) struct KernelIn {
    /// The source's text, an expression such as `include_str!(..)`.
    pub(crate) source: TokenStream,
    pub(crate) path: String,
    pub(crate) name: String,
    /// Where the word `unsafe` has been said.
    pub(crate) word: Span,
    /// Each is captured, whether or not the body uses it.
    pub(crate) arguments: Vec<PlaceKey>,
}

/// What a region becomes.
pub(crate) struct Built {
    /// The `ir::Region`, for a static.
    pub(crate) region: TokenStream,
    /// `let __omp_t0 = ..;`
    pub(crate) cells: TokenStream,
    /// `if false { .. }`: behind the cells.
    pub(crate) probe: TokenStream,
    /// `&[__omp_t0.ty(), ..]`
    pub(crate) types: TokenStream,
    /// `&[__omp_f0.function(), ..]`
    pub(crate) calls: TokenStream,
    /// In the order of the region's variables.
    pub(crate) captured: Vec<CapturedVar>,
}

/// A variable from outside, as the launch has to pass it.
pub(crate) struct CapturedVar {
    /// A constant has none.
    pub(crate) key: Option<PlaceKey>,
    /// What to borrow: `self.grid`, `*x` of a reference to a value, `f64::consts::PI`.
    pub(crate) expr: Expr,
    /// For messages.
    pub(crate) text: String,
    pub(crate) kind: CapturedKind,
    pub(crate) role: Option<Role>,
    /// Where it is first written.
    pub(crate) written: Option<Span>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CapturedKind {
    /// Passed by value, or a reduction variable.
    Value,
    /// A scalar in the device's memory.
    Mapped,
    Slice,
}

/// Translates a region. `None`: the errors say why not.
pub(crate) fn build(target: &Target<'_>, errors: &mut Errors) -> Option<Built> {
    region::build(target, errors)
}
