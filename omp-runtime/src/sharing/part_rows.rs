//! Own elements of nested rows that a region shares.

use std::{cell::OnceCell, panic::Location};

use super::{
    guard::Pin,
    mode::{Mode, Partition},
    phased::Phased,
    rows::{Block2, RawRow, Row, RowMap, RowPlan},
};
use crate::{
    context,
    parts::{Axis, Distribution, Parts},
};

/// Shared nested rows as one worksharing construct of the region uses them, on one thread.
pub struct PhasedRows<'p, R> {
    phased: &'p Phased<'p, [R]>,
    map: RowMap,
    at: &'static Location<'static>,
    /// Not `Sync`, nor is the pin `Send`: `enter` and `blocks` happen on one thread.
    entered: OnceCell<Entered>,
}

struct Entered {
    plan: RowPlan,
    /// The phase's table of rows.
    table: (*const RawRow, usize),
    task: (u64, usize),
    _pin: Pin,
}

impl<R: Row> Phased<'_, [R]>
where
    R::Element: Send,
{
    /// The elements `c[i][j]` that `map` gives to each iteration of the loop that this part is handed to.
    #[track_caller]
    pub fn part_rows(&self, map: RowMap) -> PhasedRows<'_, R> {
        PhasedRows { phased: self, map, at: Location::caller(), entered: OnceCell::new() }
    }
}

impl<R: Row> Parts for PhasedRows<'_, R>
where
    R::Element: Send,
{
    type Blocks<'c> = Block2<'c, R::Element>;

    fn enter(&self, axes: &[Axis], how: Distribution) {
        let name = self.phased.name();
        let plan = self.map.plan(axes, name, self.at);
        if let Some(entered) = self.entered.get() {
            assert!(entered.plan == plan, "`{name}` is already partitioned by another construct");
            return;
        }
        let mode = Mode::Parts(Partition::nested(self.map, axes, how));
        let (pin, table) = self.phased.open_rows(&mode, self.at);
        let task = context::with(|ctx| (ctx.region_id, ctx.thread_num));
        assert!(self.entered.set(Entered { plan, table, task, _pin: pin }).is_ok(), "entered twice");
    }

    unsafe fn blocks<'c>(&self, from: u64, to: u64) -> Block2<'c, R::Element> {
        let entered = self.entered.get().expect("`enter` comes before `blocks`");
        let task = context::with(|ctx| (ctx.region_id, ctx.thread_num));
        assert!(task == entered.task, "`{}` is partitioned in another region", self.phased.name());
        // SAFETY: the table lasts as long as the phase, and that as long as the part's pin. The elements are this
        // block's alone for the reasons in `PhasedPart::blocks`.
        unsafe { Block2::new(entered.table, entered.plan.owned(from, to), self.phased.name()) }
    }
}
