//! Regions of shape `Block` whose teams have threads: a team is a work-group.
//!
//! Outside of parallel regions work-item 0 works and the others wait, at a barrier behind each piece; what more than
//! one piece uses lies in local memory. In a parallel region the threads work, with their variables to themselves. Barriers
//! must be met by all work-items: so whatever control flow is around one is decided by item 0 and told to all. Those that
//! would have decided otherwise report it: `agree.rs`. A check that fails leaves its piece only. There are compilers that lose a barrier in a branch, in a loop that may
//! not be entered, or beside a second exit of a loop. So a branch around a barrier becomes a condition on the pieces in it,
//! and a loop around one runs at least once, with such a condition, and ends at its end.

mod agree;
mod construct;
mod loops;
mod parallel;
mod piece;
mod reach;
mod shared;

pub(super) use reach::Reach;

use super::{
    body::{Binding, Body, Mode},
    module::Result,
    slices::Space,
    text::{Level, Value},
    uses::{self, Count},
};
use crate::device::{
    ir::{Arm, Block, Expr, Region, Site, Stmt},
    types::Type,
};

const ITEM: &str = "get_local_id(0)";
const ITEM_0: &str = "get_local_id(0) == 0";
const BARRIER: &str = "barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);";

impl Body<'_, '_> {
    pub(super) fn team_block(&mut self, block: &'static Block, region: &Region) -> Result<()> {
        for var in 0..region.captured {
            self.set_reach(var, Reach::League);
        }
        if self.module.options.local_size == 1 && !uses::starts_any(block) {
            return self.block(block, None);
        }
        self.mode = Mode::Team;
        self.active = Some(ITEM_0.to_owned());
        self.totals = Count::of_block(block);
        self.unawaited = uses::leaves_unawaited(block);
        self.share_captured(region)?;
        self.uniform(block)
    }

    /// A block that all work-items walk through together.
    pub(super) fn uniform(&mut self, block: &'static Block) -> Result<()> {
        self.uniform_stmts(block.stmts)?;
        match &block.value {
            None => Ok(()),
            Some(value) if uses::is_collective_expr(value, self.mode) || !self.is_met_expr(value) => {
                self.collective_expr(value)
            }
            Some(value) => self.piece(|body| body.branching(value, None)),
        }
    }

    pub(super) fn uniform_stmts(&mut self, mut rest: &'static [Stmt]) -> Result<()> {
        while let Some((first, after)) = rest.split_first() {
            if !self.is_collective(first) {
                let end = rest.iter().position(|stmt| self.is_collective(stmt)).unwrap_or(rest.len());
                let (piece, after) = rest.split_at(end);
                self.hoist(piece)?;
                self.piece(|body| body.stmts(piece))?;
                rest = after;
                continue;
            }
            self.collective(first)?;
            if uses::jumps_out(first) && !after.is_empty() {
                return self.unless_left(after);
            }
            rest = after;
        }
        Ok(())
    }

    /// Whether all work-items take part in a statement.
    fn is_collective(&self, stmt: &'static Stmt) -> bool {
        uses::is_collective(stmt, self.mode) || uses::jumps_out(stmt) || !self.is_met(stmt)
    }

    fn collective(&mut self, stmt: &'static Stmt) -> Result<()> {
        match stmt {
            Stmt::Expr(expr) => self.collective_expr(expr),
            Stmt::For { var, range, body, label } => self.uniform_for(*var, range, body, *label),
            Stmt::While { condition, body, label } => self.uniform_loop(Some(condition), body, *label),
            Stmt::Loop { body, label } => self.uniform_loop(None, body, *label),
            Stmt::Break(label) => self.uniform_jump(*label, true),
            Stmt::Continue(label) => self.uniform_jump(*label, false),
            Stmt::Construct(construct) => self.construct(construct),
            _ => self.refuse("a construct inside of a value"),
        }
    }

    fn collective_expr(&mut self, expr: &'static Expr) -> Result<()> {
        match expr {
            Expr::Block(block, _) => {
                self.out.open("");
                self.uniform(block)?;
                self.out.close();
                Ok(())
            }
            Expr::If(condition, then, otherwise, _) => {
                let condition = self.agreed(condition, &Type::Bool)?.text;
                let not = format!("!{condition}");
                self.when(condition, |body| body.uniform(then))?;
                otherwise.map_or(Ok(()), |otherwise| self.when(not, |body| body.uniform(otherwise)))
            }
            Expr::Match(of, arms, _) if arms.iter().all(|arm| arm.guard.is_none()) => {
                let ty = self.type_of(of)?;
                let asked = self.asked(of);
                let of = if asked.is_some() { self.each_own(of, ty)? } else { self.told(of, ty)? };
                self.uniform_arms(&of, arms, asked)
            }
            _ => self.refuse("a construct inside of a value or of a `match` with guards"),
        }
    }

    /// Different values may lead all threads to the same arm: with `asked`, it is the arms that they must agree on.
    fn uniform_arms(&mut self, of: &Value, arms: &'static [Arm], asked: Option<Site>) -> Result<()> {
        let Some((arm, rest)) = arms.split_first() else { return Ok(()) };
        if let Some(var) = arm.binding {
            self.bind(var, Binding::Value { place: of.text.clone(), space: Space::Private, fixed: true });
        }
        let Some(condition) = self.arm_condition(of, arm, rest.is_empty())? else {
            return self.uniform(&arm.body);
        };
        let name = if asked.is_some() {
            let (shared, condition) =
                (self.own_name("shared"), Value::new(condition, &Type::Bool, Level::Conditional));
            self.broadcast_by(&shared, asked, |_| Ok(condition), &Type::Bool)?.text
        } else {
            let name = self.own_name("arm");
            self.out.line(format_args!("const bool {name} = {condition};"));
            name
        };
        self.when(name.clone(), |body| body.uniform(&arm.body))?;
        self.when(format!("!{name}"), |body| body.uniform_arms(of, rest, asked))
    }

    /// A value that each thread keeps, for as long as the team walks through what follows.
    fn each_own(&mut self, expr: &'static Expr, ty: &'static Type) -> Result<Value> {
        let (name, of) = (self.own_name("own"), self.module.type_name(ty)?);
        self.out.line(format_args!("{of} {name} = 0;"));
        self.piece(|body| {
            let value = body.value(expr)?;
            body.out.line(format_args!("{name} = {};", value.text));
            Ok(())
        })?;
        Ok(Value::fixed(name, ty))
    }

    /// The type of an expression, which is translated for nothing else.
    pub(super) fn type_of(&mut self, expr: &'static Expr) -> Result<&'static Type> {
        let effects = self.effects;
        let (_, value) = self.apart(|body| body.value(expr))?;
        self.effects = effects;
        Ok(value.ty)
    }
}
