//! Who has one and the same value: the threads of a team, those of all teams.

use crate::device::{
    codegen::{
        body::{Body, Mode},
        module::Result,
    },
    ir::{Expr, Over, Range, Routine, Site, VarId},
};

/// Who has one and the same value where an expression is evaluated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::device::codegen) enum Reach {
    Thread,
    /// The threads of a team that get there together.
    Team,
    /// They have it wherever the region has an expression with that text.
    Region,
    /// So have the other teams.
    League,
}

fn of_routine(routine: Routine) -> Reach {
    match routine {
        Routine::ThreadNum => Reach::Thread,
        Routine::TeamNum | Routine::NumThreads | Routine::InParallel | Routine::Level => Reach::Region,
        Routine::NumTeams
        | Routine::MaxThreads
        | Routine::ThreadLimit
        | Routine::IsInitialDevice
        | Routine::DeviceNum => Reach::League,
    }
}

impl Body<'_, '_> {
    /// Notes what a `let` tells of its variable.
    pub(in crate::device::codegen) fn learn_reach(&mut self, var: VarId, value: Option<&'static Expr>) {
        let reach = match (self.mode, value) {
            // All threads see the variable of their team, and it keeps its value.
            (Mode::Team, Some(value)) => self.reach(value).max(Reach::Region),
            (_, Some(value)) => self.reach(value),
            (_, None) => Reach::Thread,
        };
        // Another variable of that name, with another value, looks the same to the rules.
        let name = self.var_name(var);
        let alone = self.code.vars.iter().filter(|other| other.name == name).count() == 1;
        let most = match self.mode {
            _ if alone => Reach::League,
            Mode::Team => Reach::Region,
            _ => Reach::Team,
        };
        self.set_reach(var, if self.is_slice(var) { Reach::Thread } else { reach.min(most) });
    }

    /// Who has the value of a variable, which nobody has unless it keeps it.
    pub(super) fn set_reach(&mut self, var: VarId, reach: Reach) {
        let at = usize::from(var);
        let kept = self.is_slice(var) || !self.written[at];
        self.reach[at] = if kept { reach } else { Reach::Thread };
    }

    /// Whether an expression has one value for all threads that evaluate it, by its form.
    pub(super) fn is_uniform(&self, expr: &'static Expr) -> bool {
        self.reach(expr) >= Reach::Team
    }

    /// Who has the value of an expression, by its form.
    pub(in crate::device::codegen) fn reach(&self, expr: &'static Expr) -> Reach {
        let all =
            |args: &'static [Expr]| args.iter().map(|arg| self.reach(arg)).min().unwrap_or(Reach::League);
        match expr {
            Expr::Int(..) | Expr::Float(..) | Expr::Bool(_) | Expr::Const(..) => Reach::League,
            Expr::Routine(routine) => of_routine(*routine),
            Expr::Var(var) if self.is_slice(*var) => Reach::Thread,
            Expr::Var(var) if self.mode == Mode::Team => self.reach_of(*var).max(Reach::Region),
            Expr::Var(var) => self.reach_of(*var),
            Expr::Unary(_, a) | Expr::Cast(a, _) | Expr::Field(a, _) => self.reach(a),
            Expr::Binary(_, a, b, _) => self.reach(a).min(self.reach(b)),
            Expr::Method(a, _, args, _) => self.reach(a).min(all(args)),
            // No array changes its length.
            Expr::Len(Expr::Var(var)) => {
                if self.is_slice(*var) {
                    self.reach_of(*var)
                } else {
                    Reach::League
                }
            }
            Expr::Index(Expr::Var(var), index, _)
                if !self.is_slice(*var) || !self.written[usize::from(*var)] =>
            {
                self.reach_of(*var).min(self.reach(index))
            }
            _ => Reach::Thread,
        }
    }

    fn reach_of(&self, var: VarId) -> Reach {
        self.reach[usize::from(var)]
    }

    /// Who has the values that say which iterations of a loop there are, and which elements they own.
    pub(super) fn reach_of_loop(
        &self,
        nest: &'static [(VarId, Range)],
        agreed: &'static [(Expr, Site)],
    ) -> Reach {
        let ranges = nest.iter().flat_map(|(_, range)| {
            [&range.lo, &range.hi].into_iter().chain(range.step.iter().map(|(step, _)| step))
        });
        let values = ranges.chain(agreed.iter().map(|(value, _)| value));
        values.map(|value| self.reach(value)).min().unwrap_or(Reach::League)
    }

    /// Refuses a loop that teams share, if one of them might have other values: nobody could compare them.
    pub(in crate::device::codegen) fn league_agrees(
        &self,
        over: Over,
        nest: &'static [(VarId, Range)],
        agreed: &'static [(Expr, Site)],
    ) -> Result<()> {
        let of_league = matches!(over, Over::Teams | Over::TeamsParallel);
        if of_league && self.reach_of_loop(nest, agreed) < Reach::League {
            return self.refuse(
                "a loop that teams share, with a range or an index of which each team may have its own: compute what is in \
                 it before the `teams` construct",
            );
        }
        Ok(())
    }
}
