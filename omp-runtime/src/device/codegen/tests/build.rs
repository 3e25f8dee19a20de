//! Builds the trees that the macro would write as constants.

use crate::device::{
    codegen::{FunctionRef, Options, Program, Proven, Unsupported, generate},
    ir::*,
    types::Type,
};

pub(super) const SITE: Site = Site { line: 7, column: 9 };

/// The tree is `'static`: that of a test stays.
pub(super) fn keep<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(super) fn list<T>(values: Vec<T>) -> &'static [T] {
    values.leak()
}

/// Variables and types of a region or function.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) vars: Vec<Var>,
    pub(super) types: Vec<&'static Type>,
    accesses: u16,
}

impl Builder {
    pub(super) fn slot(&mut self, ty: &'static Type) -> TypeSlot {
        self.types.push(ty);
        self.types.len() as TypeSlot - 1
    }

    fn var(&mut self, name: &'static str, ty: &'static Type, kind: VarKind, mutable: bool) -> VarId {
        let ty = self.slot(ty);
        self.vars.push(Var { name, ty, kind, mutable });
        self.vars.len() as VarId - 1
    }

    pub(super) fn value(&mut self, name: &'static str, ty: &'static Type) -> VarId {
        self.var(name, ty, VarKind::Value, false)
    }

    pub(super) fn mutable(&mut self, name: &'static str, ty: &'static Type) -> VarId {
        self.var(name, ty, VarKind::Value, true)
    }

    pub(super) fn slice(&mut self, name: &'static str, ty: &'static Type) -> VarId {
        self.var(name, ty, VarKind::Slice, false)
    }

    pub(super) fn mapped(&mut self, name: &'static str, ty: &'static Type) -> VarId {
        self.var(name, ty, VarKind::Mapped, false)
    }

    pub(super) fn int(&mut self, value: u128, ty: &'static Type) -> Expr {
        Expr::Int(value, self.slot(ty))
    }

    pub(super) fn float(&mut self, text: &'static str, ty: &'static Type) -> Expr {
        Expr::Float(text, self.slot(ty))
    }

    pub(super) fn cast(&mut self, value: Expr, ty: &'static Type) -> Expr {
        Expr::Cast(keep(value), self.slot(ty))
    }

    pub(super) fn at(&mut self, base: Expr, index: Expr) -> Expr {
        self.owned(base, index, Own::Exact)
    }

    pub(super) fn owned(&mut self, base: Expr, index: Expr, own: Own) -> Expr {
        self.accesses += 1;
        let access = Access { id: self.accesses - 1, site: SITE, own };
        Expr::Index(keep(base), keep(index), access)
    }

    /// `array[i]` for variables.
    pub(super) fn element(&mut self, array: VarId, index: VarId) -> Expr {
        self.at(var(array), var(index))
    }

    pub(super) fn code(&mut self) -> Code {
        let vars = list(std::mem::take(&mut self.vars));
        Code { vars, types: self.types.len() as u16, calls: 9, consts: 9 }
    }

    /// A region over one or more loops.
    pub(super) fn region(
        &mut self,
        function: &'static str,
        captured: u16,
        nest: Vec<VarId>,
        body: Vec<Stmt>,
        reductions: Vec<Reduction>,
    ) -> &'static Region {
        let shape =
            Shape::Loop { nest: list(nest), body: block(body, None), league: true, single_threads: false };
        self.region_of(function, captured, shape, reductions)
    }

    pub(super) fn region_of(
        &mut self,
        function: &'static str,
        captured: u16,
        shape: Shape,
        reductions: Vec<Reduction>,
    ) -> &'static Region {
        let code = self.code();
        let reductions = list(reductions);
        keep(Region {
            function,
            file: "src/lib.rs",
            line: 5,
            code,
            captured,
            shape,
            reductions,
            kernel: None,
        })
    }
}

pub(super) fn var(var: VarId) -> Expr {
    Expr::Var(var)
}

pub(super) fn binary(op: BinaryOp, a: Expr, b: Expr) -> Expr {
    Expr::Binary(op, keep(a), keep(b), SITE)
}

pub(super) fn unary(op: UnaryOp, a: Expr) -> Expr {
    Expr::Unary(op, keep(a))
}

pub(super) fn method(of: Expr, name: &'static str, args: Vec<Expr>) -> Expr {
    Expr::Method(keep(of), name, list(args), SITE)
}

pub(super) fn block(stmts: Vec<Stmt>, value: Option<Expr>) -> &'static Block {
    keep(Block { stmts: list(stmts), value })
}

pub(super) fn if_then(condition: Expr, then: Vec<Stmt>) -> Stmt {
    Stmt::Expr(Expr::If(keep(condition), block(then, None), None, None))
}

pub(super) fn range(lo: Expr, hi: Expr) -> Range {
    Range { lo, hi, inclusive: false, reversed: false, step: None }
}

pub(super) fn add(place: Expr, value: Expr) -> Stmt {
    Stmt::Update(BinaryOp::Add, place, value, SITE)
}

pub(super) const OPTIONS: Options<'static> = Options {
    fp64: true,
    int64_atomics: true,
    correct_f32: true,
    cpu: false,
    local_size: 64,
    unit_steps: true,
    sectioned: &[],
    proven: Proven { bounds: [0; 4], rows: [0; 4] },
};

pub(super) fn translate(
    region: &'static Region,
    types: &[&'static Type],
    calls: &[FunctionRef],
    options: &Options<'_>,
) -> Result<Program, Unsupported> {
    generate(region, types, calls, options)
}
