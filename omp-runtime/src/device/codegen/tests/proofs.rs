//! What interval arithmetic finds, and what it must not find.

use super::build::*;
use crate::device::{
    codegen::{Extent, LoopRange, Proven, prove, prove::prove_function},
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

/// `b.len()` in place of `a.len()` proves nothing, nor does what may be 0 minus 1, or one more than is below.
#[test]
fn a_function_needs_no_check_below_a_length() {
    let mut b = Builder::default();
    let (a, other) = (b.slice("a", F32), b.slice("b", F32));
    let (n, k, j, m) = (b.value("n", USIZE), b.value("k", USIZE), b.value("j", USIZE), b.mutable("m", USIZE));
    let [one, two, lo, low] = [1, 2, 0, 0].map(|value| b.int(value, USIZE));
    let len = |of: VarId| Expr::Len(keep(var(of)));
    let after = binary(BinaryOp::Add, var(k), one);
    let around = binary(BinaryOp::Rem, b.cast(var(k), USIZE), var(n));
    let half = binary(BinaryOp::Div, var(k), two);
    let accesses = vec![
        Stmt::Expr(b.element(a, k)),
        Stmt::Expr(b.element(other, k)),
        Stmt::Expr(b.at(var(a), around)),
        Stmt::Expr(b.at(var(a), half)),
        Stmt::Expr(b.at(var(a), after)),
        Stmt::Expr(b.element(a, m)),
        Stmt::Expr(b.element(a, n)),
    ];
    let triangle = Range { inclusive: true, ..range(low, var(k)) };
    let inner = b.element(a, j);
    let inner =
        Stmt::For { var: j, range: triangle, body: block(vec![Stmt::Expr(inner)], None), label: None };
    let body: Vec<_> = accesses.into_iter().chain([inner]).collect();
    let stmts = vec![
        Stmt::Let(n, Some(len(a))),
        Stmt::Let(m, Some(len(a))),
        Stmt::For { var: k, range: range(lo, var(n)), body: block(body, None), label: None },
    ];
    let output = b.slot(&Type::Unit);
    let (code, types) = (b.code(), b.types);
    let body = block(stmts, None);
    let function = Function { name: "f", file: "f.rs", line: 1, code, params: 2, output, body };
    assert_eq!(prove_function(&function, &types).bounds[0], 0b1000_1101);
}

/// A part of an array that the region has a name for; an array of which a section is mapped.
#[test]
fn lengths_of_parts_are_those_of_the_parts() {
    let mut b = Builder::default();
    let (a, i) = (b.slice("a", F32), b.value("i", USIZE));
    let (row, k, j) = (b.slice("row", F32), b.value("k", USIZE), b.value("j", USIZE));
    let [lo, low] = [0, 0].map(|value| b.int(value, USIZE));
    let part = Expr::Slice(keep(var(a)), Some(keep(var(i))), None, SITE);
    let each = |var: VarId, lo: Expr, of: VarId, access: Expr| Stmt::For {
        var,
        range: range(lo, Expr::Len(keep(Expr::Var(of)))),
        body: block(vec![Stmt::Expr(access)], None),
        label: None,
    };
    let (in_row, in_all) = (b.element(row, k), b.element(a, j));
    let body = vec![Stmt::Let(row, Some(part)), each(k, lo, row, in_row), each(j, low, a, in_all)];
    let region = b.region("rows", 1, vec![i], body, vec![]);
    let loops = [LoopRange { first: 0, step: 1, trips: 10 }];
    let proof = |hi| prove(region, &b.types, &loops, &|_| None, &|_| Extent { len: 10, lo: 0, hi }).bounds[0];
    assert_eq!(proof(10), 0b11);
    assert_eq!(proof(9), 0b01, "element 9 is not mapped");
}
