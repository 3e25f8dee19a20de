//! Interval arithmetic over a region at its launch, when captured integers, lengths and loop bounds are known: an index
//! whose interval lies within the bounds needs no check on the device.
//!
//! A variable has one interval, from its `let` or its loop; one that is assigned to has its type's. What may wrap has its
//! type's interval as well. So an interval holds wherever its expression stands, and control flow need not be followed.

use super::{Extent, LoopRange, Proven, uses};
use crate::device::{
    ir::{
        Access, Atomic, BinaryOp, Block, Construct, Expr, ExprRef, Own, Range, Region, Shape, Stmt, TypeSlot,
        UnaryOp, VarId, VarKind,
    },
    types::Type,
};

/// Both ends belong to it. The arithmetic is exact: 64-bit operands cannot leave 128 bits, and results are clipped.
#[derive(Clone, Copy, Debug)]
struct Interval {
    lo: i128,
    hi: i128,
}

/// What is known of an expression.
#[derive(Clone, Copy)]
struct Known {
    ty: Option<&'static Type>,
    range: Option<Interval>,
}

const NOTHING: Known = Known { ty: None, range: None };

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

    fn block(&mut self, block: &'static Block) -> Known {
        block.stmts.iter().for_each(|stmt| self.stmt(stmt));
        block.value.as_ref().map_or(NOTHING, |value| self.expr(value))
    }

    fn stmt(&mut self, stmt: &'static Stmt) {
        match stmt {
            Stmt::Let(var, Some(value)) => self.bind(*var, value),
            Stmt::Let(_, None) | Stmt::Break(_) | Stmt::Continue(_) => {}
            Stmt::Assign(place, value)
            | Stmt::Update(_, place, value, _)
            | Stmt::Atomic(Atomic::Write { place, value } | Atomic::Update { place, value, .. }) => {
                self.expr(value);
                self.expr(place);
            }
            Stmt::Expr(expr) => {
                self.expr(expr);
            }
            Stmt::For { var, range, body, .. } => {
                self.range(*var, range);
                self.block(body);
            }
            Stmt::While { condition, body, .. } => {
                self.expr(condition);
                self.block(body);
            }
            Stmt::Loop { body, .. } => {
                self.block(body);
            }
            Stmt::Return(value) => self.optional(value.as_ref()),
            Stmt::Atomic(Atomic::Read { place, .. }) => {
                self.expr(place);
            }
            Stmt::Construct(construct) => self.construct(construct),
        }
    }

    fn optional(&mut self, expr: Option<&'static Expr>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn construct(&mut self, construct: &'static Construct) {
        match construct {
            Construct::Parallel { num_threads, condition, body, .. } => {
                self.optional(num_threads.as_ref());
                self.optional(condition.as_ref());
                self.block(body);
            }
            Construct::Loop { nest, body, num_threads, .. } => {
                self.optional(num_threads.as_ref());
                nest.iter().for_each(|(var, range)| self.range(*var, range));
                self.block(body);
            }
            Construct::Barrier => {}
            Construct::Masked { filter, body } => {
                self.optional(filter.as_ref());
                self.block(body);
            }
            Construct::Single { body, .. } => {
                self.block(body);
            }
        }
    }

    fn bind(&mut self, var: VarId, value: &'static Expr) {
        if self.region.code.vars[usize::from(var)].kind == VarKind::Slice {
            let slice = self.slice(value);
            self.facts[usize::from(var)] = slice.map_or(Fact::Nothing, Fact::Slice);
        } else if let Some(range) = self.expr(value).range {
            self.learn(var, range);
        }
    }

    fn range(&mut self, var: VarId, range: &'static Range) {
        let (lo, hi) = (self.expr(&range.lo).range, self.expr(&range.hi).range);
        self.optional(range.step.as_ref().map(|(step, _)| step));
        if let (Some(lo), Some(hi)) = (lo, hi) {
            let last = if range.inclusive { hi.hi } else { hi.hi - 1 };
            // A loop that is never entered proves nothing, and needs no proof.
            self.learn(var, Interval { lo: lo.lo, hi: last.max(lo.lo) });
        }
    }

    fn expr(&mut self, expr: &'static Expr) -> Known {
        match expr {
            Expr::Int(value, slot) => {
                let value = i128::try_from(*value).unwrap_or(i128::MAX);
                clipped(self.ty(*slot), Interval { lo: value, hi: value })
            }
            Expr::Float(_, slot) | Expr::Const(_, slot) => any(self.ty(*slot)),
            Expr::Bool(_) => any(&Type::Bool),
            Expr::Var(var) => self.variable(*var),
            Expr::Routine(_) => any(&Type::Usize),
            Expr::Unary(op, a) => self.unary(*op, a),
            Expr::Binary(op, a, b, _) => {
                let (a, b) = (self.expr(a), self.expr(b));
                binary(*op, a, b)
            }
            Expr::Cast(a, slot) => {
                let (a, ty) = (self.expr(a), self.ty(*slot));
                match a.range {
                    Some(range) if ty.is_integer() => clipped(ty, range),
                    _ => any(ty),
                }
            }
            Expr::Index(base, index, access) => self.index(base, index, access),
            Expr::Slice(..) => {
                self.slice(expr);
                NOTHING
            }
            Expr::Field(base, name) => self.field(base, name),
            Expr::Len(of) => self.len(of),
            Expr::Method(of, name, args, _) => self.method(of, name, args),
            Expr::Call(_, args) | Expr::Tuple(args) => self.all(args),
            Expr::Array(args, slot) => {
                self.all(args);
                any(self.ty(*slot))
            }
            Expr::Repeat(value, slot) => {
                self.expr(value);
                any(self.ty(*slot))
            }
            Expr::Struct(fields, slot) => {
                for (_, value) in *fields {
                    self.expr(value);
                }
                any(self.ty(*slot))
            }
            Expr::If(condition, then, otherwise, slot) => {
                self.expr(condition);
                let then = self.block(then);
                let otherwise = otherwise.map_or(NOTHING, |block| self.block(block));
                hull(then, otherwise, slot.map(|slot| self.ty(slot)))
            }
            Expr::Match(of, arms, slot) => {
                self.expr(of);
                for arm in *arms {
                    self.optional(arm.guard.as_ref());
                    self.block(&arm.body);
                }
                slot.map_or(NOTHING, |slot| any(self.ty(slot)))
            }
            Expr::Block(block, _) => self.block(block),
        }
    }

    fn all(&mut self, exprs: &'static [Expr]) -> Known {
        for expr in exprs {
            self.expr(expr);
        }
        NOTHING
    }

    fn variable(&self, var: VarId) -> Known {
        let about = &self.region.code.vars[usize::from(var)];
        let ty = self.ty(about.ty);
        match self.facts[usize::from(var)] {
            _ if about.kind == VarKind::Slice => NOTHING,
            Fact::Value(range) => clipped(ty, range),
            _ => any(ty),
        }
    }

    fn unary(&mut self, op: UnaryOp, a: ExprRef) -> Known {
        let a = self.expr(a);
        match (op, a) {
            (UnaryOp::Deref, a) => a,
            (UnaryOp::Neg, Known { ty: Some(ty), range: Some(range) }) => {
                clipped(ty, Interval { lo: -range.hi, hi: -range.lo })
            }
            (_, Known { ty, .. }) => ty.map_or(NOTHING, any),
        }
    }

    fn index(&mut self, base: ExprRef, index: ExprRef, access: &Access) -> Known {
        let slice = self.slice(base);
        let at = self.expr(index).range;
        if let (Some(slice), Some(at)) = (&slice, at) {
            mark(
                &mut self.proven.bounds,
                &mut self.failed.bounds,
                access.id,
                at.lo >= slice.lo && at.hi < slice.hi,
            );
        } else {
            mark(&mut self.proven.bounds, &mut self.failed.bounds, access.id, false);
        }
        if let Own::Row { offset, width } = access.own {
            let (offset, width) = (self.expr(offset).range, self.expr(width).range);
            let inside =
                offset.zip(width).is_some_and(|(offset, width)| offset.lo >= 0 && offset.hi < width.lo);
            mark(&mut self.proven.rows, &mut self.failed.rows, access.id, inside);
        }
        self.element_type(base).map_or(NOTHING, any)
    }

    /// The type of the elements of what is indexed.
    fn element_type(&self, base: &'static Expr) -> Option<&'static Type> {
        let of_array =
            |ty: &'static Type| if let Type::Array(element, _) = ty { Some(*element) } else { None };
        match base {
            Expr::Var(var) => {
                let about = &self.region.code.vars[usize::from(*var)];
                let ty = self.ty(about.ty);
                if about.kind == VarKind::Slice { Some(ty) } else { of_array(ty) }
            }
            Expr::Unary(UnaryOp::Deref, inner) | Expr::Slice(inner, ..) => self.element_type(inner),
            Expr::Index(inner, ..) => self.element_type(inner).and_then(of_array),
            _ => None,
        }
    }

    /// What is known of an expression as a slice, or of an array.
    fn slice(&mut self, expr: &'static Expr) -> Option<Slice> {
        match expr {
            Expr::Var(var) if self.region.code.vars[usize::from(*var)].kind == VarKind::Slice => {
                match self.facts[usize::from(*var)] {
                    Fact::Slice(slice) => Some(slice),
                    _ => None,
                }
            }
            Expr::Unary(UnaryOp::Deref, inner) => self.slice(inner),
            Expr::Slice(base, lo, hi, _) => {
                let whole = self.slice(base);
                let start = lo.map_or(Some(Interval { lo: 0, hi: 0 }), |lo| self.expr(lo).range);
                let end = hi.map_or(whole.map(|whole| whole.len), |hi| self.expr(hi).range);
                let (start, end) = (start?, end?);
                let len = Interval { lo: (end.lo - start.hi).max(0), hi: (end.hi - start.lo).max(0) };
                Some(Slice { len, lo: 0, hi: len.lo })
            }
            place => match self.expr(place).ty {
                Some(Type::Array(_, n)) => {
                    let n = *n as i128;
                    Some(Slice { len: Interval { lo: n, hi: n }, lo: 0, hi: n })
                }
                _ => None,
            },
        }
    }

    fn field(&mut self, base: ExprRef, name: &str) -> Known {
        let ty = match self.expr(base).ty {
            Some(Type::Struct(of)) => of.fields.iter().find(|field| field.0 == name).map(|field| field.1),
            Some(Type::Tuple(fields)) => name.parse::<usize>().ok().and_then(|k| fields.get(k).copied()),
            _ => None,
        };
        ty.map_or(NOTHING, any)
    }

    fn len(&mut self, of: ExprRef) -> Known {
        match self.slice(of) {
            Some(slice) => clipped(&Type::Usize, slice.len),
            None => any(&Type::Usize),
        }
    }

    fn method(&mut self, of: ExprRef, name: &str, args: &'static [Expr]) -> Known {
        let a = self.expr(of);
        let mut first = NOTHING;
        for (k, arg) in args.iter().enumerate() {
            let known = self.expr(arg);
            if k == 0 {
                first = known;
            }
        }
        let Known { ty: Some(ty), range: Some(x) } = a else { return NOTHING };
        let Some(y) = first.range.filter(|_| ty.is_integer()) else { return NOTHING };
        match name {
            "min" => clipped(ty, Interval { lo: x.lo.min(y.lo), hi: x.hi.min(y.hi) }),
            "max" => clipped(ty, Interval { lo: x.lo.max(y.lo), hi: x.hi.max(y.hi) }),
            "wrapping_add" => binary(BinaryOp::Add, a, first),
            "wrapping_sub" => binary(BinaryOp::Sub, a, first),
            "wrapping_mul" => binary(BinaryOp::Mul, a, first),
            "rem_euclid" if y.lo > 0 => clipped(ty, Interval { lo: 0, hi: y.hi - 1 }),
            "saturating_sub" if ty.is_unsigned() => {
                clipped(ty, Interval { lo: (x.lo - y.hi).max(0), hi: (x.hi - y.lo).max(0) })
            }
            _ => NOTHING,
        }
    }
}

fn mark(proven: &mut [u64; 4], failed: &mut [u64; 4], id: u16, holds: bool) {
    let (word, bit) = (usize::from(id / 64), id % 64);
    let set = if holds { proven } else { failed };
    if let Some(word) = set.get_mut(word) {
        *word |= 1 << bit;
    }
}

/// All values of a type.
fn any(ty: &'static Type) -> Known {
    Known { ty: Some(ty), range: bounds(ty) }
}

fn bounds(ty: &Type) -> Option<Interval> {
    let bits = if ty.is_integer() { ty.bits() } else { 0 };
    match ty {
        Type::Bool => Some(Interval { lo: 0, hi: 1 }),
        ty if ty.is_unsigned() => Some(Interval { lo: 0, hi: (1 << bits) - 1 }),
        ty if ty.is_signed() => Some(Interval { lo: -(1 << (bits - 1)), hi: (1 << (bits - 1)) - 1 }),
        _ => None,
    }
}

/// An interval that leaves the type wraps to anything.
fn clipped(ty: &'static Type, range: Interval) -> Known {
    let inside = bounds(ty).is_some_and(|all| all.lo <= range.lo && range.hi <= all.hi);
    if inside { Known { ty: Some(ty), range: Some(range) } } else { any(ty) }
}

fn hull(a: Known, b: Known, ty: Option<&'static Type>) -> Known {
    match (ty, a.range, b.range) {
        (Some(ty), Some(a), Some(b)) => clipped(ty, Interval { lo: a.lo.min(b.lo), hi: a.hi.max(b.hi) }),
        (Some(ty), ..) => any(ty),
        _ => NOTHING,
    }
}

fn binary(op: BinaryOp, a: Known, b: Known) -> Known {
    use BinaryOp::{Add, BitAnd, BitOr, BitXor, Div, Mul, Rem, Shl, Shr, Sub};
    if !matches!(op, Add | Sub | Mul | Div | Rem | BitAnd | BitOr | BitXor | Shl | Shr) {
        return any(&Type::Bool);
    }
    let Some(ty) = a.ty else { return NOTHING };
    let (Some(x), Some(y)) = (a.range, b.range) else { return any(ty) };
    let corners = |f: fn(i128, i128) -> i128| {
        let all = [f(x.lo, y.lo), f(x.lo, y.hi), f(x.hi, y.lo), f(x.hi, y.hi)];
        Interval { lo: all.into_iter().min().unwrap_or(0), hi: all.into_iter().max().unwrap_or(0) }
    };
    match op {
        Add => clipped(ty, Interval { lo: x.lo + y.lo, hi: x.hi + y.hi }),
        Sub => clipped(ty, Interval { lo: x.lo - y.hi, hi: x.hi - y.lo }),
        // Two 64-bit factors fill 128 bits; beyond that it has wrapped anyway.
        Mul => clipped(ty, corners(i128::saturating_mul)),
        Div if y.lo > 0 => clipped(ty, corners(|a, b| a / b)),
        Rem if y.lo > 0 && x.lo >= 0 => clipped(ty, Interval { lo: 0, hi: x.hi.min(y.hi - 1) }),
        BitAnd if x.lo >= 0 && y.lo >= 0 => clipped(ty, Interval { lo: 0, hi: x.hi.min(y.hi) }),
        Shr if y.lo >= 0 && y.hi < i128::from(ty.bits()) => clipped(ty, corners(|a, b| a >> b)),
        Shl if y.lo >= 0 && y.hi < i128::from(ty.bits()) => {
            clipped(ty, corners(|a, b| a.saturating_mul(1 << b)))
        }
        _ => any(ty),
    }
}
