//! What interval arithmetic finds, and what it must not find.

use super::build::*;
use crate::device::{
    codegen::{Extent, LoopRange, Proven, prove},
    ir::*,
    types::Type,
};

const F32: &Type = &Type::F32;
const USIZE: &Type = &Type::Usize;
const I32: &Type = &Type::I32;

/// A loop over `trips` iterations from `first` on, with `n` captured and arrays of `len` elements.
fn of(region: &Region, types: &[&'static Type], first: i128, trips: u64, n: i128, len: u64) -> Proven {
    let loops = [LoopRange { first, step: 1, trips }; 2];
    prove(region, types, &loops, &|_| Some(n), &|_| Extent { len, lo: 0, hi: len })
}

/// `a[i - 1]`, `a[i + 1]`, `a[i * n + j]` with a row that is the iteration's own, and `a[k]` of an inner loop.
fn stencil(ty: &'static Type) -> (&'static Region, Vec<&'static Type>) {
    let mut b = Builder::default();
    let (a, n) = (b.slice("a", F32), b.value("n", ty));
    let (i, j) = (b.value("i", ty), b.value("j", ty));
    let k = b.value("k", ty);
    let [one, more, lo] = [1, 1, 0].map(|value| b.int(value, ty));
    let flat = binary(BinaryOp::Add, binary(BinaryOp::Mul, var(i), var(n)), var(j));
    let own = Own::Row { offset: keep(var(j)), width: keep(var(n)) };
    let left = b.at(var(a), binary(BinaryOp::Sub, var(i), one));
    let right = b.at(var(a), binary(BinaryOp::Add, var(i), more));
    let row = b.owned(var(a), flat, own);
    let inner = b.element(a, k);
    let body = vec![
        Stmt::Expr(left),
        Stmt::Expr(right),
        Stmt::Expr(row),
        Stmt::For {
            var: k,
            range: range(lo, var(n)),
            body: block(vec![Stmt::Expr(inner)], None),
            label: None,
        },
    ];
    (b.region("stencil", 2, vec![i, j], body, vec![]), b.types)
}

#[test]
fn affine_indices_are_proven_from_their_ends() {
    for ty in [USIZE, I32] {
        let (region, types) = stencil(ty);
        let proof = |first, trips, n, len| {
            let proven = of(region, &types, first, trips, n, len);
            (proven.bounds[0], proven.rows[0])
        };
        assert_eq!(proof(1, 8, 10, 100), (0b1111, 0b100), "all");
        assert_eq!(proof(0, 10, 10, 100), (0b1110, 0b100), "the element before the first");
        assert_eq!(
            proof(1, 8, 10, 9),
            (0b0001, 0b100),
            "neither the one after the last, nor the row, nor ten of nine"
        );
        assert_eq!(proof(1, 8, 8, 100), (0b1111, 0), "column 8 of a row of 8");
        assert_eq!(proof(0, 0, 0, 0), (0, 0), "nothing is in an empty array");
    }
}

#[test]
fn what_wraps_or_changes_is_not_proven() {
    let mut b = Builder::default();
    let a = b.slice("a", F32);
    let i = b.value("i", &Type::U8);
    let (sum, m) = (b.value("sum", &Type::U8), b.mutable("m", &Type::U8));
    let big = b.int(200, &Type::U8);
    let wraps = binary(BinaryOp::Add, var(i), big);
    let body = vec![
        Stmt::Let(sum, Some(wraps)),
        Stmt::Let(m, Some(var(i))),
        Stmt::Expr(b.element(a, sum)),
        Stmt::Expr(b.element(a, m)),
        Stmt::Expr(b.element(a, i)),
    ];
    let region = b.region("wraps", 1, vec![i], body, vec![]);
    assert_eq!(of(region, &b.types, 0, 100, 0, 250).bounds[0], 0b100);
    assert_eq!(of(region, &b.types, 0, 100, 0, 256).bounds[0], 0b111, "a byte is less than 256");
    assert_eq!(of(region, &b.types, 0, 20, 0, 220).bounds[0], 0b101, "nothing wraps");
}
