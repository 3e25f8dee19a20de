//! Every operator, cast and method over edge values: the device's bits are the host's. Only the functions in
//! [`floats::ULPS`] may differ, by the units in the last place given there.

#[allow(
    clippy::cast_lossless,
    clippy::float_cmp,
    clippy::items_after_statements,
    clippy::too_many_lines,
    reason = "a table for two types, and `as` and `==` are what it tests"
)]
mod floats;
#[allow(
    clippy::cast_lossless,
    clippy::unnecessary_cast,
    reason = "a table for ten types, and `as` is what it tests"
)]
mod integers;

use super::{
    build::*,
    run::{Arg, Launch, context, launch},
};
use crate::device::{
    ir::*,
    types::{DeviceValue, Type},
};

/// How close the device must come.
#[derive(Clone, Copy, Debug)]
pub(super) enum Near {
    /// The same bits; any NaN for a NaN.
    Bits,
    /// Units in the last place of a float; 0.0 and -0.0 are the same.
    Ulps(u64),
}

type Build = dyn Fn(&mut Builder, VarId, VarId) -> Expr;

/// An operation on two values, and what it comes to on the host, as bits.
pub(super) struct Case<T> {
    pub(super) name: String,
    pub(super) build: Box<Build>,
    pub(super) output: &'static Type,
    /// `None` where Rust panics.
    pub(super) host: Box<dyn Fn(T, T) -> Option<u64>>,
    pub(super) near: Near,
}

/// Sign-extends an integer, and takes a float's bits.
pub(super) fn bits_expr(b: &mut Builder, value: Expr, ty: &'static Type) -> Expr {
    const U64: &Type = &Type::U64;
    match ty {
        Type::F64 => method(value, "to_bits", vec![]),
        Type::F32 => b.cast(method(value, "to_bits", vec![]), U64),
        _ => b.cast(value, U64),
    }
}

/// `if allowed[k * n + i] { out[k * n + i] = bits(case k of x[i] and y[i]) }`
fn kernel<T: DeviceValue>(cases: &[Case<T>]) -> (&'static Region, Vec<&'static Type>) {
    const USIZE: &Type = &Type::Usize;
    let mut b = Builder::default();
    let (x, y) = (b.slice("x", T::TYPE), b.slice("y", T::TYPE));
    let (allowed, out) = (b.slice("allowed", &Type::Bool), b.slice("out", &Type::U64));
    let n = b.value("n", USIZE);
    let i = b.value("i", USIZE);
    let (p, q) = (b.value("p", T::TYPE), b.value("q", T::TYPE));
    let mut body = vec![Stmt::Let(p, Some(b.element(x, i))), Stmt::Let(q, Some(b.element(y, i)))];
    for (k, case) in cases.iter().enumerate() {
        let at = b.value("at", USIZE);
        let k = b.int(k as u128, USIZE);
        let index = binary(BinaryOp::Add, binary(BinaryOp::Mul, k, var(n)), var(i));
        let result = (case.build)(&mut b, p, q);
        let result = bits_expr(&mut b, result, case.output);
        body.push(Stmt::Let(at, Some(index)));
        let store = Stmt::Assign(b.element(out, at), result);
        body.push(if_then(b.element(allowed, at), vec![store]));
    }
    (b.region("sweep", 5, vec![i], body, vec![]), b.types)
}

/// Runs all cases on all pairs of values.
pub(super) fn sweep<T: DeviceValue + Copy + std::fmt::Debug>(
    values: &[T],
    bytes: impl Fn(T) -> Vec<u8>,
    cases: &[Case<T>],
) {
    if context().is_none() {
        return;
    }
    let pairs: Vec<(T, T)> = values.iter().flat_map(|x| values.iter().map(|y| (*x, *y))).collect();
    let n = pairs.len();
    let expected: Vec<_> =
        cases.iter().flat_map(|case| pairs.iter().map(|(x, y)| (case.host)(*x, *y))).collect();
    let (region, types) = kernel(cases);
    let program = translate(region, &types, &[], &OPTIONS).unwrap();
    let mut args = [
        Arg::Array(pairs.iter().flat_map(|pair| bytes(pair.0)).collect(), n as u64),
        Arg::Array(pairs.iter().flat_map(|pair| bytes(pair.1)).collect(), n as u64),
        Arg::Array(expected.iter().map(|value| u8::from(value.is_some())).collect(), expected.len() as u64),
        Arg::Array(vec![0; expected.len() * 8], expected.len() as u64),
        Arg::Bytes(n.to_ne_bytes().to_vec()),
    ];
    let run = Launch { program: &program, groups: 4, local: 64, loops: &[(0, 1, n as u64)], partials: &[] };
    launch(&run, &mut args).unwrap();
    let Arg::Array(found, _) = &args[3] else { panic!("an array") };
    let found = found.chunks(8).map(|word| u64::from_ne_bytes(word.try_into().unwrap()));
    let mut wrong = Vec::new();
    for (at, (found, expected)) in found.zip(expected).enumerate() {
        let (case, pair) = (&cases[at / n], &pairs[at % n]);
        if let Some(expected) = expected
            && !is_near(found, expected, case)
        {
            wrong.push(format!("{} of {pair:?}: {found:#x}, on the host {expected:#x}", case.name));
        }
    }
    let count = wrong.len();
    wrong.truncate(40);
    assert!(wrong.is_empty(), "{}: {count} differ\n{}", T::TYPE.rust_name(), wrong.join("\n"));
}

fn is_near<T>(found: u64, expected: u64, case: &Case<T>) -> bool {
    if found == expected {
        return true;
    }
    let [found, expected] = match case.output {
        Type::F32 => {
            [found, expected].map(|bits| order(f64::from(f32::from_bits(bits as u32)), bits, 1 << 31))
        }
        Type::F64 => [found, expected].map(|bits| order(f64::from_bits(bits), bits, 1 << 63)),
        _ => return false,
    };
    match (found, expected, case.near) {
        (None, None, _) => true,
        (Some(found), Some(expected), Near::Ulps(most)) => found.abs_diff(expected) <= u128::from(most),
        _ => false,
    }
}

/// The number of a float in the order of all floats; `None` for NaN.
fn order(value: f64, bits: u64, sign: u64) -> Option<i128> {
    let size = i128::from(bits & (sign - 1));
    (!value.is_nan()).then_some(if bits & sign == 0 { size } else { -size })
}
