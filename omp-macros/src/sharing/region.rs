//! Is a region free of data races? Every variable from outside that is written must follow one of the rules:
//! own element, own slot, guard, phase. What is not proven is an error that names both accesses.

use std::{collections::HashMap, rc::Rc};

use crate::report::Extent;

use super::{
    access::{Access, Accesses, LoopContext, OneThread, Touch},
    partition::{Clash, Partition, partition},
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

struct Checker<'a> {
    all: &'a Accesses,
    place: &'a Written,
}

impl<'a> Checker<'a> {
    fn list(&self) -> impl Iterator<Item = &'a Access> + use<'a> {
        let all = self.all;
        self.place.accesses.iter().map(move |&i| &all.list[i])
    }

    fn scopes(&self) -> &Scopes {
        &self.all.scopes
    }

    fn text(&self) -> String {
        self.place.key.text(self.scopes())
    }

    fn is_written(&self) -> bool {
        self.list().any(|access| self.writes(access))
    }

    /// Whether an access writes. A method we do not know is taken to write where a lone thread calls it
    /// on a variable that can be written; elsewhere rustc has the last word.
    fn writes(&self, access: &Access) -> bool {
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
        if accesses.iter().all(|a| a.indices.is_empty()) || self.is_scalar(&accesses) {
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

fn is_length(access: &Access) -> bool {
    access.indices.is_empty() && access.touch.asks_length()
}

fn has_slot(access: &Access) -> bool {
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

/// Messages. Each names what is accessed, how, and one way out.
impl Checker<'_> {
    fn unprotected(&self, access: &Access) -> Race {
        let text = self.text();
        if access.context.task.is_some() {
            let message = format!("`{text}` is written in a task that every thread creates");
            let help = "create the task in `#[omp(single)]`, so that there is one of it".to_owned();
            return Race { at: access.extent, message, help, other: self.other(access) };
        }
        if access.indices.is_empty() {
            return self.unprotected_scalar(access);
        }
        let message = format!("every thread of the region writes these elements of `{text}`");
        let help = format!(
            "share the loop out with `#[omp(for)]`, write a slot of the thread's own (`{text}[omp_get_thread_num()]`), \
             or write in `#[omp(single)]`"
        );
        Race { at: access.extent, message, help, other: self.other(access) }
    }

    fn unprotected_scalar(&self, access: &Access) -> Race {
        let text = self.text();
        let (message, help) = match &access.touch {
            Touch::BorrowMut => (
                format!("`{text}` is borrowed mutably by every thread of the region"),
                format!(
                    "put the use in `#[omp(critical)]`, or add `firstprivate({text})` to give each thread its own"
                ),
            ),
            Touch::Method(name) => (
                format!("`{}` changes `{text}`, which all threads of the region share", called(name)),
                "put the call in `#[omp(critical)]`".to_owned(),
            ),
            Touch::Update(op) => (
                format!("`{text}` is shared, and every thread of the region updates it"),
                reduction_help(&text, op, access),
            ),
            _ => (
                format!("`{text}` is shared, and every thread of the region writes it"),
                format!("declare `{text}` inside the region, or write it in `#[omp(single)]`"),
            ),
        };
        Race { at: access.extent, message, help, other: self.other(access) }
    }

    /// A variable without index that a worksharing loop writes.
    fn scalar(&self, accesses: &[&Access], loop_: &LoopContext) -> Race {
        let text = self.text();
        let write = accesses.iter().find(|a| self.writes(a) && a.indices.is_empty()).unwrap_or(&accesses[0]);
        let read_first = accesses.iter().find(|a| !self.writes(a));
        let (message, help) = match &write.touch {
            Touch::Update(op) if reads(accesses) > operands(op) => (
                format!("`{text}` is shared, and every iteration uses what others have made of it"),
                format!("compute `{text}` from the loop variable, inside of the loop"),
            ),
            Touch::Update(op) => (
                format!("`{text}` is shared, and every iteration updates it"),
                reduction_help(&text, op, write),
            ),
            Touch::BorrowMut => (
                format!("`{text}` is shared, and every iteration borrows it mutably"),
                "put the use in `#[omp(critical)]`".to_owned(),
            ),
            Touch::Method(name) => (
                format!("`{}` changes `{text}`, which all iterations share", called(name)),
                "put the call in `#[omp(critical)]`".to_owned(),
            ),
            _ if read_first.is_some_and(|read| before(self, read, write)) => (
                format!("`{text}` is shared, and every iteration reads and writes it"),
                format!(
                    "compute `{text}` from the loop variable inside of the loop, or combine the iterations' values \
                     with `reduction(max: {text})` (or the operation meant)"
                ),
            ),
            _ if write.through_reference => (
                format!("`{text}` is shared, and every iteration writes what it refers to"),
                format!("write a variable declared in the loop, or `*{text}` after it"),
            ),
            _ => (
                format!("`{text}` is shared, and every iteration writes it"),
                format!("add `lastprivate({text})` to the directive, or declare `{text}` inside the loop"),
            ),
        };
        let other = self.other(write).or_else(|| Some(self.iterations(loop_)));
        Race { at: write.extent, message, help, other }
    }

    fn clash(&self, clash: &Clash<'_>, accesses: &[&Access], loop_: &LoopContext) -> Race {
        let text = self.text();
        let (at, message, help) = match clash {
            Clash::Whole(a) => (
                *a,
                format!("`{text}` is used as a whole while other iterations write its elements"),
                format!("read it before the loop, or use only the iteration's own element of `{text}`"),
            ),
            Clash::Fixed(a) if self.writes(a) => (
                *a,
                format!(
                    "the index lacks the loop variable: several iterations write one element of `{text}`"
                ),
                format!("index `{text}` by the loop variable, or put the write in `#[omp(critical)]`"),
            ),
            Clash::Fixed(a) => (
                *a,
                format!("this element of `{text}` may be written by another iteration"),
                "copy the element to a variable before the loop".to_owned(),
            ),
            Clash::Indirect(a) => (
                *a,
                format!("this index of `{text}` may be the same in two iterations"),
                "put the access in `#[omp(atomic)]` or `#[omp(critical)]`, or index by the loop variable"
                    .to_owned(),
            ),
            Clash::Multiples(_, b) => (
                *b,
                format!("`{text}` is indexed by different multiples of the loop variable: iterations meet"),
                format!("read from a copy of `{text}`, or split the loop in two"),
            ),
            Clash::Distance(_, b) => (
                *b,
                format!("one iteration's element of `{text}` is another's here: the index differs"),
                format!("read from a copy of `{text}` made before the loop"),
            ),
            Clash::Variable(a) => (
                *a,
                format!("this index of `{text}` may reach another iteration's element"),
                "index by the loop variable alone, or by `i * n + j` with rows of `n` elements".to_owned(),
            ),
        };
        let other = match clash {
            Clash::Multiples(a, _) | Clash::Distance(a, _) => Some((a.extent, self.describe(a))),
            _ => {
                let rest = accesses.iter().filter(|a| !std::ptr::eq(**a, at) && !is_length(a));
                let other = rest.clone().find(|a| self.writes(a)).or_else(|| rest.clone().next());
                other.map_or_else(|| Some(self.iterations(loop_)), |a| Some((a.extent, self.describe(a))))
            }
        };
        Race { at: at.extent, message, help, other }
    }

    fn phase_race(&self, a: &Access, mode_a: &Mode, b: &Access, mode_b: &Mode) -> Race {
        let text = self.text();
        let guarded = |mode: &Mode| matches!(mode, Mode::Guard(names) if names[0] != CLAUSE_GUARD);
        let (message, help) = if guarded(mode_a) && guarded(mode_b) {
            (
                format!("`{text}` is guarded by different `critical` names here and there"),
                "use one name for every access".to_owned(),
            )
        } else if guarded(mode_a) || guarded(mode_b) {
            (
                format!("`{text}` is accessed here beside a `critical` that guards it elsewhere"),
                "put this access in `#[omp(critical)]` of the same name, or a barrier between the two"
                    .to_owned(),
            )
        } else if matches!(mode_a, Mode::Atomic) != matches!(mode_b, Mode::Atomic) {
            (
                format!("`{text}` is accessed atomically in one place and plainly in another"),
                "put every access in `#[omp(atomic)]`, or a barrier between the two".to_owned(),
            )
        } else {
            let waits = |mode: &Mode| matches!(mode, Mode::Own(_) | Mode::One(OneThread::Single(_)));
            let help = if waits(mode_a) || waits(mode_b) {
                "write `omp!(barrier);` between the two, or remove the `nowait`"
            } else {
                "write `omp!(barrier);` between the two"
            };
            (format!("no barrier between two accesses of `{text}` by different threads"), help.to_owned())
        };
        let at_plain = matches!(mode_b, Mode::Guard(_) | Mode::Atomic)
            && !matches!(mode_a, Mode::Guard(_) | Mode::Atomic);
        let (at, other) = if at_plain { (a, b) } else { (b, a) };
        Race { at: at.extent, message, help, other: Some((other.extent, self.describe(other))) }
    }

    /// The other access, where it is the same one in another iteration.
    fn iterations(&self, loop_: &LoopContext) -> (Extent, String) {
        (loop_.span.into(), format!("the iterations of this loop share `{}`", self.text()))
    }

    fn describe(&self, access: &Access) -> String {
        let verb = if self.writes(access) { "written" } else { "read" };
        format!("`{}` is {verb} here", self.text())
    }

    /// Another access to name beside `access`: rather a different one, a write if there is one.
    fn other(&self, access: &Access) -> Option<(Extent, String)> {
        let rest = || self.list().filter(|a| !std::ptr::eq(*a, access) && !is_length(a));
        let other = rest().find(|a| self.writes(a)).or_else(|| rest().next())?;
        Some((other.extent, self.describe(other)))
    }
}

fn reads(accesses: &[&Access]) -> usize {
    accesses.iter().filter(|access| !access.touch.may_write()).count()
}

/// How often an update reads its variable by name: `x = x + 1` does, `x += 1` does not.
fn operands(op: &str) -> usize {
    usize::from(!op.ends_with('='))
}

fn before(checker: &Checker<'_>, a: &Access, b: &Access) -> bool {
    checker.list().position(|x| std::ptr::eq(x, a)) < checker.list().position(|x| std::ptr::eq(x, b))
}

/// What the source calls a method: `write!` calls `write_fmt`.
fn called(method: &str) -> &str {
    if method == "write_fmt" { "write!" } else { method }
}

fn reduction_help(text: &str, op: &str, update: &Access) -> String {
    match op.trim_end_matches('=') {
        // The private copy of what a reference leads to has the reference's name, and `*name` is no place then.
        "+" | "-" | "*" | "&" | "|" | "^" if update.through_reference => {
            "put `#[omp(atomic)]` on the update".to_owned()
        }
        op @ ("+" | "*" | "&" | "|" | "^" | "min" | "max") => {
            format!("add `reduction({op}: {text})` to the directive")
        }
        "-" => format!("add `reduction(-: {text})` to the directive"),
        _ => "put the update in `#[omp(critical)]`".to_owned(),
    }
}
