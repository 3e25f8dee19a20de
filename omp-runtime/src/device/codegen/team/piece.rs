//! Pieces: what lies between two barriers.

use super::{BARRIER, ITEM_0};
use crate::device::{
    codegen::{
        body::{Body, Exit, Mode},
        module::Result,
        text::Value,
    },
    ir::{Expr, Site},
    types::Type,
};

impl Body<'_, '_> {
    /// Only if the condition holds.
    pub(super) fn when(
        &mut self,
        condition: String,
        emit: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.taken.push(condition);
        let result = emit(self);
        self.taken.pop();
        result
    }

    /// The condition for a piece of these work-items.
    pub(super) fn guard(&self, active: Option<&str>) -> Option<String> {
        let all: Vec<_> = active.into_iter().chain(self.taken.iter().map(String::as_str)).collect();
        (!all.is_empty()).then(|| all.join(" && "))
    }

    /// Statements without a barrier, by those work-items that are active.
    pub(super) fn piece(&mut self, emit: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let label = self.own_name("piece");
        let exit = std::mem::replace(&mut self.exit, Exit::Goto(label.clone()));
        let used = std::mem::take(&mut self.exit_used);
        let (lines, ()) = self.apart(emit)?;
        self.exit = exit;
        let left = std::mem::replace(&mut self.exit_used, used);
        if lines.is_empty() {
            return Ok(());
        }
        match self.guard(self.active.as_deref()) {
            Some(guard) => self.out.line(format_args!("if ({guard}) {{")),
            None => self.out.line("{"),
        }
        self.out.append(lines);
        self.out.line("}");
        if left {
            self.out.label(&label);
        }
        if self.mode == Mode::Team {
            self.out.line(BARRIER);
        }
        Ok(())
    }

    /// Evaluates on work-item 0, and tells all. After a fault it is 0.
    pub(super) fn broadcast(
        &mut self,
        value: impl FnOnce(&mut Self) -> Result<Value>,
        ty: &'static Type,
    ) -> Result<Value> {
        let shared = self.own_name("shared");
        self.broadcast_by(&shared, None, value, ty)
    }

    /// The same by way of a variable in local memory. With `asked`, all threads evaluate it, and those that have another
    /// value are reported there.
    pub(super) fn broadcast_by(
        &mut self,
        shared: &str,
        asked: Option<Site>,
        value: impl FnOnce(&mut Self) -> Result<Value>,
        ty: &'static Type,
    ) -> Result<Value> {
        let told = self.own_name("told");
        let (memory, of) = (self.module.memory_name(ty)?, self.module.type_name(ty)?);
        self.declare_local(shared, &format!("{memory} {shared}"));
        let (mode, active) = (self.mode, self.active.clone());
        self.out.open(format_args!("if ({ITEM_0})"));
        self.out.line(format_args!("{shared} = 0;"));
        self.out.close();
        let mine = asked.map(|site| (self.own_name("mine"), site));
        match &mine {
            Some((mine, _)) => self.out.line(format_args!("{of} {mine} = 0;")),
            None => self.active = Some(ITEM_0.to_owned()),
        }
        // Its own barrier follows, in every mode.
        self.mode = Mode::Parallel;
        let piece = self.piece(|body| {
            let value = value(body)?;
            let Some((mine, _)) = &mine else {
                body.out.line(format_args!("{shared} = {};", value.text));
                return Ok(());
            };
            body.out.line(format_args!("{mine} = {};", value.text));
            body.out.line(format_args!("if ({ITEM_0}) {shared} = {mine};"));
            Ok(())
        });
        (self.mode, self.active) = (mode, active);
        piece?;
        self.out.line(BARRIER);
        self.out.line(format_args!("const {of} {told} = {shared};"));
        if let Some((mine, site)) = &mine {
            self.compare(mine, &told, *site);
        }
        Ok(Value::fixed(told, ty))
    }

    pub(super) fn told(&mut self, expr: &'static Expr, ty: &'static Type) -> Result<Value> {
        self.broadcast(|body| body.value(expr), ty)
    }
}
