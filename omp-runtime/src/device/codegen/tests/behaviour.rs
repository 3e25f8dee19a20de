//! Small loops on a device: what they compute, and what they report when a check fails.

use super::{
    build::*,
    run::{Arg, Launch, context, launch},
};
use crate::device::{
    codegen::{Description, FunctionRef, Options},
    ir::*,
    types::{DeviceValue, Type},
};

const F32: &Type = &Type::F32;
const I32: &Type = &Type::I32;
const I64: &Type = &Type::I64;
const USIZE: &Type = &Type::Usize;

fn bytes<T: Copy, const N: usize>(values: &[T], to: impl Fn(T) -> [u8; N]) -> Vec<u8> {
    values.iter().flat_map(|value| to(*value)).collect()
}

fn ints(values: &[i32]) -> Arg {
    Arg::Array(bytes(values, i32::to_ne_bytes), values.len() as u64)
}

fn as_ints(arg: &Arg) -> Vec<i32> {
    let Arg::Array(bytes, _) = arg else { panic!("an array") };
    bytes.chunks(4).map(|word| i32::from_ne_bytes(word.try_into().unwrap())).collect()
}

/// Runs a region on a GPU's and a CPU's geometry.
fn both(
    (region, types, calls): (&'static Region, &[&'static Type], &[FunctionRef]),
    loops: &[(i64, i64, u64)],
    partials: &[usize],
    args: impl Fn() -> Vec<Arg>,
    check: impl Fn(Result<Vec<Vec<u8>>, String>, Vec<Arg>),
) {
    if context().is_none() {
        return;
    }
    for (cpu, local) in [(false, 16), (true, 1), (true, 4)] {
        let unit_steps = loops.iter().all(|level| level.1 == 1);
        let options = Options { cpu, local_size: local, unit_steps, ..OPTIONS };
        let program = translate(region, types, calls, &options).unwrap();
        let mut args = args();
        let result = launch(&Launch { program: &program, groups: 3, local, loops, partials }, &mut args);
        check(result, args);
    }
}

/// `a[i] = a[i] + 1` up to the length and beyond it.
#[test]
fn an_index_out_of_bounds_is_reported() {
    let mut b = Builder::default();
    let a = b.slice("a", I32);
    let i = b.value("i", USIZE);
    let one = b.int(1, I32);
    let body = vec![add(b.element(a, i), one)];
    let region = b.region("bounds", 1, vec![i], body, vec![]);
    let run = |trips: u64, expected: Result<(), &str>| {
        both(
            (region, &b.types, &[]),
            &[(0, 1, trips)],
            &[],
            || vec![ints(&[5; 9])],
            |result, args| match expected {
                Ok(()) => assert_eq!((result.map(drop), as_ints(&args[0])), (Ok(()), vec![6; 9])),
                Err(text) => assert_eq!(result.unwrap_err(), text),
            },
        );
    };
    run(9, Ok(()));
    run(10, Err("index out of bounds: the len is 9 but the index is 9"));
}

/// `quotient(x, y)`, which fails for a zero, in a function.
fn quotient() -> Description {
    let mut b = Builder::default();
    let [x, y] = ["x", "y"].map(|name| b.value(name, I32));
    let output = b.slot(I32);
    let result = binary(BinaryOp::Div, var(x), var(y));
    let offset = Expr::Const(0, b.slot(I32));
    let body = block(vec![], Some(binary(BinaryOp::Add, result, offset)));
    let (code, types) = (b.code(), b.types);
    let ir = keep(Function { name: "quotient", file: "src/q.rs", line: 1, code, params: 2, output, body });
    Description { ir, types, calls: vec![], consts: vec![Box::new((-7_i32).to_ne_bytes())] }
}

#[test]
fn a_check_in_a_function_fails_the_region() {
    let mut b = Builder::default();
    let [x, y] = ["x", "y"].map(|name| b.slice(name, I32));
    let i = b.value("i", USIZE);
    let call = Expr::Call(0, list(vec![b.element(x, i), b.element(y, i)]));
    let body = vec![Stmt::Assign(b.element(x, i), call)];
    let region = b.region("call", 2, vec![i], body, vec![]);
    let calls = [FunctionRef { describe: quotient }];
    let run = |divisors: [i32; 3], expected: Result<[i32; 3], &str>| {
        let args = || vec![ints(&[7, -8, i32::MIN]), ints(&divisors)];
        both((region, &b.types, &calls), &[(0, 1, 3)], &[], args, |result, args| match expected {
            Ok(quotients) => assert_eq!((result.map(drop), as_ints(&args[0])), (Ok(()), quotients.to_vec())),
            Err(text) => assert_eq!(result.unwrap_err(), text),
        });
    };
    run([2, 3, 1], Ok([-4, -9, i32::MIN.wrapping_sub(7)]));
    run([2, 0, 1], Err("attempt to divide by zero"));
    run([2, 3, -1], Err("attempt to divide with overflow"));
}

/// Counts, sums and a minimum, by atomics of every kind.
#[test]
fn atomics_lose_nothing() {
    let mut b = Builder::default();
    let bins = b.slice("bins", I32);
    let (sum, product) = (b.mapped("sum", F32), b.mapped("product", I64));
    let least = b.mapped("least", F32);
    let i = b.value("i", I32);
    let (wide, real, at) = (b.value("wide", I64), b.value("real", F32), b.value("at", USIZE));
    let before = b.mutable("before", I32);
    let [zero, four, one] = [0, 4, 1].map(|value| b.int(value, I32));
    let bin = binary(BinaryOp::Rem, var(i), four);
    let update = |op: AtomicOp, place: Expr, value: Expr| {
        Stmt::Atomic(Atomic::Update { op, place, value, old: None, new: None })
    };
    let place = b.element(bins, at);
    let body = vec![
        Stmt::Let(at, Some(b.cast(bin, USIZE))),
        Stmt::Let(wide, Some(b.cast(var(i), I64))),
        Stmt::Let(real, Some(b.cast(var(i), F32))),
        Stmt::Let(before, Some(zero)),
        Stmt::Atomic(Atomic::Update {
            op: AtomicOp::Binary(BinaryOp::Add),
            place,
            value: one,
            old: Some(before),
            new: None,
        }),
        update(AtomicOp::Binary(BinaryOp::Add), var(sum), var(real)),
        update(AtomicOp::Binary(BinaryOp::BitXor), var(product), var(wide)),
        update(AtomicOp::Min, var(least), unary(UnaryOp::Neg, var(real))),
    ];
    let region = b.region("atomics", 4, vec![i], body, vec![]);
    let args = || {
        let scalar = |bytes: &[u8]| Arg::Array(bytes.to_vec(), 1);
        vec![
            ints(&[0; 4]),
            scalar(&0_f32.to_ne_bytes()),
            scalar(&0_i64.to_ne_bytes()),
            scalar(&9_f32.to_ne_bytes()),
        ]
    };
    both((region, &b.types, &[]), &[(0, 1, 1000)], &[], args, |result, args| {
        result.unwrap();
        let of = |k: usize| if let Arg::Array(bytes, _) = &args[k] { bytes.clone() } else { vec![] };
        assert_eq!(as_ints(&args[0]), [250; 4]);
        assert_eq!(of(1), 499_500_f32.to_ne_bytes());
        assert_eq!(of(2), (0..1000_i64).fold(0, |a, b| a ^ b).to_ne_bytes());
        assert_eq!(of(3), (-999_f32).to_ne_bytes());
    });
}

/// `collapse(3)`, backwards and in steps, into an array that is reduced element by element.
#[test]
fn a_nest_and_an_array_that_is_reduced() {
    let mut b = Builder::default();
    let sums = b.mutable("sums", <[i64; 3]>::TYPE);
    let [i, j, k] = ["i", "j", "k"].map(|name| b.value(name, I64));
    let product = binary(BinaryOp::Mul, binary(BinaryOp::Mul, var(i), var(j)), var(k));
    let at = |b: &mut Builder, n| {
        let index = b.int(n, USIZE);
        b.at(var(sums), index)
    };
    let one = b.int(1, I64);
    let body = vec![add(at(&mut b, 0), one), add(at(&mut b, 1), product), add(at(&mut b, 2), var(k))];
    let region =
        b.region("nest", 1, vec![i, j, k], body, vec![Reduction { var: sums, op: ReductionOp::Add }]);
    let (outer, middle, inner) = ((1..6).rev(), (0..7).step_by(2), -3..8);
    let mut expected = [0_i64; 3];
    for i in outer {
        for j in middle.clone() {
            for k in inner.clone() {
                expected[0] += 1;
                expected[1] += i * j * k;
                expected[2] += k;
            }
        }
    }
    let loops = [(5, -1, 5), (0, 2, 4), (-3, 1, 11)];
    both(
        (region, &b.types, &[]),
        &loops,
        &[24],
        || vec![Arg::Bytes(vec![])],
        |result, _| {
            let partials = &result.unwrap()[0];
            let words: Vec<_> =
                partials.chunks(8).map(|word| i64::from_ne_bytes(word.try_into().unwrap())).collect();
            let totals: Vec<i64> = (0..3).map(|k| words.chunks(3).map(|part| part[k]).sum()).collect();
            assert_eq!(totals, expected);
        },
    );
}

/// Order of evaluation: `x + { x = 10; x } * 2` and `n == 0 || 12 / n > 3` as in Rust.
#[test]
fn operands_are_evaluated_from_left_to_right() {
    let mut b = Builder::default();
    let out = b.slice("out", I32);
    let (i, n) = (b.value("i", USIZE), b.value("n", I32));
    let x = b.mutable("x", I32);
    let [ten, two, zero, twelve, three, hundred] = [10, 2, 0, 12, 3, 100].map(|value| b.int(value, I32));
    let changed = Expr::Block(block(vec![Stmt::Assign(var(x), ten)], Some(var(x))), Some(b.slot(I32)));
    let sum = binary(BinaryOp::Add, var(x), binary(BinaryOp::Mul, changed, two));
    let quotient = binary(BinaryOp::Gt, binary(BinaryOp::Div, twelve, var(n)), three);
    let either = binary(BinaryOp::Or, binary(BinaryOp::Eq, var(n), zero), quotient);
    let body = vec![
        Stmt::Let(n, Some(b.cast(var(i), I32))),
        Stmt::Let(x, Some(var(n))),
        Stmt::Assign(b.element(out, i), sum),
        if_then(either, vec![add(b.element(out, i), hundred)]),
    ];
    let region = b.region("order", 1, vec![i], body, vec![]);
    both(
        (region, &b.types, &[]),
        &[(0, 1, 6)],
        &[],
        || vec![ints(&[0; 6])],
        |result, args| {
            result.unwrap();
            assert_eq!(as_ints(&args[0]), [120, 121, 122, 123, 24, 25]);
        },
    );
}

/// `fn sum_of_two(of: &mut [i32]) -> i32 { of[0] += 1; of[0] + of[1] }`
fn sum_of_two() -> Description {
    let mut b = Builder::default();
    let of = b.slice("of", I32);
    let output = b.slot(I32);
    let [zero, again, one] = [0, 0, 1].map(|at| b.int(at, USIZE));
    let step = b.int(1, I32);
    let [changed, first, second] = [zero, again, one].map(|at| b.at(var(of), at));
    let body = block(vec![add(changed, step)], Some(binary(BinaryOp::Add, first, second)));
    let (code, types) = (b.code(), b.types);
    let ir = keep(Function { name: "sum_of_two", file: "src/q.rs", line: 1, code, params: 1, output, body });
    Description { ir, types, calls: vec![], consts: vec![] }
}

#[test]
fn an_array_without_a_name_is_lent() {
    let mut b = Builder::default();
    let x = b.slice("x", I32);
    let i = b.value("i", USIZE);
    let ten = b.int(10, I32);
    let pair = b.slot(keep(Type::Array(I32, 2)));
    let array = Expr::Array(list(vec![b.element(x, i), ten]), pair);
    let body = vec![Stmt::Assign(b.element(x, i), Expr::Call(0, list(vec![array])))];
    let region = b.region("lent", 1, vec![i], body, vec![]);
    let calls = [FunctionRef { describe: sum_of_two }];
    both(
        (region, &b.types, &calls),
        &[(0, 1, 3)],
        &[],
        || vec![ints(&[1, 2, 3])],
        |result, args| assert_eq!((result.map(drop), as_ints(&args[0])), (Ok(()), vec![12, 13, 14])),
    );
}

#[test]
fn a_jump_to_an_unknown_label_is_refused() {
    for jump in [Stmt::Break(Some("outer")), Stmt::Continue(Some("outer"))] {
        let mut b = Builder::default();
        let inner = Stmt::Loop { body: block(vec![jump], None), label: None };
        let body = block(vec![inner], None);
        let region = b.region_of("jump", 0, Shape::Block { body, league: false }, vec![]);
        let refused = translate(region, &b.types, &[], &OPTIONS).unwrap_err();
        assert_eq!(refused.reason, "a jump to `'outer`, which no loop around it is");
    }
}
