//! How a loop nest is spread over items: work-items of a region, threads of a team, teams of a league.
//!
//! A CPU's items take a chunk of consecutive iterations each. A GPU's take every n-th, so that neighbours touch
//! neighbouring elements; in a nest they step from iteration to iteration without a division.

use super::Param;
use super::{
    body::{Around, Body, ITERATION},
    kernel::{Declared, integer},
    module::{Result, scalar_name},
};
use crate::device::ir::{Block, Reduction, VarId};

/// One level: C expressions.
pub(super) struct Level {
    pub(super) var: VarId,
    /// The number of iterations, a name.
    pub(super) trips: String,
    /// The number of the current iteration, a name.
    pub(super) k: String,
    /// The value of the variable in it.
    pub(super) value: String,
}

impl Body<'_, '_> {
    /// The nest of a region, whose ranges come as arguments.
    pub(super) fn loop_nest(
        &mut self,
        nest: &[VarId],
        block: &'static Block,
        reductions: &'static [Reduction],
        params: &mut Vec<Declared>,
    ) -> Result<()> {
        let levels: Vec<_> =
            nest.iter().enumerate().map(|(at, var)| self.region_level(at, *var, params)).collect();
        self.enter_lanes(reductions, block)?;
        self.spread(&levels, "get_global_id(0)", "get_global_size(0)", &mut |body| body.block(block, None))?;
        self.leave_lanes(reductions);
        Ok(())
    }

    fn region_level(&mut self, at: usize, var: VarId, params: &mut Vec<Declared>) -> Level {
        let [first, step, trips, k] = ["first", "step", "trips", "k"].map(|name| format!("omp_{name}{at}"));
        let depth = at as u8;
        params.push(integer(Param::First(depth), &first));
        params.push(integer(Param::Step(depth), &step));
        params.push(integer(Param::Trips(depth), &trips));
        let of = scalar_name(self.var_type(var));
        let steps = if self.module.options.unit_steps { k.clone() } else { format!("{k} * {step}") };
        let value = format!("{first} + {steps}");
        let value = if of == "ulong" { value } else { format!("({of})({value})") };
        Level { var, trips, k, value }
    }

    /// The loops around `inner`, for item number `item` of `items`.
    pub(super) fn spread(
        &mut self,
        levels: &[Level],
        item: &str,
        items: &str,
        inner: &mut dyn FnMut(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let Some((innermost, _)) = levels.split_last() else { return inner(self) };
        match (levels, self.module.options.cpu) {
            ([_], true) => {
                let end = self.chunk_bounds(&innermost.k, &innermost.trips, item, items);
                return self.run(levels, &end, inner);
            }
            (_, true) => return self.chunk_of_rows(levels, item, items, inner),
            ([_], false) => self.stride(innermost, item, items),
            (_, false) => self.stride_nest(levels, item, items),
        }
        self.iteration(levels, inner)?;
        self.out.close();
        Ok(())
    }

    /// One iteration: its variables, and its body, which a `continue` from loops in it leaves.
    pub(super) fn iteration(
        &mut self,
        levels: &[Level],
        inner: &mut dyn FnMut(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.level_values(levels);
        let name = self.own_name("iteration");
        self.around.push(Around {
            label: Some(ITERATION),
            name,
            flag: None,
            broken: false,
            continued: false,
        });
        let result = inner(self);
        let around = self.around.pop().expect("pushed above");
        if around.continued {
            self.out.label(&format!("{}_next", around.name));
        }
        result
    }

    /// The loop variables of an iteration.
    pub(super) fn level_values(&mut self, levels: &[Level]) {
        for Level { var, value, .. } in levels {
            let (of, name) = (scalar_name(self.var_type(*var)), self.bind_private(*var));
            let constant = if self.written[usize::from(*var)] { "" } else { "const " };
            self.out.line(format_args!("{constant}{of} {name} = {value};"));
        }
    }

    fn stride(&mut self, Level { k, trips, .. }: &Level, item: &str, items: &str) {
        self.out.open(format_args!("for (ulong {k} = {item}; {k} < {trips}; {k} += {items})"));
    }

    /// Declares `k` with the first iteration of the item's chunk, and a name for its end. Chunks differ by one iteration at
    /// most, so that no item is without work while there is enough.
    fn chunk_bounds(&mut self, k: &str, trips: &str, item: &str, items: &str) -> String {
        let [chunk, rest, end] = ["chunk", "rest", "end"].map(|name| self.own_name(name));
        self.out.line(format_args!("const ulong {chunk} = {trips} / {items}, {rest} = {trips} % {items};"));
        self.out.line(format_args!("ulong {k} = {item} * {chunk} + min((ulong){item}, {rest});"));
        self.out.line(format_args!("const ulong {end} = {k} + {chunk} + ({item} < {rest});"));
        end
    }

    /// Every `items`-th iteration of a nest: the step is a number with a digit for each level.
    fn stride_nest(&mut self, levels: &[Level], item: &str, items: &str) {
        self.digits(levels, item, |level| level.k.clone(), "ulong");
        self.digits(levels, items, |level| format!("{}_step", level.k), "const ulong");
        let mut carry = Vec::new();
        for (at, Level { k, .. }) in levels.iter().enumerate().rev() {
            let over = levels.get(at + 1).map(|inner| format!(" + ({} >= {})", inner.k, inner.trips));
            carry.push(format!("{k} += {k}_step{}", over.unwrap_or_default()));
            if let Some(inner) = levels.get(at + 1) {
                carry.push(format!("{0} -= {0} >= {1} ? {1} : 0", inner.k, inner.trips));
            }
        }
        let [first, rest @ ..] = levels else { unreachable!("a nest has levels") };
        let none: String = rest.iter().flat_map(|level| [" && ", &level.trips, " != 0"]).collect();
        self.out.open(format_args!("for (; {} < {}{none}; {})", first.k, first.trips, carry.join(", ")));
    }

    /// Declares the digits of a number in the mixed base that the trip counts make.
    pub(super) fn digits(
        &mut self,
        levels: &[Level],
        number: &str,
        name: impl Fn(&Level) -> String,
        of: &str,
    ) {
        let mut rest = number.to_owned();
        for (at, level) in levels.iter().enumerate().rev() {
            let digit = name(level);
            if at == 0 {
                self.out.line(format_args!("{of} {digit} = {rest};"));
                continue;
            }
            let next = self.own_name("rest");
            self.out.line(format_args!("const ulong {next} = {rest} / max({}, 1UL);", level.trips));
            self.out.line(format_args!("{of} {digit} = {rest} % max({}, 1UL);", level.trips));
            rest = next;
        }
    }

    /// A chunk of a nest, as runs of the innermost loop: a compiler sees a plain loop.
    fn chunk_of_rows(
        &mut self,
        levels: &[Level],
        item: &str,
        items: &str,
        inner: &mut dyn FnMut(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let [first, rest @ ..] = levels else { unreachable!("a nest has levels") };
        let Some(Level { k, trips, .. }) = rest.last() else { unreachable!("a nest has two") };
        let (total, at) = (self.own_name("total"), self.own_name("at"));
        let product: Vec<_> = levels.iter().map(|level| level.trips.as_str()).collect();
        self.out.line(format_args!("const ulong {total} = {};", product.join(" * ")));
        let end = self.chunk_bounds(&at, &total, item, items);
        self.digits(levels, &at, |level| level.k.clone(), "ulong");
        self.out.open(format_args!("while ({at} < {end})"));
        let row = self.own_name("row");
        self.out.line(format_args!("const ulong {row} = min({trips}, {k} + ({end} - {at}));"));
        self.out.line(format_args!("{at} += {row} - {k};"));
        self.run(levels, &row, inner)?;
        self.next_row(first, rest);
        self.out.close();
        Ok(())
    }

    /// The start of the next row.
    fn next_row(&mut self, first: &Level, rest: &[Level]) {
        let Some((innermost, middle)) = rest.split_last() else { return };
        self.out.line(format_args!("{} = 0;", innermost.k));
        match middle {
            [] => self.out.line(format_args!("++{};", first.k)),
            [middle] => {
                self.out.open(format_args!("if (++{} == {})", middle.k, middle.trips));
                self.out.line(format_args!("{} = 0;", middle.k));
                self.out.line(format_args!("++{};", first.k));
                self.out.close();
            }
            _ => unreachable!("at most three loops are collapsed"),
        }
    }
}
