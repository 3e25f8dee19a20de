//! Parallel regions: the size of their teams, and their loops.

use super::{BARRIER, ITEM, Reach};
use crate::device::{
    codegen::{
        body::{Body, ITERATION, Mode, Threads},
        module::Result,
        nest,
        text::{Level, Value},
    },
    ir::{Block, Expr, Over, Private, Range, Reduction, VarId},
    types::Type,
};

impl Body<'_, '_> {
    /// A parallel region: `emit` is what its threads do.
    pub(super) fn parallel(
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

    /// `for` in a parallel region.
    pub(super) fn worksharing_loop(
        &mut self,
        (over, nest, body): (Over, &'static [(VarId, Range)], &'static Block),
        nowait: bool,
        private: &'static [Private],
        reductions: &'static [Reduction],
    ) -> Result<()> {
        self.out.open("");
        self.privates(private)?;
        let originals = self.copies(reductions)?;
        let levels = self.agreed_levels(nest)?;
        self.piece(|piece| match &levels {
            Some(levels) => piece.share_out(over, levels, body),
            None => piece.shared_loop(over, nest, body),
        })?;
        self.combine(reductions, originals)?;
        self.out.close();
        if !nowait && reductions.is_empty() {
            self.out.line(BARRIER);
        }
        Ok(())
    }

    /// `distribute` around parallel regions: each team walks through its iterations.
    pub(super) fn distribute(&mut self, nest: &'static [(VarId, Range)], body: &'static Block) -> Result<()> {
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
                for nest::Level { var, .. } in &levels {
                    inner.set_reach(*var, Reach::Region);
                }
                inner.uniform(body)?;
                inner.out.line(format_args!("{at} += {teams};"));
                Ok(())
            },
        )?;
        self.out.close();
        Ok(())
    }
}
