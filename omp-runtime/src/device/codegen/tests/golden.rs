//! The OpenCL C of a dozen loops, as files to read. `FERROMP_BLESS=1` writes them anew.

use super::build::*;
use crate::device::{
    codegen::{Description, FunctionRef, Options, Proven},
    ir::*,
    types::{DeviceValue, Type},
};

const F32: &Type = &Type::F32;
const F64: &Type = &Type::F64;
const I32: &Type = &Type::I32;
const USIZE: &Type = &Type::Usize;

/// Compares the translation with the file, and has a compiler look at it if there is a device.
pub(super) fn golden(
    name: &str,
    region: &'static Region,
    types: &[&'static Type],
    calls: &[FunctionRef],
    options: &Options<'_>,
) {
    let program = translate(region, types, calls, options).unwrap_or_else(|why| panic!("{name}: {why}"));
    let path = format!("{}/src/device/codegen/tests/golden/{name}.cl", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("FERROMP_BLESS").is_some() {
        std::fs::write(&path, &program.source).expect("a golden file to write");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(program.source == expected, "{path} differs from\n{}", program.source);
    #[cfg(feature = "opencl")]
    if let Some(context) = super::run::context() {
        let built = context.build(&program.source, program.build_options);
        built.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

fn proven(ids: u64) -> Options<'static> {
    Options { proven: Proven { bounds: [(1 << ids) - 1, 0, 0, 0], rows: [0; 4], wraps: false }, ..OPTIONS }
}

/// `c[i] = a[i] + b[i]`
fn vadd() -> (&'static Region, Vec<&'static Type>) {
    let mut b = Builder::default();
    let [x, y, z] = ["a", "b", "c"].map(|name| b.slice(name, F32));
    let i = b.value("i", USIZE);
    let sum = binary(BinaryOp::Add, b.element(x, i), b.element(y, i));
    let body = vec![Stmt::Assign(b.element(z, i), sum)];
    (b.region("vadd", 3, vec![i], body, vec![]), b.types)
}

#[test]
fn an_element_each() {
    let (region, types) = vadd();
    golden("vadd_checked", region, &types, &[], &OPTIONS);
    golden("vadd", region, &types, &[], &proven(3));
    golden("vadd_cpu", region, &types, &[], &Options { cpu: true, local_size: 1, ..proven(3) });
    golden(
        "vadd_section",
        region,
        &types,
        &[],
        &Options { sectioned: &[false, true, true, false], ..OPTIONS },
    );
}

/// `let x = (i as f64 + 0.5) * step; sum += 4.0 / (1.0 + x * x);`
#[test]
fn a_sum() {
    let mut b = Builder::default();
    let step = b.value("step", F64);
    let sum = b.mutable("sum", F64);
    let i = b.value("i", I32);
    let x = b.value("x", F64);
    let middle = binary(BinaryOp::Add, b.cast(var(i), F64), b.float("0.5", F64));
    let square = binary(BinaryOp::Mul, var(x), var(x));
    let height =
        binary(BinaryOp::Div, b.float("4.0", F64), binary(BinaryOp::Add, b.float("1.0", F64), square));
    let body = vec![Stmt::Let(x, Some(binary(BinaryOp::Mul, middle, var(step)))), add(var(sum), height)];
    let region = b.region("pi", 2, vec![i], body, vec![Reduction { var: sum, op: ReductionOp::Add }]);
    golden("pi", region, &b.types, &[], &OPTIONS);
    golden("pi_cpu", region, &b.types, &[], &Options { cpu: true, local_size: 1, ..OPTIONS });
}

/// A product of matrices: `collapse(2)`, an inner loop, flattened indices.
#[test]
fn a_nest() {
    let mut b = Builder::default();
    let [x, y, z] = ["a", "b", "c"].map(|name| b.slice(name, F32));
    let n = b.value("n", USIZE);
    let [i, j] = ["i", "j"].map(|name| b.value(name, USIZE));
    let sum = b.mutable("sum", F32);
    let k = b.value("k", USIZE);
    let flat = |row: VarId, column: VarId| {
        binary(BinaryOp::Add, binary(BinaryOp::Mul, var(row), var(n)), var(column))
    };
    let product = binary(BinaryOp::Mul, b.at(var(x), flat(i, k)), b.at(var(y), flat(k, j)));
    let lo = b.int(0, USIZE);
    let inner = block(vec![add(var(sum), product)], None);
    let zero = b.float("0.0", F32);
    let own = Own::Row { offset: keep(var(j)), width: keep(var(n)) };
    let body = vec![
        Stmt::Let(sum, Some(zero)),
        Stmt::For { var: k, range: range(lo, var(n)), body: inner, label: None },
        Stmt::Assign(b.owned(var(z), flat(i, j), own), var(sum)),
    ];
    let region = b.region("matmul", 4, vec![i, j], body, vec![]);
    golden("matmul", region, &b.types, &[], &OPTIONS);
    golden("matmul_cpu", region, &b.types, &[], &Options { cpu: true, local_size: 1, ..OPTIONS });
}

struct Pair;
impl DeviceValue for Pair {
    const TYPE: &'static Type = &Type::Struct(&crate::device::types::StructType {
        name: "Pair",
        fields: &[("x", F32, 0), ("flags", &Type::Array(&Type::Bool, 4), 4)],
        size: 8,
        align: 4,
    });
}

fn norm() -> Description {
    let mut b = Builder::default();
    let row = b.slice("row", F32);
    let half = b.value("half", I32);
    let (k, sum) = (b.value("k", USIZE), b.mutable("sum", F32));
    let zero = b.float("0", F32);
    let lo = b.int(0, USIZE);
    let element = b.element(row, k);
    let squares = block(vec![add(var(sum), method(element, "powi", vec![var(half)]))], None);
    let len = Expr::Len(keep(var(row)));
    let output = b.slot(F32);
    let stmts = vec![
        Stmt::Let(sum, Some(zero)),
        Stmt::For { var: k, range: range(lo, len), body: squares, label: None },
    ];
    let body = block(stmts, Some(method(var(sum), "sqrt", vec![])));
    let (code, types) = (b.code(), b.types);
    let ir = keep(Function { name: "norm", file: "src/norm.rs", line: 3, code, params: 2, output, body });
    Description { ir, types, calls: vec![], consts: vec![] }
}

/// A call with part of a slice, a struct, a match, a loop with a label.
#[test]
fn a_function_and_control_flow() {
    let mut b = Builder::default();
    let a = b.slice("a", F32);
    let pairs = b.slice("pairs", Pair::TYPE);
    let i = b.value("i", I32);
    let (row, r, pair) = (b.slice("row", F32), b.value("r", F32), b.mutable("pair", Pair::TYPE));
    let at = b.value("at", USIZE);
    let two = b.int(2, USIZE);
    let end = binary(BinaryOp::Add, var(at), two);
    let part = Expr::Slice(keep(var(a)), Some(keep(var(at))), Some(keep(end)), SITE);
    let call = Expr::Call(0, list(vec![var(row), var(i)]));
    let pattern = |b: &mut Builder, value| Pattern::Value(b.int(value, I32));
    let patterns = vec![pattern(&mut b, 1), Pattern::HalfOpen(None, unary(UnaryOp::Neg, b.int(3, I32)))];
    let set = Stmt::Assign(Expr::Field(keep(var(pair)), "x"), var(r));
    let arm = |patterns: Vec<Pattern>, stmts: Vec<Stmt>| Arm {
        patterns: list(patterns),
        binding: None,
        guard: None,
        body: Block { stmts: list(stmts), value: None },
    };
    let flag = b.at(Expr::Field(keep(var(pair)), "flags"), var(at));
    let leave = vec![Stmt::Break(Some("outer"))];
    let other = vec![if_then(flag, leave), Stmt::Continue(Some("outer"))];
    let arms = list(vec![arm(patterns, vec![set]), arm(vec![], other)]);
    let inner = Stmt::Loop {
        body: block(vec![Stmt::Expr(Expr::Match(keep(var(i)), arms, None))], None),
        label: None,
    };
    let condition = binary(BinaryOp::Lt, Expr::Field(keep(var(pair)), "x"), b.float("1e10", F32));
    let body = vec![
        Stmt::Let(at, Some(b.cast(var(i), USIZE))),
        Stmt::Let(row, Some(part)),
        Stmt::Let(r, Some(call)),
        Stmt::Let(pair, Some(b.element(pairs, at))),
        Stmt::While { condition, body: block(vec![inner], None), label: Some("outer") },
        Stmt::Assign(b.element(pairs, at), var(pair)),
    ];
    let region = b.region("control", 2, vec![i], body, vec![]);
    golden("control", region, &b.types, &[FunctionRef { describe: norm }], &OPTIONS);
}
