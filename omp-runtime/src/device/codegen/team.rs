//! Regions of shape `Block` whose teams have threads: a team is a work-group.
//!
//! Outside of parallel regions work-item 0 works and the others wait, at a barrier behind each piece; what more than
//! one piece uses lies in local memory. In a parallel region the threads work, with their variables to themselves. Barriers
//! must be met by all work-items: so whatever control flow is around one is decided by item 0 and told to all, and a
//! check that fails leaves its piece only. There are compilers that lose a barrier in a branch, in a loop that may
//! not be entered, or beside a second exit of a loop. So a branch around a barrier becomes a condition on the pieces in it,
//! and a loop around one runs at least once, with such a condition, and ends at its end.

use super::{
    body::{Around, Binding, Body, Exit, ITERATION, Mode, Threads},
    module::Result,
    slices::Space,
    text::{Level, Value},
    uses::{self, Count},
};
use crate::device::{
    ir::{Block, Construct, Expr, Over, Private, Range, Reduction, Region, Stmt, VarId, VarKind},
    types::Type,
};

const ITEM: &str = "get_local_id(0)";
const ITEM_0: &str = "get_local_id(0) == 0";
const BARRIER: &str = "barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);";

impl Body<'_, '_> {
    pub(super) fn team_block(&mut self, block: &'static Block, region: &Region) -> Result<()> {
        if self.module.options.local_size == 1 && !uses::starts_any(block) {
            return self.block(block, None);
        }
        self.mode = Mode::Team;
        self.active = Some(format!("{ITEM} == 0"));
        self.totals = Count::of_block(block);
        self.share_captured(region)?;
        self.uniform(block)
    }

    /// What a team changes of its variables, its threads see.
    fn share_captured(&mut self, region: &Region) -> Result<()> {
        let mut any = false;
        for var in 0..region.captured {
            let is_value = self.code.vars[usize::from(var)].kind == VarKind::Value;
            if is_value && self.written[usize::from(var)] {
                let copy = self.place_of(var);
                let shared = self.share(var)?;
                self.out.open(format_args!("if ({ITEM} == 0)"));
                self.out.line(format_args!("{shared} = {copy};"));
                self.out.close();
                any = true;
            }
        }
        if any {
            self.out.line(BARRIER);
        }
        Ok(())
    }

    /// Puts a variable into local memory.
    fn share(&mut self, var: VarId) -> Result<String> {
        let place = self.name(var);
        let of = self.module.memory_name(self.var_type(var))?;
        self.declare_local(&place, &format!("{of} {place}"));
        self.bind(var, Binding::Value { place: place.clone(), space: Space::Local, fixed: false });
        Ok(place)
    }

    /// A block that all work-items walk through together.
    pub(super) fn uniform(&mut self, block: &'static Block) -> Result<()> {
        self.uniform_stmts(block.stmts)?;
        match &block.value {
            None => Ok(()),
            Some(value) if uses::is_collective_expr(value, self.mode) => self.collective_expr(value),
            Some(value) => self.piece(|body| body.branching(value, None)),
        }
    }

    fn uniform_stmts(&mut self, mut rest: &'static [Stmt]) -> Result<()> {
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

    /// What follows a jump: it is left out, rather than leapt over.
    fn unless_left(&mut self, stmts: &'static [Stmt]) -> Result<()> {
        let flag = self.around.last().and_then(|around| around.flag.clone());
        let flag = flag.unwrap_or_else(|| unreachable!("a jump has a loop around it"));
        let stays = Value::new(format!("{flag} == 0"), &Type::Bool, Level::Equality);
        let told = self.broadcast(|_| Ok(stays), &Type::Bool)?;
        self.when(told.text, |body| body.uniform_stmts(stmts))
    }

    /// Only if the condition holds.
    fn when(&mut self, condition: String, emit: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.taken.push(condition);
        let result = emit(self);
        self.taken.pop();
        result
    }

    /// The condition for a piece of these work-items.
    fn guard(&self, active: Option<&str>) -> Option<String> {
        let all: Vec<_> = active.into_iter().chain(self.taken.iter().map(String::as_str)).collect();
        (!all.is_empty()).then(|| all.join(" && "))
    }

    /// `break` (if `leaves`) and `continue`, of a loop that a team walks through together.
    fn uniform_jump(&mut self, label: Option<&'static str>, leaves: bool) {
        let find = |label: &str| self.around.iter().rposition(|around| around.label == Some(label));
        let target = match label {
            None => self.around.len() - 1,
            Some(label) => find(label).or_else(|| find(ITERATION)).unwrap_or(0),
        };
        let guard = self.guard(Some(ITEM_0)).unwrap_or_default();
        self.out.open(format_args!("if ({guard})"));
        for (at, around) in self.around.iter().enumerate().skip(target) {
            let Some(flag) = &around.flag else { continue };
            let what = if at > target || leaves { 2 } else { 1 };
            self.out.line(format_args!("{flag} = {what};"));
        }
        self.out.close();
    }

    /// Whether all work-items take part in a statement.
    fn is_collective(&self, stmt: &'static Stmt) -> bool {
        uses::is_collective(stmt, self.mode) || uses::jumps_out(stmt)
    }

    /// Variables that more than this piece uses are declared around it.
    fn hoist(&mut self, piece: &'static [Stmt]) -> Result<()> {
        let here = Count::of_stmts(piece);
        for stmt in piece {
            let Stmt::Let(var, _) = stmt else { continue };
            let at = usize::from(*var);
            if here.of(*var) == self.totals.of(*var) || self.hoisted[at] {
                continue;
            }
            if self.is_slice(*var) {
                return self.refuse("a slice between the constructs of a team: write it where it is used");
            }
            if self.mode == Mode::Team {
                self.share(*var)?;
            } else {
                let (name, of) = (self.bind_assigned(*var), self.module.type_name(self.var_type(*var))?);
                self.out.line(format_args!("{of} {name};"));
            }
            self.hoisted[at] = true;
        }
        Ok(())
    }

    /// Statements without a barrier, by those work-items that are active.
    fn piece(&mut self, emit: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
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
    fn broadcast(
        &mut self,
        value: impl FnOnce(&mut Self) -> Result<Value>,
        ty: &'static Type,
    ) -> Result<Value> {
        let shared = self.own_name("shared");
        self.broadcast_by(&shared, value, ty)
    }

    /// The same by way of a variable in local memory.
    fn broadcast_by(
        &mut self,
        shared: &str,
        value: impl FnOnce(&mut Self) -> Result<Value>,
        ty: &'static Type,
    ) -> Result<Value> {
        let told = self.own_name("told");
        let (memory, of) = (self.module.memory_name(ty)?, self.module.type_name(ty)?);
        self.declare_local(shared, &format!("{memory} {shared}"));
        let (mode, active) = (self.mode, self.active.replace(format!("{ITEM} == 0")));
        self.out.open(format_args!("if ({ITEM_0})"));
        self.out.line(format_args!("{shared} = 0;"));
        self.out.close();
        // Its own barrier follows, in every mode.
        self.mode = Mode::Parallel;
        let piece = self.piece(|body| {
            let value = value(body)?;
            body.out.line(format_args!("{shared} = {};", value.text));
            Ok(())
        });
        (self.mode, self.active) = (mode, active);
        piece?;
        self.out.line(BARRIER);
        self.out.line(format_args!("const {of} {told} = {shared};"));
        Ok(Value::fixed(told, ty))
    }

    fn told(&mut self, expr: &'static Expr, ty: &'static Type) -> Result<Value> {
        self.broadcast(|body| body.value(expr), ty)
    }

    fn collective(&mut self, stmt: &'static Stmt) -> Result<()> {
        match stmt {
            Stmt::Expr(expr) => self.collective_expr(expr),
            Stmt::For { var, range, body, label } => self.uniform_for(*var, range, body, *label),
            Stmt::While { condition, body, label } => self.uniform_loop(Some(condition), body, *label),
            Stmt::Loop { body, label } => self.uniform_loop(None, body, *label),
            Stmt::Break(label) => {
                self.uniform_jump(*label, true);
                Ok(())
            }
            Stmt::Continue(label) => {
                self.uniform_jump(*label, false);
                Ok(())
            }
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
                let condition = self.told(condition, &Type::Bool)?.text;
                let not = format!("!{condition}");
                self.when(condition, |body| body.uniform(then))?;
                otherwise.map_or(Ok(()), |otherwise| self.when(not, |body| body.uniform(otherwise)))
            }
            Expr::Match(of, arms, _) if arms.iter().all(|arm| arm.guard.is_none()) => {
                let ty = self.type_of(of)?;
                let of = self.told(of, ty)?;
                self.uniform_arms(&of, arms)
            }
            _ => self.refuse("a construct inside of a value or of a `match` with guards"),
        }
    }

    fn uniform_arms(&mut self, of: &Value, arms: &'static [crate::device::ir::Arm]) -> Result<()> {
        let Some((arm, rest)) = arms.split_first() else { return Ok(()) };
        if let Some(var) = arm.binding {
            self.bind(var, Binding::Value { place: of.text.clone(), space: Space::Private, fixed: true });
        }
        let Some(condition) = self.arm_condition(of, arm, rest.is_empty())? else {
            return self.uniform(&arm.body);
        };
        let name = self.own_name("arm");
        self.out.line(format_args!("const bool {name} = {condition};"));
        self.when(name.clone(), |body| body.uniform(&arm.body))?;
        self.when(format!("!{name}"), |body| body.uniform_arms(of, rest))
    }

    /// The type of an expression, which is translated for nothing else.
    fn type_of(&mut self, expr: &'static Expr) -> Result<&'static Type> {
        let effects = self.effects;
        let (_, value) = self.apart(|body| body.value(expr))?;
        self.effects = effects;
        Ok(value.ty)
    }

    /// The flag of a loop, which starts with 0.
    fn enter(&mut self, label: Option<&'static str>) -> String {
        let flag = self.own_name("left");
        self.declare_local(&flag, &format!("int {flag}"));
        self.out.open(format_args!("if ({ITEM} == 0)"));
        self.out.line(format_args!("{flag} = 0;"));
        self.out.close();
        let name = String::new();
        self.around.push(Around { label, name, flag: Some(flag.clone()), broken: false, continued: false });
        flag
    }

    fn uniform_for(
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
                let of = inner.module.type_name(ty)?;
                inner.out.line(format_args!("{of} {name} = {};", counted.at(&k, ty)));
                inner.uniform(body)?;
                inner.out.line(format_args!("++{k};"));
                Ok(())
            },
        )
    }

    /// A loop that the team walks through together: it goes on while the condition holds and no iteration has left it.
    fn together(
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

    fn told_range(&mut self, range: &'static Range, ty: &'static Type) -> Result<super::loops::Counted> {
        let lo = self.told(&range.lo, ty)?;
        let hi = self.told(&range.hi, ty)?;
        let step = match &range.step {
            Some((step, site)) => {
                let step = self.broadcast(|body| body.checked_step(step, *site), &Type::Usize)?;
                Some(Value::fixed(format!("max({}, 1UL)", step.text), step.ty))
            }
            None => None,
        };
        Ok(self.counted_with([lo, hi], (range.inclusive, range.reversed), step))
    }

    /// `while`, and `loop`. It also ends when something has failed, since then what it waits for may not come.
    fn uniform_loop(
        &mut self,
        condition: Option<&'static Expr>,
        body: &'static Block,
        label: Option<&'static str>,
    ) -> Result<()> {
        self.may_fail = true;
        let fine = "*(volatile __global uint *)omp_faults == 0";
        let holds = |inner: &mut Self| {
            let condition = condition.map(|condition| inner.value(condition)).transpose()?;
            Ok(match condition {
                Some(condition) => format!("({fine} && {})", condition.at(Level::Equality)),
                None => format!("({fine})"),
            })
        };
        self.together(label, holds, |inner| inner.uniform(body))
    }

    fn construct(&mut self, construct: &'static Construct) -> Result<()> {
        match (construct, self.mode) {
            (Construct::Parallel { num_threads, condition, body, private, reductions }, Mode::Team) => {
                let clauses = (num_threads.as_ref(), condition.as_ref(), *private, *reductions);
                self.parallel(clauses, &mut |inner| inner.uniform(body))
            }
            (Construct::Loop { over, nest, body, num_threads, private, reductions, .. }, Mode::Team)
                if matches!(over, Over::Parallel | Over::TeamsParallel) =>
            {
                let clauses = (num_threads.as_ref(), None, *private, *reductions);
                self.parallel(clauses, &mut |inner| inner.piece(|piece| piece.shared_loop(*over, nest, body)))
            }
            (Construct::Loop { nest, body, private, .. }, Mode::Team) => {
                self.privates(private)?;
                self.distribute(nest, body)
            }
            (Construct::Loop { over, nest, body, nowait, private, reductions, .. }, _) => {
                self.worksharing_loop((*over, nest, body), *nowait, private, reductions)
            }
            (Construct::Barrier, _) => {
                self.out.line(BARRIER);
                Ok(())
            }
            (Construct::Single { body, .. }, Mode::Team) => self.uniform(body),
            (Construct::Single { body, nowait }, _) => {
                let active = self.active.replace(format!("{ITEM} == 0"));
                let result = self.piece(|inner| inner.block(body, None));
                self.active = active;
                result?;
                if !nowait {
                    self.out.line(BARRIER);
                }
                Ok(())
            }
            (Construct::Masked { filter, body }, Mode::Team) => {
                let Some(filter) = filter else { return self.uniform(body) };
                let ty = self.type_of(filter)?;
                let filter = self.told(filter, ty)?;
                self.when(format!("{} == 0", filter.text), |inner| inner.uniform(body))
            }
            (Construct::Masked { .. } | Construct::Parallel { .. }, _) => {
                self.refuse("a barrier that not all threads of a team meet")
            }
        }
    }

    /// A parallel region: `emit` is what its threads do.
    fn parallel(
        &mut self,
        (num_threads, condition, private, reductions): (
            Option<&'static Expr>,
            Option<&'static Expr>,
            &'static [Private],
            &'static [Reduction],
        ),
        emit: &mut dyn FnMut(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.out.open("");
        let threads = self.team_size(num_threads, condition)?;
        self.privates(private)?;
        let originals = self.copies(reductions)?;
        let serial = self.threads.clone();
        let (mode, active) = (self.mode, self.active.take());
        self.mode = Mode::Parallel;
        self.active = threads.as_ref().map(|threads| format!("{ITEM} < {threads}"));
        self.threads = Threads {
            thread: ITEM.into(),
            threads: threads.unwrap_or_else(|| "get_local_size(0)".into()),
            level: "1UL".into(),
            ..serial.clone()
        };
        emit(self)?;
        self.out.line(BARRIER);
        self.combine(reductions, originals)?;
        self.threads = serial;
        (self.mode, self.active) = (mode, active);
        self.out.close();
        Ok(())
    }

    /// A name for the number of threads, if it is not that of the work-items.
    fn team_size(
        &mut self,
        wanted: Option<&'static Expr>,
        condition: Option<&'static Expr>,
    ) -> Result<Option<String>> {
        if wanted.is_none() && condition.is_none() {
            return Ok(None);
        }
        let told = self.broadcast(
            |body| {
                let all = "get_local_size(0)".to_owned();
                let wanted = wanted.map(|wanted| body.value(wanted)).transpose()?;
                let size = wanted.map_or(all.clone(), |wanted| {
                    format!("clamp((ulong){}, 1UL, (ulong){all})", wanted.at(Level::Unary))
                });
                let condition = condition.map(|condition| body.value(condition)).transpose()?;
                let text = condition.map_or(size.clone(), |condition| {
                    format!("{} ? {size} : 1UL", condition.at(Level::LogicalOr))
                });
                Ok(Value::new(text, &Type::Usize, Level::Conditional))
            },
            &Type::Usize,
        )?;
        Ok(Some(told.text))
    }

    /// `private` and `firstprivate`
    pub(super) fn privates(&mut self, private: &'static [Private]) -> Result<()> {
        for Private { var, original } in private {
            let start = original.map(|original| self.place_of(original));
            let (name, of) = (self.bind_assigned(*var), self.module.type_name(self.var_type(*var))?);
            match start {
                Some(start) => self.out.line(format_args!("{of} {name} = {start};")),
                None => self.out.line(format_args!("{of} {name};")),
            }
        }
        Ok(())
    }

    /// Each thread's copies of reduction variables; what the variables were bound to before.
    fn copies(&mut self, reductions: &'static [Reduction]) -> Result<Vec<Option<Binding>>> {
        let mut originals = Vec::new();
        for Reduction { var, op } in reductions {
            originals.push(self.bindings[usize::from(*var)].take());
            let ty = self.var_type(*var);
            let (name, of) = (self.bind_assigned(*var), self.module.type_name(ty)?);
            self.out.line(format_args!("{of} {name};"));
            self.start_copy(&name, *op, ty)?;
        }
        Ok(originals)
    }

    /// The copies of all threads into the original. One that is a thread's own gets the value on each thread.
    fn combine(&mut self, reductions: &'static [Reduction], originals: Vec<Option<Binding>>) -> Result<()> {
        for (Reduction { var, op }, original) in reductions.iter().zip(originals) {
            let copy = self.place_of(*var);
            self.bindings[usize::from(*var)] = original;
            let shared = self.is_shared(*var);
            let (place, ty) = (self.place_of(*var), self.var_type(*var));
            let taken = self.guard(None);
            let mut store = |body: &mut Self, path: &str, total: &str| {
                let place = format!("{place}{path}");
                let (text, _) = super::reduce::combined(*op, super::reduce::scalar(ty), &place, total);
                let condition = taken.as_ref().map_or(String::new(), |taken| format!("if ({taken}) "));
                body.out.line(format_args!("{condition}{place} = {text};"));
            };
            let who = if shared { Some(ITEM) } else { None };
            self.combine_group(&copy, (*op, ty), who, &mut store)?;
        }
        if !reductions.is_empty() {
            self.out.line(BARRIER);
        }
        Ok(())
    }

    /// `for` in a parallel region.
    fn worksharing_loop(
        &mut self,
        (over, nest, body): (Over, &'static [(VarId, Range)], &'static Block),
        nowait: bool,
        private: &'static [Private],
        reductions: &'static [Reduction],
    ) -> Result<()> {
        self.out.open("");
        self.privates(private)?;
        let originals = self.copies(reductions)?;
        self.piece(|piece| piece.shared_loop(over, nest, body))?;
        self.combine(reductions, originals)?;
        self.out.close();
        if !nowait && reductions.is_empty() {
            self.out.line(BARRIER);
        }
        Ok(())
    }

    /// `distribute` around parallel regions: each team walks through its iterations.
    fn distribute(&mut self, nest: &'static [(VarId, Range)], body: &'static Block) -> Result<()> {
        self.out.open("");
        let mut levels = Vec::new();
        for (var, range) in nest {
            let counted = self.told_range(range, self.var_type(*var))?;
            levels.push(self.level(*var, &counted));
        }
        let (at, total) = (self.own_name("at"), self.own_name("total"));
        let trips: Vec<_> = levels.iter().map(|level| level.trips.as_str()).collect();
        let Threads { team, teams, .. } = self.threads.clone();
        self.out.line(format_args!("const ulong {total} = {};", trips.join(" * ")));
        self.out.line(format_args!("ulong {at} = {team};"));
        let condition = format!("{at} < {total}");
        self.together(
            Some(ITERATION),
            |_| Ok(condition),
            |inner| {
                inner.digits(&levels, &at, |level| level.k.clone(), "const ulong");
                inner.level_values(&levels);
                inner.uniform(body)?;
                inner.out.line(format_args!("{at} += {teams};"));
                Ok(())
            },
        )?;
        self.out.close();
        Ok(())
    }
}
