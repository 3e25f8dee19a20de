//! Is a region free of data races? Every variable from outside that is written must follow one of the rules:
//! own element, own slot, guard, phase. What is not proven is an error that names both accesses.

use std::{collections::HashMap, rc::Rc};

use super::{
    access::{Access, Accesses, LoopContext, OneThread, Touch},
    partition::{Partition, lone, partition},
    place::PlaceKey,
    race::Race,
    scope::Scopes,
};

/// The lock of the clauses that combine values into a shared variable.
pub(crate) const CLAUSE_GUARD: &str = "(clause)";

/// How an access is kept from racing with others.
#[derive(Clone)]
pub(crate) enum Mode {
    Read,
    /// An element that belongs to the iteration.
    Own(Rc<LoopContext>),
    /// An element that belongs to the thread.
    Slot,
    Guard(Vec<String>),
    Atomic,
    One(OneThread),
    /// By nothing.
    Unprotected,
}

/// A variable from outside that is written in the region.
pub(crate) struct Written {
    pub(crate) key: PlaceKey,
    /// Indices into the list of accesses.
    pub(crate) accesses: Vec<usize>,
    /// Touched as a whole somewhere, not only by index.
    pub(crate) whole: bool,
}

/// The outcome of a check without errors.
pub(crate) struct Plan {
    pub(crate) accesses: Accesses,
    pub(crate) written: Vec<Written>,
    pub(crate) modes: HashMap<usize, Mode>,
}

/// Checks a region, or a combined construct taken for itself.
pub(crate) fn check(accesses: Accesses) -> Result<Plan, Vec<Race>> {
    let written = written_places(&accesses);
    let mut modes = HashMap::new();
    let mut races = Vec::new();
    for place in &written {
        let checker = Checker { all: &accesses, place };
        let list = checker.modes();
        races.extend(checker.races(&list));
        modes.extend(place.accesses.iter().copied().zip(list));
    }
    if races.is_empty() { Ok(Plan { accesses, written, modes }) } else { Err(races) }
}

/// Groups accesses by the variable or field they touch, and keeps the groups with a write.
fn written_places(accesses: &Accesses) -> Vec<Written> {
    let mut order: Vec<usize> = (0..accesses.list.len()).collect();
    order.sort_by_key(|&i| accesses.list[i].key.fields.len());
    let mut groups: Vec<Written> = Vec::new();
    for i in order {
        let key = &accesses.list[i].key;
        match groups.iter_mut().find(|group| group.key.overlaps(key)) {
            Some(group) => group.accesses.push(i),
            None => groups.push(Written { key: key.clone(), accesses: vec![i], whole: false }),
        }
    }
    for group in &mut groups {
        group.accesses.sort_unstable();
        let slice = group.key.fields.is_empty() && is_slice(accesses.scopes.var(group.key.var).ty.as_ref());
        group.whole = !slice
            && group.accesses.iter().any(|&i| {
                let access = &accesses.list[i];
                let by_index = !access.indices.is_empty() && access.key == group.key;
                !by_index && needs_whole(access)
            });
    }
    groups.retain(|group| Checker { all: accesses, place: group }.is_written());
    groups
}

/// `&mut [T]`: all there is of it is its elements.
fn is_slice(ty: Option<&syn::Type>) -> bool {
    matches!(ty, Some(syn::Type::Reference(reference)) if matches!(*reference.elem, syn::Type::Slice(_)))
}

/// Whether an access without index needs the variable itself, where a slice of it would not do.
fn needs_whole(access: &Access) -> bool {
    match &access.touch {
        Touch::Method(name) => !SLICE_METHODS.contains(&name.as_str()),
        _ => true,
    }
}

const SLICE_METHODS: &[&str] =
    &["len", "is_empty", "iter", "iter_mut", "first", "last", "fill", "swap", "windows"];

pub(super) struct Checker<'a> {
    pub(super) all: &'a Accesses,
    pub(super) place: &'a Written,
}

impl<'a> Checker<'a> {
    pub(super) fn list(&self) -> impl Iterator<Item = &'a Access> + use<'a> {
        let all = self.all;
        self.place.accesses.iter().map(move |&i| &all.list[i])
    }

    pub(super) fn scopes(&self) -> &Scopes {
        &self.all.scopes
    }

    pub(super) fn text(&self) -> String {
        self.place.key.text(self.scopes())
    }

    fn is_written(&self) -> bool {
        self.list().any(|access| self.writes(access))
    }

    /// Whether an access writes. A method we do not know is taken to write where a lone thread calls it
    /// on a variable that can be written; elsewhere rustc has the last word.
    pub(super) fn writes(&self, access: &Access) -> bool {
        if access.touch.writes() {
            return true;
        }
        let var = self.scopes().var(access.key.var);
        let context = &access.context;
        let protected = context.one.is_some() || !context.guards.is_empty();
        access.touch.may_write()
            && protected
            && (var.mutable || var.is_mut_ref)
            && access.indices.is_empty()
            && !self.list().any(|other| self.unprotected_read_beside(other, access))
    }

    fn unprotected_read_beside(&self, other: &Access, access: &Access) -> bool {
        other.context.one.is_none()
            && other.context.guards.is_empty()
            && self.all.phases.root(other.phase) == self.all.phases.root(access.phase)
    }

    fn modes(&self) -> Vec<Mode> {
        self.list().map(|access| self.mode(access)).collect()
    }

    fn mode(&self, access: &Access) -> Mode {
        let context = &access.context;
        if access.touch == Touch::Clause {
            return Mode::Guard(vec![CLAUSE_GUARD.to_owned()]);
        }
        if context.atomic && self.list().any(|a| a.context.atomic && self.writes(a)) {
            return Mode::Atomic;
        }
        if !context.guards.is_empty() && self.list().any(|a| !a.context.guards.is_empty() && self.writes(a)) {
            return Mode::Guard(context.guards.clone());
        }
        if let Some(one) = &context.one
            && self.list().any(|a| a.context.one.as_ref() == Some(one) && self.writes(a))
        {
            return Mode::One(one.clone());
        }
        if has_slot(access) && self.list().any(|a| has_slot(a) && self.bare_write(a)) {
            return Mode::Slot;
        }
        if let Some(loop_) = &context.loop_
            && self.list().any(|a| in_loop(a, loop_.id) && self.bare_write(a) && !has_slot(a))
        {
            return Mode::Own(Rc::clone(loop_));
        }
        if self.writes(access) { Mode::Unprotected } else { Mode::Read }
    }

    /// A write that no guard, atomic or lone thread protects.
    fn bare_write(&self, access: &Access) -> bool {
        let context = &access.context;
        self.writes(access) && context.guards.is_empty() && !context.atomic && context.one.is_none()
    }

    fn races(&self, modes: &[Mode]) -> Vec<Race> {
        let pairs: Vec<(&Access, &Mode)> = self.list().zip(modes).collect();
        if let Some((access, _)) = pairs.iter().find(|(_, mode)| matches!(mode, Mode::Unprotected)) {
            return vec![self.unprotected(access)];
        }
        let mut races: Vec<Race> = Vec::new();
        let mut loops: Vec<&Rc<LoopContext>> = Vec::new();
        for (_, mode) in &pairs {
            if let Mode::Own(loop_) = mode
                && !loops.iter().any(|known| known.id == loop_.id)
            {
                loops.push(loop_);
            }
        }
        for loop_ in loops {
            if let Err(race) = self.own_elements(loop_) {
                races.push(race);
            }
        }
        if races.is_empty() {
            races.extend(self.same_phase(&pairs));
        }
        races
    }

    /// Divides the array among the iterations of one loop.
    fn own_elements(&self, loop_: &LoopContext) -> Result<Partition, Race> {
        let accesses: Vec<&Access> =
            self.list().filter(|a| in_loop(a, loop_.id) && a.context.guards.is_empty()).collect();
        let one_iterations = lone(&accesses).is_some();
        if !one_iterations && (accesses.iter().all(|a| a.indices.is_empty()) || self.is_scalar(&accesses)) {
            return Err(self.scalar(&accesses, loop_));
        }
        partition(&accesses, loop_, &self.all.assigned).map_err(|clash| self.clash(&clash, &accesses, loop_))
    }

    fn is_scalar(&self, accesses: &[&Access]) -> bool {
        accesses.iter().any(|a| self.writes(a) && a.indices.is_empty())
    }

    fn same_phase(&self, pairs: &[(&Access, &Mode)]) -> Option<Race> {
        let all = || {
            let pairs_before = |i: usize| pairs[..i].iter().map(move |b| (b, &pairs[i]));
            (0..pairs.len()).flat_map(pairs_before).filter(|(a, b)| self.meet(a, b))
        };
        // Two reads may be in modes that exclude each other; what the message shows should include a write.
        let (a, b) = all().find(|(a, b)| self.writes(a.0) || self.writes(b.0)).or_else(|| all().next())?;
        Some(self.phase_race(a.0, a.1, b.0, b.1))
    }

    fn meet(&self, (a, mode_a): &(&Access, &Mode), (b, mode_b): &(&Access, &Mode)) -> bool {
        let together = self.all.phases.root(a.phase) == self.all.phases.root(b.phase);
        // The length of a slice does not change; only a variable touched as a whole could.
        let length = !self.place.whole && (is_length(a) || is_length(b));
        together && !length && !compatible(mode_a, mode_b)
    }
}

pub(super) fn is_length(access: &Access) -> bool {
    access.indices.is_empty() && access.touch.asks_length()
}

pub(crate) fn has_slot(access: &Access) -> bool {
    access.indices.first().is_some_and(|index| index.slot.is_some())
}

fn in_loop(access: &Access, id: usize) -> bool {
    access.context.loop_.as_ref().is_some_and(|loop_| loop_.id == id)
}

/// Whether two accesses in one phase cannot meet.
fn compatible(a: &Mode, b: &Mode) -> bool {
    match (a, b) {
        (Mode::Read, Mode::Read) | (Mode::Slot, Mode::Slot) | (Mode::Atomic, Mode::Atomic) => true,
        // Two static loops over the same range give each thread the same iterations (OpenMP 5.2, 11.5.3).
        (Mode::Own(a), Mode::Own(b)) => a.id == b.id || (a.is_static && b.is_static && a.header == b.header),
        (Mode::Guard(a), Mode::Guard(b)) => a.iter().any(|name| b.contains(name)),
        (Mode::One(a), Mode::One(b)) => a == b,
        _ => false,
    }
}
