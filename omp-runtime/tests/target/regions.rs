//! The regions of the tests.

use omp_runtime::private::device::ir::{
    Access, BinaryOp, Block, Code, Expr, ExprRef, Kernel, Own, Reduction, ReductionOp, Region, Shape, Site,
    Stmt, Var, VarKind,
};

const fn var(name: &'static str, ty: u16, kind: VarKind, mutable: bool) -> Var {
    Var { name, ty, kind, mutable }
}

const fn at(line: u32) -> Site {
    Site { line, column: 9 }
}

/// `base[index]`, the access with that number.
const fn element(base: ExprRef, index: ExprRef, id: u16, line: u32) -> Expr {
    Expr::Index(base, index, Access { id, site: at(line), own: Own::Exact })
}

const fn code(vars: &'static [Var], types: u16) -> Code {
    Code { vars, types, calls: 0, consts: 0 }
}

const fn teams(nest: &'static [u16], body: &'static Block) -> Shape {
    Shape::Loop { nest, body, league: true, single_threads: false }
}

const fn region(function: &'static str, code: Code, captured: u16, shape: Shape) -> Region {
    Region {
        function,
        file: "tests/regions.rs",
        line: 1,
        code,
        captured,
        shape,
        reductions: &[],
        kernel: None,
    }
}

const V0: ExprRef = &Expr::Var(0);
const V1: ExprRef = &Expr::Var(1);
const V2: ExprRef = &Expr::Var(2);
const V3: ExprRef = &Expr::Var(3);

const VADD_VARS: &[Var] = &[
    var("a", 0, VarKind::Slice, false),
    var("b", 0, VarKind::Slice, false),
    var("c", 0, VarKind::Slice, true),
    var("i", 1, VarKind::Value, false),
];
const VADD_BODY: &Block = &Block {
    stmts: &[Stmt::Assign(
        element(V2, V3, 0, 10),
        Expr::Binary(BinaryOp::Add, &element(V0, V3, 1, 10), &element(V1, V3, 2, 10), at(10)),
    )],
    value: None,
};
/// `c[i] = a[i] + b[i]`
pub(crate) static VADD: Region = region("vadd", code(VADD_VARS, 2), 3, teams(&[3], VADD_BODY));

const VADD_CL: &str = "
    __kernel void vadd(__global const float *a, __global const float *b, __global float *c, ulong n) {
        const size_t i = get_global_id(0);
        if (i < n) c[i] = a[i] + b[i];
    }";
const VADD_BY_HAND_VARS: &[Var] = &[
    var("a", 0, VarKind::Slice, false),
    var("b", 0, VarKind::Slice, false),
    var("c", 0, VarKind::Slice, true),
    var("n", 1, VarKind::Value, false),
    var("i", 1, VarKind::Value, false),
];
/// The same, with a kernel of the program's own.
pub(crate) static VADD_BY_HAND: Region = Region {
    // SAFETY: it keeps to its arrays, an element each.
    kernel: Some(unsafe { Kernel::new(VADD_CL, "vadd.cl", "vadd", &[0, 1, 2, 3]) }),
    ..region("vadd_by_hand", code(VADD_BY_HAND_VARS, 2), 4, teams(&[4], &Block { stmts: &[], value: None }))
};

/// A kernel that no compiler accepts.
pub(crate) static BROKEN: Region = Region {
    // SAFETY: it cannot be built.
    kernel: Some(unsafe {
        Kernel::new("__kernel void f(__global float *a) { a[0] = undeclared; }", "broken.cl", "f", &[0])
    }),
    ..region(
        "broken",
        code(const { &[var("a", 0, VarKind::Slice, true), var("i", 1, VarKind::Value, false)] }, 2),
        1,
        teams(&[1], &Block { stmts: &[], value: None }),
    )
};

const SUM_VARS: &[Var] = &[
    var("a", 0, VarKind::Slice, false),
    var("sum", 0, VarKind::Value, true),
    var("i", 1, VarKind::Value, false),
];
const SUM_BODY: &Block = &Block {
    stmts: &[Stmt::Update(BinaryOp::Add, Expr::Var(1), element(V0, V2, 0, 20), at(20))],
    value: None,
};
/// `sum += a[i]`
pub(crate) static SUM: Region = Region {
    reductions: &[Reduction { var: 1, op: ReductionOp::Add }],
    ..region("sum", code(SUM_VARS, 2), 2, teams(&[2], SUM_BODY))
};

const STENCIL_VARS: &[Var] = &[
    var("a", 0, VarKind::Slice, false),
    var("b", 0, VarKind::Slice, true),
    var("i", 1, VarKind::Value, false),
];
const ONE: ExprRef = &Expr::Int(1, 1);
const STENCIL_BODY: &Block = &Block {
    stmts: &[Stmt::Assign(
        element(V1, V2, 0, 31),
        Expr::Binary(
            BinaryOp::Add,
            &element(V0, V2, 1, 31),
            &element(V0, &Expr::Binary(BinaryOp::Add, V2, ONE, at(31)), 2, 32),
            at(31),
        ),
    )],
    value: None,
};
/// `b[i] = a[i] + a[i + 1]`
pub(crate) static STENCIL: Region = region("stencil", code(STENCIL_VARS, 2), 2, teams(&[2], STENCIL_BODY));

const DIVIDE_VARS: &[Var] = &[
    var("a", 0, VarKind::Slice, true),
    var("d", 0, VarKind::Value, false),
    var("i", 1, VarKind::Value, false),
];
const DIVIDE_BODY: &Block = &Block {
    stmts: &[Stmt::Assign(
        element(V0, V2, 0, 40),
        Expr::Binary(BinaryOp::Div, &element(V0, V2, 1, 40), V1, at(41)),
    )],
    value: None,
};
/// `a[i] = a[i] / d`
pub(crate) static DIVIDE: Region = region("divide", code(DIVIDE_VARS, 2), 2, teams(&[2], DIVIDE_BODY));

const TWICE_BODY: &Block = &Block {
    stmts: &[Stmt::Update(BinaryOp::Add, element(V0, V1, 0, 50), element(V0, V1, 1, 50), at(50))],
    value: None,
};
/// `a[i] += a[i]`
pub(crate) static TWICE: Region = region(
    "twice",
    code(const { &[var("a", 0, VarKind::Slice, true), var("i", 1, VarKind::Value, false)] }, 2),
    1,
    teams(&[1], TWICE_BODY),
);

const GRID_VARS: &[Var] = &[
    var("g", 0, VarKind::Slice, true),
    var("m", 1, VarKind::Value, false),
    var("i", 1, VarKind::Value, false),
    var("j", 1, VarKind::Value, false),
];
const FLAT: ExprRef = &Expr::Binary(BinaryOp::Add, &Expr::Binary(BinaryOp::Mul, V2, V1, at(60)), V3, at(60));
const GRID_BODY: &Block = &Block {
    stmts: &[Stmt::Assign(
        element(V0, FLAT, 0, 60),
        Expr::Cast(&Expr::Binary(BinaryOp::Mul, V2, V3, at(60)), 0),
    )],
    value: None,
};
/// `g[i * m + j] = (i * j) as u32`, collapsed.
pub(crate) static GRID: Region = region("grid", code(GRID_VARS, 2), 2, teams(&[2, 3], GRID_BODY));

/// `x += 1` by one thread, `x` mapped.
pub(crate) static COUNT: Region = region(
    "count",
    code(const { &[var("x", 0, VarKind::Mapped, true), var("i", 1, VarKind::Value, false)] }, 2),
    1,
    teams(
        &[1],
        const {
            &Block {
                stmts: &[Stmt::Update(BinaryOp::Add, Expr::Var(0), Expr::Int(1, 0), at(70))],
                value: None,
            }
        },
    ),
);
