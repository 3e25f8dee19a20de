//! Statements other than loops.

use super::{
    body::{Binding, Body},
    module::Result,
    slices::Slice,
    text::Value,
};
use crate::device::{
    ir::{BinaryOp, Expr, Site, Stmt, VarId},
    types::Type,
};

impl Body<'_, '_> {
    pub(super) fn stmts(&mut self, stmts: &'static [Stmt]) -> Result<()> {
        stmts.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    pub(super) fn stmt(&mut self, stmt: &'static Stmt) -> Result<()> {
        match stmt {
            Stmt::Let(var, value) => self.let_statement(*var, value.as_ref()),
            Stmt::Assign(place, value) => self.assign(place, value),
            Stmt::Update(op, place, value, site) => self.update(*op, place, value, *site),
            Stmt::Expr(expr) => self.branching(expr, None),
            Stmt::For { var, range, body, label } => self.for_loop(*var, range, body, *label),
            Stmt::While { condition, body, label } => self.while_loop(condition, body, *label),
            Stmt::Loop { body, label } => self.endless_loop(body, *label),
            Stmt::Break(label) => self.break_out(*label),
            Stmt::Continue(label) => self.continue_with(*label),
            Stmt::Return(value) => self.return_statement(value.as_ref()),
            Stmt::Atomic(atomic) => self.atomic(atomic),
            Stmt::Construct(construct) => self.serial_construct(construct),
        }
    }

    fn let_statement(&mut self, var: VarId, value: Option<&'static Expr>) -> Result<()> {
        if self.is_slice(var) {
            return self.let_slice(var, value);
        }
        if self.hoisted[usize::from(var)] {
            return value.map_or(Ok(()), |value| self.initialise(var, value));
        }
        self.learn_reach(var, value);
        let ty = self.var_type(var);
        let name_of = self.module.type_name(ty)?;
        let Some(value) = value else {
            let name = self.bind_assigned(var);
            self.out.line(format_args!("{name_of} {name};"));
            return Ok(());
        };
        if let Expr::If(..) | Expr::Match(..) | Expr::Block(..) = value
            && self.as_expression_is_out(value, ty)?
        {
            let name = self.name(var);
            self.out.line(format_args!("{name_of} {name};"));
            self.branching(value, Some(&name))?;
            self.bind_as(var, name);
            return Ok(());
        }
        let value = self.value(value)?;
        let name = self.name(var);
        self.bind_as(var, name.clone());
        let constant = if self.written[usize::from(var)] { "" } else { "const " };
        self.out.line(format_args!("{constant}{name_of} {name} = {};", value.text));
        Ok(())
    }

    /// Whether a branch needs statements; what the attempt wrote is taken back.
    fn as_expression_is_out(&mut self, value: &'static Expr, ty: &'static Type) -> Result<bool> {
        let before = (self.out.position(), self.effects);
        let found = self.as_expression(value, ty)?.is_none();
        self.out.truncate(before.0);
        self.effects = before.1;
        Ok(found)
    }

    fn let_slice(&mut self, var: VarId, value: Option<&'static Expr>) -> Result<()> {
        let Some(value) = value else { return self.refuse("a slice without a value") };
        let slice = self.slice(value)?;
        // A part of a slice may be written where the whole is; a name for it needs no more lines.
        self.bind(var, Binding::Slice(slice));
        Ok(())
    }

    /// A hoisted variable gets its value at its `let`.
    fn initialise(&mut self, var: VarId, value: &'static Expr) -> Result<()> {
        let value = self.value(value)?;
        let place = self.place_of(var);
        self.out.line(format_args!("{place} = {};", value.text));
        self.effects += 1;
        Ok(())
    }

    pub(super) fn place_of(&self, var: VarId) -> String {
        match self.binding(var) {
            Binding::Value { place, .. } => place.clone(),
            Binding::Slice(Slice { pointer, .. }) => pointer.clone(),
        }
    }

    /// Binds a variable that is assigned to later, whatever its `let` says of that.
    pub(super) fn bind_assigned(&mut self, var: VarId) -> String {
        self.written[usize::from(var)] = true;
        self.bind_private(var)
    }

    fn assign(&mut self, place: &'static Expr, value: &'static Expr) -> Result<()> {
        if let Expr::Var(var) = place
            && self.is_slice(*var)
        {
            return self.refuse("a slice that changes: use an index that does");
        }
        let [value, place] = self.value_and_place(value, place)?;
        self.out.line(format_args!("{} = {};", place.text, value.text));
        self.effects += 1;
        Ok(())
    }

    /// Rust evaluates the value before the place.
    pub(super) fn value_and_place(
        &mut self,
        value: &'static Expr,
        place: &'static Expr,
    ) -> Result<[Value; 2]> {
        let value = self.value(value)?;
        let (at, effects) = (self.out.position(), self.effects);
        let place = self.place(place)?;
        let mut values = [value];
        if self.effects != effects {
            self.settle(&mut values, at)?;
        }
        let [value] = values;
        Ok([value, place])
    }

    fn update(&mut self, op: BinaryOp, place: &'static Expr, value: &'static Expr, site: Site) -> Result<()> {
        self.line = site.line;
        let [value, place] = self.value_and_place(value, place)?;
        let line = if let Some(sign) = compound(op, place.ty) {
            format!("{} {sign}= {};", place.text, value.text)
        } else {
            let result = self.binary(op, Value { fixed: true, ..place.clone() }, value, site)?;
            format!("{} = {};", place.text, result.text)
        };
        self.out.line(line);
        self.effects += 1;
        Ok(())
    }

    fn return_statement(&mut self, value: Option<&'static Expr>) -> Result<()> {
        let value = value.map(|value| self.value(value)).transpose()?;
        match value {
            Some(value) if *value.ty != Type::Unit => self.out.line(format_args!("return {};", value.text)),
            _ => self.out.line("return;"),
        }
        Ok(())
    }

    fn bind_as(&mut self, var: VarId, name: String) {
        let fixed = !self.written[usize::from(var)];
        self.bind(var, Binding::Value { place: name, space: super::slices::Space::Private, fixed });
    }
}

/// C's compound assignment, where it means what Rust's does.
fn compound(op: BinaryOp, ty: &Type) -> Option<&'static str> {
    let wide = matches!(ty, Type::U32 | Type::U64 | Type::Usize);
    match op {
        BinaryOp::Add if wide || ty.is_float() => Some("+"),
        BinaryOp::Sub if wide || ty.is_float() => Some("-"),
        BinaryOp::Mul if wide || ty.is_float() => Some("*"),
        BinaryOp::BitAnd => Some("&"),
        BinaryOp::BitOr => Some("|"),
        BinaryOp::BitXor => Some("^"),
        _ => None,
    }
}
