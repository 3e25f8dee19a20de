//! What the work-items of a team have in common, and what each has to itself.

use super::{BARRIER, ITEM, ITEM_0, Reach};
use crate::device::{
    codegen::{
        body::{Binding, Body, Mode},
        module::Result,
        reduce,
        slices::Space,
        uses::Count,
    },
    ir::{Private, Reduction, Region, Stmt, VarId, VarKind},
};

impl Body<'_, '_> {
    /// What a team changes of its variables, its threads see.
    pub(super) fn share_captured(&mut self, region: &Region) -> Result<()> {
        let mut any = false;
        for var in 0..region.captured {
            let is_value = self.code.vars[usize::from(var)].kind == VarKind::Value;
            if is_value && self.written[usize::from(var)] {
                let copy = self.place_of(var);
                let shared = self.share(var)?;
                self.out.open(format_args!("if ({ITEM_0})"));
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

    /// Variables that more than this piece uses are declared around it.
    pub(super) fn hoist(&mut self, piece: &'static [Stmt]) -> Result<()> {
        let here = Count::of_stmts(piece);
        for stmt in piece {
            let Stmt::Let(var, value) = stmt else { continue };
            self.learn_reach(*var, value.as_ref());
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

    /// `private` and `firstprivate`
    pub(in crate::device::codegen) fn privates(&mut self, private: &'static [Private]) -> Result<()> {
        for Private { var, original } in private {
            let start = original.map(|original| self.place_of(original));
            self.reach[usize::from(*var)] = Reach::Thread;
            let (name, of) = (self.bind_assigned(*var), self.module.type_name(self.var_type(*var))?);
            match start {
                Some(start) => self.out.line(format_args!("{of} {name} = {start};")),
                None => self.out.line(format_args!("{of} {name};")),
            }
        }
        Ok(())
    }

    /// Each thread's copies of reduction variables; what the variables were bound to before.
    pub(super) fn copies(&mut self, reductions: &'static [Reduction]) -> Result<Vec<Option<Binding>>> {
        let mut originals = Vec::new();
        for Reduction { var, op } in reductions {
            originals.push(self.bindings[usize::from(*var)].take());
            self.reach[usize::from(*var)] = Reach::Thread;
            let ty = self.var_type(*var);
            let (name, of) = (self.bind_assigned(*var), self.module.type_name(ty)?);
            self.out.line(format_args!("{of} {name};"));
            self.start_copy(&name, *op, ty)?;
        }
        Ok(originals)
    }

    /// The copies of all threads into the original. One that is a thread's own gets the value on each thread.
    pub(super) fn combine(
        &mut self,
        reductions: &'static [Reduction],
        originals: Vec<Option<Binding>>,
    ) -> Result<()> {
        for (Reduction { var, op }, original) in reductions.iter().zip(originals) {
            let copy = self.place_of(*var);
            self.bindings[usize::from(*var)] = original;
            let shared = self.is_shared(*var);
            let (place, ty) = (self.place_of(*var), self.var_type(*var));
            let taken = self.guard(None);
            let mut store = |body: &mut Self, path: &str, total: &str| {
                let place = format!("{place}{path}");
                let (text, _) = reduce::combined(*op, reduce::scalar(ty), &place, total);
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
}
