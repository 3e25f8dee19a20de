//! Loops that a team walks through together, and the jumps out of them.

use super::{BARRIER, ITEM_0, Reach};
use crate::device::{
    codegen::{
        body::{Around, Body, Mode},
        loops::Counted,
        module::Result,
        text::{Level, Value},
    },
    ir::{Block, Expr, Range, Stmt, VarId},
    types::Type,
};

impl Body<'_, '_> {
    /// What follows a jump: it is left out, rather than leapt over.
    pub(super) fn unless_left(&mut self, stmts: &'static [Stmt]) -> Result<()> {
        let flag = self.around.last().and_then(|around| around.flag.clone());
        let flag = flag.unwrap_or_else(|| unreachable!("a jump has a loop around it"));
        let stays = Value::new(format!("{flag} == 0"), &Type::Bool, Level::Equality);
        let told = self.broadcast(|_| Ok(stays), &Type::Bool)?;
        self.when(told.text, |body| body.uniform_stmts(stmts))
    }

    /// `break` (if `leaves`) and `continue`, of a loop that a team walks through together.
    pub(super) fn uniform_jump(&mut self, label: Option<&'static str>, leaves: bool) -> Result<()> {
        let target = match label {
            None => self.around.len() - 1,
            Some(label) => self.loop_of(label)?,
        };
        let guard = self.guard(Some(ITEM_0)).unwrap_or_default();
        self.out.open(format_args!("if ({guard})"));
        for (at, around) in self.around.iter().enumerate().skip(target) {
            let Some(flag) = &around.flag else { continue };
            let what = if at > target || leaves { 2 } else { 1 };
            self.out.line(format_args!("{flag} = {what};"));
        }
        self.out.close();
        Ok(())
    }

    /// The flag of a loop, which starts with 0.
    fn enter(&mut self, label: Option<&'static str>) -> String {
        let flag = self.own_name("left");
        self.declare_local(&flag, &format!("int {flag}"));
        self.out.open(format_args!("if ({ITEM_0})"));
        self.out.line(format_args!("{flag} = 0;"));
        self.out.close();
        let name = String::new();
        self.around.push(Around { label, name, flag: Some(flag.clone()), broken: false, continued: false });
        flag
    }

    pub(super) fn uniform_for(
        &mut self,
        var: VarId,
        range: &'static Range,
        body: &'static Block,
        label: Option<&'static str>,
    ) -> Result<()> {
        let counted = self.told_range(range, self.var_type(var))?;
        let k = self.own_name("k");
        self.out.line(format_args!("ulong {k} = 0;"));
        let condition = format!("{k} < {}", counted.trips);
        self.together(
            label,
            |_| Ok(condition),
            |inner| {
                let (ty, name) = (inner.var_type(var), inner.bind_private(var));
                let reach = if inner.mode == Mode::Team { Reach::Region } else { Reach::Team };
                inner.set_reach(var, reach);
                let of = inner.module.type_name(ty)?;
                inner.out.line(format_args!("{of} {name} = {};", counted.at(&k, ty)));
                inner.uniform(body)?;
                inner.out.line(format_args!("++{k};"));
                Ok(())
            },
        )
    }

    /// A loop that the team walks through together: it goes on while the condition holds and no iteration has left it.
    pub(super) fn together(
        &mut self,
        label: Option<&'static str>,
        condition: impl FnOnce(&mut Self) -> Result<String>,
        emit: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let flag = self.enter(label);
        self.out.open("do");
        // Nobody may still read what item 0 told in the iteration before.
        self.out.line(BARRIER);
        let shared = self.own_name("shared");
        let told = self.broadcast_by(
            &shared,
            None,
            |body| {
                body.out.open(format_args!("if ({flag} != 2)"));
                let condition = condition(body)?;
                body.out.line(format_args!("{flag} = {condition} ? 0 : 2;"));
                body.out.close();
                Ok(Value::new(format!("{flag} == 0"), &Type::Bool, Level::Equality))
            },
            &Type::Bool,
        )?;
        // It includes the conditions around the loop.
        let taken = std::mem::replace(&mut self.taken, vec![told.text.clone()]);
        let result = emit(self);
        self.taken = taken;
        self.around.pop();
        result?;
        self.out.close_with(format_args!(" while ({shared});"));
        Ok(())
    }

    pub(super) fn told_range(&mut self, range: &'static Range, ty: &'static Type) -> Result<Counted> {
        let lo = self.agreed(&range.lo, ty)?;
        let hi = self.agreed(&range.hi, ty)?;
        let step = match &range.step {
            Some((step, site)) => {
                let (asked, shared) = (self.asked(step), self.own_name("shared"));
                let step =
                    self.broadcast_by(&shared, asked, |body| body.checked_step(step, *site), &Type::Usize)?;
                Some(Value::fixed(format!("max({}, 1UL)", step.text), step.ty))
            }
            None => None,
        };
        Ok(self.counted_with([lo, hi], (range.inclusive, range.reversed), step))
    }

    /// `while`, and `loop`. It also ends when something has failed, since then what it waits for may not come.
    pub(super) fn uniform_loop(
        &mut self,
        condition: Option<&'static Expr>,
        body: &'static Block,
        label: Option<&'static str>,
    ) -> Result<()> {
        self.may_fail = true;
        let fine = "*(volatile __global uint *)omp_faults == 0";
        if let Some(condition) = condition.filter(|condition| self.asked(condition).is_some()) {
            return self.together(label, |_| Ok(format!("({fine})")), |inner| inner.turn(condition, body));
        }
        let holds = |inner: &mut Self| {
            let condition = condition.map(|condition| inner.value(condition)).transpose()?;
            Ok(match condition {
                Some(condition) => format!("({fine} && {})", condition.at(Level::Equality)),
                None => format!("({fine})"),
            })
        };
        self.together(label, holds, |inner| inner.uniform(body))
    }

    /// A turn of `while`, with a condition that the threads are asked for: `if !condition { break } body`.
    fn turn(&mut self, condition: &'static Expr, body: &'static Block) -> Result<()> {
        let goes = self.agreed(condition, &Type::Bool)?.text;
        self.when(format!("!{goes}"), |inner| inner.uniform_jump(None, true))?;
        self.when(goes, |inner| inner.uniform(body))
    }
}
