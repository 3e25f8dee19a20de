//! Loops that one work-item executes, and the jumps out of them.

use super::{
    FaultKind,
    body::{Around, Body, ITERATION},
    library::max_literal,
    literals::literal,
    module::{Result, scalar_name, wrapping_name},
    text::{Level, Value},
};
use crate::device::{
    ir::{Block, Expr, Range, Site, VarId},
    types::Type,
};

/// A range whose ends have been evaluated.
pub(super) struct Counted {
    /// The first value, and by how much each next one differs (an expression of the wrapping type; `None`: 1).
    pub(super) first: String,
    pub(super) step: Option<String>,
    pub(super) backwards: bool,
    /// How many there are: `ulong`.
    pub(super) trips: String,
}

impl Body<'_, '_> {
    pub(super) fn for_loop(
        &mut self,
        var: VarId,
        range: &'static Range,
        body: &'static Block,
        label: Option<&'static str>,
    ) -> Result<()> {
        let [lo, hi] = self.operands([&range.lo, &range.hi])?;
        let plain = range.step.is_none() && !range.reversed && !self.written[usize::from(var)];
        // With an end that no value of the type lies behind, `<=` would not end.
        let bounded = !range.inclusive
            || literal(&hi).is_some_and(|hi_value| hi_value.to_string() != digits(&max_literal(hi.ty)));
        if plain && bounded {
            return self.plain_loop(var, [lo, hi], range.inclusive, body, label);
        }
        let counted = self.counted([lo, hi], range)?;
        let k = self.own_name("k");
        let name = self.bind_private(var);
        let ty = scalar_name(self.var_type(var));
        let constant = if self.written[usize::from(var)] { "" } else { "const " };
        let value = counted.at(&k, self.var_type(var));
        let (lines, name_of) = self.loop_body(body, label)?;
        self.out.open(format_args!("for (ulong {k} = 0; {k} < {}; ++{k})", counted.trips));
        self.out.line(format_args!("{constant}{ty} {name} = {value};"));
        self.out.append(lines);
        self.end_loop(name_of);
        Ok(())
    }

    fn plain_loop(
        &mut self,
        var: VarId,
        [lo, hi]: [Value; 2],
        inclusive: bool,
        body: &'static Block,
        label: Option<&'static str>,
    ) -> Result<()> {
        let hi = self.pinned(hi)?;
        let name = self.bind_private(var);
        let ty = scalar_name(self.var_type(var));
        let sign = if inclusive { "<=" } else { "<" };
        let (lines, name_of) = self.loop_body(body, label)?;
        let hi = hi.at(Level::Shift);
        self.out.open(format_args!("for ({ty} {name} = {}; {name} {sign} {hi}; ++{name})", lo.text));
        self.out.append(lines);
        self.end_loop(name_of);
        Ok(())
    }

    /// Temporaries for the first value and the number of iterations of any range.
    pub(super) fn counted(&mut self, [lo, hi]: [Value; 2], range: &'static Range) -> Result<Counted> {
        let [lo, hi] = [self.pinned(lo)?, self.pinned(hi)?];
        let step = match &range.step {
            Some((step, site)) => Some(self.checked_step(step, *site)?),
            None => None,
        };
        Ok(self.counted_with([lo, hi], (range.inclusive, range.reversed), step))
    }

    /// The step of a range, which is not 0.
    pub(super) fn checked_step(&mut self, step: &'static Expr, site: Site) -> Result<Value> {
        let step = self.value(step)?;
        let step = self.pinned(step)?;
        if literal(&step).is_none_or(|step| step == 0) {
            self.check(&format!("{} == 0", step.text), FaultKind::Step, site, "0", "0");
        }
        Ok(step)
    }

    /// The same of values that stay what they are.
    pub(super) fn counted_with(
        &mut self,
        [lo, hi]: [Value; 2],
        (inclusive, reversed): (bool, bool),
        step: Option<Value>,
    ) -> Counted {
        let step = step.map(|step| step.text);
        let trips = self.own_name("trips");
        let width = lo.ty;
        let unsigned = scalar_name(super::module::unsigned_of(width));
        let wrapping = wrapping_name(width);
        let some = if inclusive { "<=" } else { "<" };
        let last = if inclusive { "" } else { " - 1" };
        let (from, to) = (lo.at(Level::Unary), hi.at(Level::Unary));
        let gaps = format!("(ulong)({unsigned})(({wrapping}){to} - ({wrapping}){from}{last})");
        let gaps = step.as_ref().map_or(gaps.clone(), |step| format!("{gaps} / {step}"));
        self.out.line(format_args!("const ulong {trips} = {} {some} {} ? {gaps} + 1 : 0;", lo.text, hi.text));
        let first = match (reversed, inclusive) {
            (false, _) => format!("({wrapping}){from}"),
            (true, true) => format!("({wrapping}){to}"),
            (true, false) => format!("({wrapping}){to} - 1"),
        };
        Counted { first, step, backwards: reversed, trips }
    }

    fn loop_body(
        &mut self,
        body: &'static Block,
        label: Option<&'static str>,
    ) -> Result<(super::text::Lines, Option<String>)> {
        self.effects += 1;
        let name = label.map_or(String::new(), |label| self.own_name(&format!("loop_{label}")));
        self.around.push(Around { label, name, flag: None, broken: false, continued: false });
        let lines = self.apart(|inner| inner.block(body, None));
        let around = self.around.pop().expect("pushed above");
        let (mut lines, ()) = lines?;
        if around.continued {
            lines.label(&format!("{}_next", around.name));
        }
        Ok((lines, around.broken.then(|| format!("{}_end", around.name))))
    }

    fn end_loop(&mut self, label: Option<String>) {
        self.out.close();
        if let Some(label) = label {
            self.out.label(&label);
        }
    }

    pub(super) fn while_loop(
        &mut self,
        condition: &'static Expr,
        body: &'static Block,
        label: Option<&'static str>,
    ) -> Result<()> {
        let (check, condition) = self.apart(|inner| inner.value(condition))?;
        let (lines, name) = self.loop_body(body, label)?;
        if check.is_empty() {
            self.out.open(format_args!("while ({})", condition.text));
        } else {
            self.out.open("for (;;)");
            self.out.append(check);
            self.out.open(format_args!("if (!{})", condition.at(Level::Unary)));
            self.out.line("break;");
            self.out.close();
        }
        self.out.append(lines);
        self.end_loop(name);
        Ok(())
    }

    pub(super) fn endless_loop(&mut self, body: &'static Block, label: Option<&'static str>) -> Result<()> {
        let (lines, name) = self.loop_body(body, label)?;
        self.out.open("for (;;)");
        self.out.append(lines);
        self.end_loop(name);
        Ok(())
    }

    pub(super) fn break_out(&mut self, label: Option<&'static str>) -> Result<()> {
        let line = match self.labelled(label)? {
            Some(around) => {
                around.broken = true;
                format!("goto {}_end;", around.name)
            }
            None => "break;".into(),
        };
        self.out.line(line);
        Ok(())
    }

    pub(super) fn continue_with(&mut self, label: Option<&'static str>) -> Result<()> {
        let line = match self.labelled(label)? {
            Some(around) => {
                around.continued = true;
                format!("goto {}_next;", around.name)
            }
            None => "continue;".into(),
        };
        self.out.line(line);
        Ok(())
    }

    /// The loop with that label, unless it is the innermost one.
    fn labelled(&mut self, label: Option<&'static str>) -> Result<Option<&mut Around>> {
        let Some(label) = label else { return Ok(None) };
        let at = self.loop_of(label)?;
        Ok(if at + 1 == self.around.len() { None } else { self.around.get_mut(at) })
    }

    /// Which of the loops around has that label.
    pub(super) fn loop_of(&self, label: &'static str) -> Result<usize> {
        let find = |label| self.around.iter().rposition(|around| around.label == Some(label));
        // No inner loop: that whose iterations are spread.
        let found = find(label).or_else(|| find(ITERATION));
        found.map_or_else(|| self.refuse(format!("a jump to `'{label}`, which no loop around it is")), Ok)
    }
}

impl Counted {
    /// The value of the variable in iteration `k`.
    pub(super) fn at(&self, k: &str, ty: &Type) -> String {
        let (name, wrapping) = (scalar_name(ty), wrapping_name(ty));
        let sign = if self.backwards { "-" } else { "+" };
        let steps = match &self.step {
            Some(step) => format!("({wrapping})({k} * {step})"),
            None if wrapping == "ulong" => k.to_owned(),
            None => format!("({wrapping}){k}"),
        };
        format!("({name})({} {sign} {steps})", self.first)
    }
}

fn digits(text: &str) -> &str {
    text.trim_end_matches(['u', 'U', 'L'])
}
