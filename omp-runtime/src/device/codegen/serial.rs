//! Constructs in code that one work-item executes on its own: it is a team, or a thread between two barriers.

use super::{
    body::{Body, Mode, Threads},
    loops::Counted,
    module::Result,
    nest::Level,
    team::Reach,
};
use crate::device::ir::{Block, Construct, Over, Range, VarId};

impl Body<'_, '_> {
    pub(super) fn serial_construct(&mut self, construct: &'static Construct) -> Result<()> {
        match construct {
            // A team of one thread.
            Construct::Barrier => Ok(()),
            Construct::Parallel { body, private, .. } => {
                self.out.open("");
                self.privates(private)?;
                let result = self.nested(|inner| inner.block(body, None));
                self.out.close();
                result
            }
            Construct::Loop { over, nest, body, agreed, private, .. } => {
                self.league_agrees(*over, nest, agreed)?;
                self.out.open("");
                self.privates(private)?;
                let result = if matches!(over, Over::Parallel | Over::TeamsParallel) {
                    self.nested(|inner| inner.shared_loop(*over, nest, body))
                } else {
                    self.shared_loop(*over, nest, body)
                };
                self.out.close();
                result
            }
            Construct::Masked { filter, body } => {
                let chosen = filter.as_ref().is_none_or(|filter| self.reach(filter) >= Reach::Region);
                if self.mode == Mode::Parallel && !chosen {
                    return self.refuse(
                        "`masked` with a `filter` of which each thread may have its own, or which changes: compute it before \
                         the `parallel` region",
                    );
                }
                let filter = filter.as_ref().map(|filter| self.value(filter)).transpose()?;
                let filter = filter.map_or_else(|| "0".into(), |filter| filter.text);
                self.by_thread(&filter, body)
            }
            Construct::Single { body, .. } => self.by_thread("0", body),
        }
    }

    fn by_thread(&mut self, number: &str, body: &'static Block) -> Result<()> {
        let (lines, ()) = self.apart(|inner| inner.block(body, None))?;
        self.out.line(format_args!("if ({} == {number}) {{", self.threads.thread));
        self.out.append(lines);
        self.out.line("}");
        self.effects += 1;
        Ok(())
    }

    /// A parallel region of one thread inside of another one, or of a team without more.
    fn nested(&mut self, emit: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let level = self.threads.level.trim_end_matches("UL").parse::<u32>();
        let level = level
            .map_or_else(|_| format!("({} + 1)", self.threads.level), |level| format!("{}UL", level + 1));
        let inner = Threads { thread: "0UL".into(), threads: "1UL".into(), level, ..self.threads.clone() };
        let outer = std::mem::replace(&mut self.threads, inner);
        let mode = std::mem::replace(&mut self.mode, Mode::Serial);
        let result = emit(self);
        self.threads = outer;
        self.mode = mode;
        result
    }

    /// The work-item's share of a loop's iterations.
    pub(super) fn shared_loop(
        &mut self,
        over: Over,
        nest: &'static [(VarId, Range)],
        body: &'static Block,
    ) -> Result<()> {
        let mut levels = Vec::new();
        for (var, range) in nest {
            let ends = self.operands([&range.lo, &range.hi])?;
            let counted = self.counted(ends, range)?;
            levels.push(self.level(*var, &counted));
        }
        self.share_out(over, &levels, body)
    }

    /// The same of ranges that have been evaluated.
    pub(super) fn share_out(&mut self, over: Over, levels: &[Level], body: &'static Block) -> Result<()> {
        let Threads { team, teams, thread, threads, .. } = self.threads.clone();
        let (item, items) = match over {
            Over::Teams => (team, teams),
            Over::Threads | Over::Parallel => (thread, threads),
            Over::TeamsParallel => {
                (format!("({team} * {threads} + {thread})"), format!("({teams} * {threads})"))
            }
        };
        self.effects += 1;
        self.spread(levels, &item, &items, &mut |inner| inner.block(body, None))
    }

    pub(super) fn level(&mut self, var: VarId, counted: &Counted) -> Level {
        let k = self.own_name("k");
        let value = counted.at(&k, self.var_type(var));
        Level { var, trips: counted.trips.clone(), k, value }
    }
}
