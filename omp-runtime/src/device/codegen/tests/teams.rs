//! Blocks that a team executes: what is in local memory, where the barriers are, and that it computes the right thing.

use super::{build::*, golden::golden};
use crate::device::{codegen::Options, ir::*, types::Type};

const I32: &Type = &Type::I32;
const USIZE: &Type = &Type::Usize;

/// ```text
/// let mut round = 0;                       // by the team's initial thread, seen by its threads
/// while round < 3 {
///     #[omp(parallel num_threads(5) reduction(+: sum))]
///     {
///         let t = omp_get_thread_num();
///         #[omp(for)] for i in 0..n { a[i] += 1; sum += a[i]; }
///         let next = (t + 1) % n;          // used on both sides of the barrier
///         seen[t] = a[next];
///         #[omp(barrier)]
///         seen[t] += 100;
///         #[omp(single)] { a[0] += 1000; }
///     }
///     if sum > 1000000 { break; }
///     round += 1;
/// }
/// total = sum;
/// ```
fn rounds() -> (&'static Region, Vec<&'static Type>) {
    let mut b = Builder::default();
    let (a, seen) = (b.slice("a", I32), b.slice("seen", I32));
    let total = b.mapped("total", I32);
    let n = b.value("n", USIZE);
    let (round, sum) = (b.mutable("round", I32), b.mutable("sum", I32));
    let (t, i, next) = (b.value("t", USIZE), b.value("i", USIZE), b.value("next", USIZE));
    let [zero, one, hundred, thousand, many, three] =
        [0, 1, 100, 1000, 1_000_000, 3].map(|value| b.int(value, I32));
    let five = b.int(5, USIZE);
    let [lo, first, step] = [0, 0, 1].map(|value| b.int(value, USIZE));
    let one_more = add(b.element(a, i), one);
    let body = block(vec![one_more, add(var(sum), b.element(a, i))], None);
    let each = Construct::Loop {
        over: Over::Threads,
        nest: list(vec![(i, range(lo, var(n)))]),
        body,
        num_threads: None,
        nowait: false,
        agreed: &[],
        private: &[],
        reductions: &[],
    };
    let after = binary(BinaryOp::Rem, binary(BinaryOp::Add, var(t), step), var(n));
    let single = block(vec![add(b.at(var(a), first), thousand)], None);
    let region = vec![
        Stmt::Let(t, Some(Expr::Routine(Routine::ThreadNum))),
        Stmt::Construct(each),
        Stmt::Let(next, Some(after)),
        Stmt::Assign(b.element(seen, t), b.element(a, next)),
        Stmt::Construct(Construct::Barrier),
        add(b.element(seen, t), hundred),
        Stmt::Construct(Construct::Single { body: single, nowait: false }),
    ];
    let parallel = Construct::Parallel {
        num_threads: Some(five),
        condition: None,
        body: block(region, None),
        private: &[],
        reductions: list(vec![Reduction { var: sum, op: ReductionOp::Add }]),
    };
    let once = b.int(1, I32);
    let looped = vec![
        Stmt::Construct(parallel),
        if_then(binary(BinaryOp::Gt, var(sum), many), vec![Stmt::Break(None)]),
        add(var(round), once),
    ];
    let condition = binary(BinaryOp::Lt, var(round), three);
    let start = b.int(0, I32);
    let stmts = vec![
        Stmt::Let(round, Some(zero)),
        Stmt::Let(sum, Some(start)),
        Stmt::While { condition, body: block(looped, None), label: None },
        Stmt::Assign(var(total), var(sum)),
    ];
    let shape = Shape::Block { body: block(stmts, None), league: false };
    (b.region_of("rounds", 4, shape, vec![]), b.types)
}

#[test]
fn a_team_and_its_threads() {
    let (region, types) = rounds();
    golden("rounds", region, &types, &[], &Options { local_size: 8, ..OPTIONS });
}

#[cfg(feature = "opencl")]
#[test]
fn a_team_computes_what_its_threads_would() {
    use super::run::{Arg, Launch, context, launch};
    if context().is_none() {
        return;
    }
    let (region, types) = rounds();
    let n = 13_usize;
    let mut a: Vec<i32> = (0..n as i32).collect();
    let (mut seen, mut sum) = (vec![0; 5], 0);
    for _ in 0..3 {
        for x in &mut a {
            *x += 1;
            sum += *x;
        }
        for (t, seen) in seen.iter_mut().enumerate() {
            *seen = a[(t + 1) % n] + 100;
        }
        a[0] += 1000;
    }
    let bytes = |values: &[i32]| values.iter().flat_map(|value| value.to_ne_bytes()).collect::<Vec<_>>();
    for cpu in [false, true] {
        let options = Options { local_size: 8, cpu, ..OPTIONS };
        let program = translate(region, &types, &[], &options).unwrap();
        let mut args = [
            Arg::Array(bytes(&(0..n as i32).collect::<Vec<_>>()), n as u64),
            Arg::Array(bytes(&[0; 5]), 5),
            Arg::Array(bytes(&[0]), 1),
            Arg::Bytes(n.to_ne_bytes().to_vec()),
        ];
        let run = Launch { program: &program, groups: 1, local: 8, loops: &[], partials: &[] };
        launch(&run, &mut args).unwrap();
        for (arg, expected) in args.iter().zip([&a, &seen, &vec![sum]]) {
            let Arg::Array(found, _) = arg else { panic!("an array") };
            assert_eq!(*found, bytes(expected));
        }
    }
}

/// `teams distribute` with `parallel for reduction` in it, and a reduction over the league.
#[test]
fn a_league() {
    let mut b = Builder::default();
    let a = b.slice("a", I32);
    let most = b.mutable("most", I32);
    let [row, i] = ["row", "i"].map(|name| b.value(name, USIZE));
    let sum = b.mutable("sum", I32);
    let [lo, hi, first, last, width] = [0, 10, 0, 64, 64].map(|value| b.int(value, USIZE));
    let zero = b.int(0, I32);
    let at = binary(BinaryOp::Add, binary(BinaryOp::Mul, var(row), width), var(i));
    let inner = Construct::Loop {
        over: Over::Parallel,
        nest: list(vec![(i, range(first, last))]),
        body: block(vec![add(var(sum), b.at(var(a), at))], None),
        num_threads: None,
        nowait: false,
        agreed: &[],
        private: &[],
        reductions: list(vec![Reduction { var: sum, op: ReductionOp::Add }]),
    };
    let body = block(
        vec![
            Stmt::Let(sum, Some(zero)),
            Stmt::Construct(inner),
            Stmt::Assign(var(most), method(var(most), "max", vec![var(sum)])),
        ],
        None,
    );
    let outer = Construct::Loop {
        over: Over::Teams,
        nest: list(vec![(row, range(lo, hi))]),
        body,
        num_threads: None,
        nowait: false,
        agreed: &[],
        private: &[],
        reductions: &[],
    };
    let shape = Shape::Block { body: block(vec![Stmt::Construct(outer)], None), league: true };
    let region = b.region_of("league", 2, shape, vec![Reduction { var: most, op: ReductionOp::Max }]);
    golden("league", region, &b.types, &[], &Options { local_size: 16, ..OPTIONS });
    #[cfg(feature = "opencl")]
    {
        use super::run::{Arg, Launch, context, launch};
        if context().is_none() {
            return;
        }
        let program = translate(region, &b.types, &[], &Options { local_size: 16, ..OPTIONS }).unwrap();
        let values: Vec<i32> = (0..640).map(|k| (k * 7919) % 1000 - 300).collect();
        let bytes = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
        let run = Launch { program: &program, groups: 3, local: 16, loops: &[], partials: &[4] };
        let partials = launch(&run, &mut [Arg::Array(bytes, 640)]).unwrap();
        let found = partials[0].chunks(4).map(|word| i32::from_ne_bytes(word.try_into().unwrap())).max();
        assert_eq!(found, values.chunks(64).map(|row| row.iter().sum()).max());
    }
}
