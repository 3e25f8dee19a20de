//! The constructs that a team meets.

use super::{BARRIER, ITEM_0, Reach};
use crate::device::{
    codegen::{
        body::{Body, Mode},
        module::Result,
    },
    ir::{Block, Construct, Expr, Over},
};

impl Body<'_, '_> {
    pub(super) fn construct(&mut self, construct: &'static Construct) -> Result<()> {
        match (construct, self.mode) {
            (Construct::Parallel { num_threads, condition, body, private, reductions }, Mode::Team) => {
                let clauses = (num_threads.as_ref(), condition.as_ref(), *private, *reductions);
                self.parallel(clauses, &mut |inner| inner.uniform(body))
            }
            (
                Construct::Loop { over, nest, body, num_threads, agreed, private, reductions, .. },
                Mode::Team,
            ) if matches!(over, Over::Parallel | Over::TeamsParallel) => {
                self.league_agrees(*over, nest, agreed)?;
                let clauses = (num_threads.as_ref(), None, *private, *reductions);
                // The thread that meets the construct evaluates its ranges.
                let levels = self.agreed_levels(nest)?;
                self.parallel(clauses, &mut |inner| {
                    inner.piece(|piece| match &levels {
                        Some(levels) => piece.share_out(*over, levels, body),
                        None => piece.shared_loop(*over, nest, body),
                    })
                })
            }
            (Construct::Loop { over, nest, body, agreed, private, .. }, Mode::Team) => {
                self.league_agrees(*over, nest, agreed)?;
                self.privates(private)?;
                self.distribute(nest, body)
            }
            (Construct::Loop { over, nest, body, nowait, agreed, private, reductions, .. }, _) => {
                // Of loops that nobody waits in, the rules compare the texts. What the texts mean may change.
                let changes = self.reach_of_loop(nest, agreed) < Reach::Region;
                if changes && self.unawaited {
                    self.out.line(BARRIER);
                }
                self.agree_on(agreed)?;
                self.worksharing_loop((*over, nest, body), *nowait && !changes, private, reductions)
            }
            (Construct::Barrier, _) => {
                self.out.line(BARRIER);
                Ok(())
            }
            (Construct::Single { body, .. }, Mode::Team) => self.uniform(body),
            (Construct::Single { body, nowait }, _) => self.single(body, *nowait),
            (Construct::Masked { filter, body }, Mode::Team) => self.masked(filter.as_ref(), body),
            (Construct::Masked { .. } | Construct::Parallel { .. }, _) => {
                self.refuse("a barrier that not all threads of a team meet")
            }
        }
    }

    /// `single` in a parallel region: the first thread's, which may be any.
    fn single(&mut self, body: &'static Block, nowait: bool) -> Result<()> {
        let active = self.active.replace(ITEM_0.to_owned());
        let result = self.piece(|inner| inner.block(body, None));
        self.active = active;
        result?;
        if !nowait {
            self.out.line(BARRIER);
        }
        Ok(())
    }

    /// `masked` around parallel regions: of threads there is the one with the number 0.
    fn masked(&mut self, filter: Option<&'static Expr>, body: &'static Block) -> Result<()> {
        let Some(filter) = filter else { return self.uniform(body) };
        let ty = self.type_of(filter)?;
        let filter = self.told(filter, ty)?;
        self.when(format!("{} == 0", filter.text), |inner| inner.uniform(body))
    }
}
