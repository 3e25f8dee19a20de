//! Intervals of integers, and what an operation makes of them.

use crate::device::{ir::BinaryOp, types::Type};

/// Both ends belong to it. The arithmetic is exact: 64-bit operands cannot leave 128 bits, and results are clipped.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval {
    pub(super) lo: i128,
    pub(super) hi: i128,
}

/// What is known of an expression.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) ty: Option<&'static Type>,
    pub(super) range: Option<Interval>,
}

pub(super) const NOTHING: Known = Known { ty: None, range: None };

/// All values of a type.
pub(super) fn any(ty: &'static Type) -> Known {
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

/// Whether all of an interval are values of the type.
pub(super) fn fits(ty: &Type, range: Interval) -> bool {
    bounds(ty).is_some_and(|all| all.lo <= range.lo && range.hi <= all.hi)
}

/// Whether an addition, subtraction, multiplication or shift to the left cannot wrap.
pub(super) fn is_exact(op: BinaryOp, a: Known, b: Known) -> bool {
    let (Some(ty), Some(x), Some(y)) = (a.ty, a.range, b.range) else { return false };
    let range = match op {
        BinaryOp::Add => Interval { lo: x.lo + y.lo, hi: x.hi + y.hi },
        BinaryOp::Sub => Interval { lo: x.lo - y.hi, hi: x.hi - y.lo },
        BinaryOp::Shl => {
            if y.lo < 0 || y.hi >= i128::from(ty.bits()) {
                return false;
            }
            // Far less than 128 bits, both of them.
            Interval { lo: x.lo.min(0) << y.hi.min(63), hi: x.hi.max(0) << y.hi.min(63) }
        }
        _ => {
            let all = [x.lo, x.hi].map(|x| [x.saturating_mul(y.lo), x.saturating_mul(y.hi)]);
            let all = all.as_flattened();
            Interval {
                lo: all.iter().copied().min().unwrap_or(0),
                hi: all.iter().copied().max().unwrap_or(0),
            }
        }
    };
    fits(ty, range)
}

/// An interval that leaves the type wraps to anything.
pub(super) fn clipped(ty: &'static Type, range: Interval) -> Known {
    if fits(ty, range) { Known { ty: Some(ty), range: Some(range) } } else { any(ty) }
}

pub(super) fn hull(a: Known, b: Known, ty: Option<&'static Type>) -> Known {
    match (ty, a.range, b.range) {
        (Some(ty), Some(a), Some(b)) => clipped(ty, Interval { lo: a.lo.min(b.lo), hi: a.hi.max(b.hi) }),
        (Some(ty), ..) => any(ty),
        _ => NOTHING,
    }
}

pub(super) fn binary(op: BinaryOp, a: Known, b: Known) -> Known {
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
