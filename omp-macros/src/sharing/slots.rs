//! Slots: the elements of an array that belong to a thread by its number, as in `a[thread * n + j]`.

use std::collections::HashSet;

use syn::Expr;

use super::{
    affine::{Affine, Term, locals, normal_text, written_out},
    place::PlaceKey,
    region::{Mode, Plan},
    scope::{Scopes, VarId},
};

/// The variable that holds the thread's number, and how far the threads' rows are apart.
pub(crate) fn row(expr: &Expr, thread_nums: &[VarId], scopes: &Scopes) -> Option<(VarId, Term)> {
    let affine = Affine::parse(expr, thread_nums, scopes)?;
    let mut coefs = thread_nums.iter().zip(affine.coefs).filter_map(|(var, coef)| Some((*var, coef?)));
    let (var, stride) = coefs.next().filter(|(_, stride)| !stride.negative)?;
    if coefs.next().is_some() || (stride.literal() == Some(1) && !affine.rest.is_empty()) {
        return None;
    }
    Some((var, stride))
}

/// An array in which each thread of a region has elements of its own.
#[derive(Clone)]
pub(crate) struct Slots {
    pub(crate) key: PlaceKey,
    /// The region's variables start here.
    region: VarId,
    /// Whether all accesses say the same of how far the threads are apart.
    uniform: bool,
    /// What changes while the region runs.
    assigned: HashSet<VarId>,
}

impl Slots {
    /// The arrays in which a thread's part is more than one element.
    pub(crate) fn of(plan: &Plan, region: VarId) -> Vec<Self> {
        let mut found = Vec::new();
        for written in &plan.written {
            let of_threads =
                written.accesses.iter().filter(|i| matches!(plan.modes.get(i), Some(Mode::Slot)));
            let strides: HashSet<String> = of_threads
                .filter_map(|&i| plan.accesses.list[i].indices.first()?.slot.as_ref())
                .map(normal_text)
                .collect();
            if strides.iter().any(|stride| stride != "1") {
                let assigned = plan.accesses.assigned.clone();
                found.push(Self { key: written.key.clone(), region, uniform: strides.len() == 1, assigned });
            }
        }
        found
    }

    /// The thread whose row the index is in, and how long it is.
    pub(crate) fn row(&self, index: &Expr, scopes: &Scopes) -> Option<(VarId, Term)> {
        let index = written_out(index, self.region, scopes).unwrap_or_else(|| index.clone());
        let thread_nums: Vec<VarId> = locals(&index, scopes)
            .into_iter()
            .filter(|id| *id >= self.region && scopes.var(*id).thread_num)
            .collect();
        row(&index, &thread_nums, scopes)
    }

    /// Whether all threads have rows of that length, as long as the region runs.
    pub(crate) fn agree(&self, stride: &Term) -> bool {
        let set_outside = |var: &VarId| *var < self.region && !self.assigned.contains(var);
        self.uniform && stride.pure && stride.vars.iter().all(set_outside)
    }
}
