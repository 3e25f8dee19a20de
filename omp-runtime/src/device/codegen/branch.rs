//! `if`, `match` and blocks, as statements and as values.

use super::{
    body::{Binding, Body},
    module::Result,
    slices::Space,
    text::{Level, Lines, Value},
};
use crate::device::{
    ir::{Arm, Block, Expr, ExprRef, Pattern},
    types::Type,
};

impl Body<'_, '_> {
    /// `if`, `match` or a block, whose value is used.
    pub(super) fn branching_value(&mut self, expr: &'static Expr, ty: &'static Type) -> Result<Value> {
        if *ty == Type::Unit {
            self.branching(expr, None)?;
            return Ok(Value::fixed("", ty));
        }
        if let Some(value) = self.as_expression(expr, ty)? {
            return Ok(value);
        }
        let (name, of) = (self.own_name("t"), self.module.type_name(ty)?);
        self.out.line(format_args!("{of} {name};"));
        self.branching(expr, Some(&name))?;
        Ok(Value::fixed(name, ty))
    }

    /// `a ? b : c`, or a block that is just its value: if no statement is needed.
    pub(super) fn as_expression(&mut self, expr: &'static Expr, ty: &'static Type) -> Result<Option<Value>> {
        match expr {
            Expr::Block(block, _) if block.stmts.is_empty() => {
                block.value.as_ref().map(|value| self.value(value)).transpose()
            }
            Expr::If(condition, then, Some(otherwise), _) if is_plain(then) && is_plain(otherwise) => {
                let before = (self.out.position(), self.effects, self.asks_place);
                let condition = self.value(condition)?;
                let (then, a) = self.apart(|body| body.block_value(then))?;
                let (otherwise, b) = self.apart(|body| body.block_value(otherwise))?;
                let (Some(a), Some(b), true) = (a, b, then.is_empty() && otherwise.is_empty()) else {
                    // Translated once more, as statements: what this attempt wrote goes.
                    self.out.truncate(before.0);
                    (self.effects, self.asks_place) = (before.1, before.2);
                    return Ok(None);
                };
                let (c, a, b) =
                    (condition.at(Level::LogicalOr), a.at(Level::LogicalOr), b.at(Level::LogicalOr));
                let text = format!("{c} ? {a} : {b}");
                Ok(Some(Value::new(text, ty, Level::Conditional)))
            }
            _ => Ok(None),
        }
    }

    fn block_value(&mut self, block: &'static Block) -> Result<Option<Value>> {
        block.value.as_ref().map(|value| self.value(value)).transpose()
    }

    /// As statements; the value, if it is wanted, goes to the variable `into`.
    pub(super) fn branching(&mut self, expr: &'static Expr, into: Option<&str>) -> Result<()> {
        match expr {
            Expr::If(condition, then, otherwise, _) => self.if_statement(condition, then, *otherwise, into),
            Expr::Match(of, arms, _) => self.match_statement(of, arms, into),
            Expr::Block(block, _) => {
                let (lines, ()) = self.apart(|body| body.block(block, into))?;
                self.out.line("{");
                self.out.append(lines);
                self.out.line("}");
                Ok(())
            }
            other => {
                let value = self.value(other)?;
                self.store(into, &value);
                Ok(())
            }
        }
    }

    fn store(&mut self, into: Option<&str>, value: &Value) {
        match into {
            Some(into) => self.out.line(format_args!("{into} = {};", value.text)),
            None if value.text.ends_with(')') && !value.fixed => {
                self.out.line(format_args!("{};", value.text));
            }
            None => {}
        }
    }

    /// The statements of a block, and its value to where it goes.
    pub(super) fn block(&mut self, block: &'static Block, into: Option<&str>) -> Result<()> {
        self.stmts(block.stmts)?;
        match &block.value {
            Some(value @ (Expr::If(..) | Expr::Match(..) | Expr::Block(..))) => self.branching(value, into),
            Some(value) => {
                let value = self.value(value)?;
                self.store(into, &value);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn if_statement(
        &mut self,
        condition: ExprRef,
        then: &'static Block,
        otherwise: Option<&'static Block>,
        into: Option<&str>,
    ) -> Result<()> {
        let condition = self.value(condition)?;
        let (then, ()) = self.apart(|body| body.block(then, into))?;
        let otherwise = otherwise.map(|block| self.apart(|body| body.block(block, into))).transpose()?;
        self.out.open(format_args!("if ({})", condition.text));
        self.out.append(then);
        if let Some((otherwise, ())) = otherwise.filter(|(lines, ())| !lines.is_empty()) {
            self.out.reopen("else");
            self.out.append(otherwise);
        }
        self.out.close();
        // A branch may have written what an operand before it reads.
        self.effects += 1;
        Ok(())
    }

    fn match_statement(&mut self, of: ExprRef, arms: &'static [Arm], into: Option<&str>) -> Result<()> {
        let of = self.value(of)?;
        let of = self.pinned(of)?;
        self.effects += 1;
        self.arms(&of, arms, into, false)
    }

    /// The first arm, and in its `else` those that follow.
    fn arms(&mut self, of: &Value, arms: &'static [Arm], into: Option<&str>, nested: bool) -> Result<()> {
        let Some((arm, rest)) = arms.split_first() else { return Ok(()) };
        if let Some(var) = arm.binding {
            self.bind_matched(var, of)?;
        }
        let condition = self.arm_condition(of, arm, rest.is_empty())?;
        let (lines, ()) = self.apart(|body| body.block(&arm.body, into))?;
        let Some(condition) = condition else {
            if nested {
                self.out.append_dedented(lines);
            } else {
                self.out.line("{");
                self.out.append(lines);
                self.out.line("}");
            }
            return Ok(());
        };
        let (others, ()) = self.apart(|body| body.arms(of, rest, into, true))?;
        self.out.open(format_args!("if ({condition})"));
        self.out.append(lines);
        if !others.is_empty() {
            self.out.reopen("else");
            self.out.append(others);
        }
        self.out.close();
        Ok(())
    }

    /// `name @ pattern`
    fn bind_matched(&mut self, var: u16, of: &Value) -> Result<()> {
        if self.written[usize::from(var)] {
            let (name, ty) = (self.bind_private(var), self.module.type_name(of.ty)?);
            self.out.line(format_args!("{ty} {name} = {};", of.text));
        } else {
            self.bind(var, Binding::Value { place: of.text.clone(), space: Space::Private, fixed: true });
        }
        Ok(())
    }

    /// When the arm is taken; `None`: always. rustc has seen that the last arm is.
    pub(super) fn arm_condition(
        &mut self,
        of: &Value,
        arm: &'static Arm,
        last: bool,
    ) -> Result<Option<String>> {
        let patterns: Result<Vec<_>> = arm.patterns.iter().map(|pattern| self.pattern(of, pattern)).collect();
        let patterns = patterns?;
        let any = patterns.join(" || ");
        let Some(guard) = &arm.guard else {
            return Ok((!last && !patterns.is_empty()).then_some(any));
        };
        let (lines, guard) = self.apart(|body| body.value(guard))?;
        if patterns.is_empty() {
            self.out.append_dedented(lines);
            return Ok(Some(guard.text));
        }
        if lines.is_empty() {
            return Ok(Some(format!("({any}) && {}", guard.at(Level::LogicalAnd))));
        }
        Ok(Some(self.guarded(&any, lines, &guard)))
    }

    /// A guard that needs statements: they are executed only if the pattern matches.
    fn guarded(&mut self, any: &str, lines: Lines, guard: &Value) -> String {
        let name = self.own_name("t");
        self.out.line(format_args!("bool {name} = {any};"));
        self.out.open(format_args!("if ({name})"));
        self.out.append(lines);
        self.out.line(format_args!("{name} = {};", guard.text));
        self.out.close();
        name
    }

    fn pattern(&mut self, of: &Value, pattern: &'static Pattern) -> Result<String> {
        let mut side = |sign: &str, value: &'static Expr| -> Result<String> {
            let value = self.value(value)?;
            Ok(format!("{} {sign} {}", of.at(Level::Shift), value.at(Level::Shift)))
        };
        let (lo, hi) = match pattern {
            Pattern::Value(value) => return side("==", value),
            Pattern::Range(lo, hi) => (
                lo.as_ref().map(|lo| side(">=", lo)).transpose()?,
                hi.as_ref().map(|hi| side("<=", hi)).transpose()?,
            ),
            Pattern::HalfOpen(lo, hi) => {
                (lo.as_ref().map(|lo| side(">=", lo)).transpose()?, Some(side("<", hi)?))
            }
        };
        let sides: Vec<_> = lo.into_iter().chain(hi).collect();
        Ok(format!("({})", sides.join(" && ")))
    }
}

/// A block without statements, whose value is not itself a branch into statements.
fn is_plain(block: &Block) -> bool {
    block.stmts.is_empty() && block.value.is_some()
}
