//! The messages of the data-sharing check. Each names what is accessed, how, and one way out.

use super::{
    access::{Access, LoopContext, OneThread, Touch},
    partition::Clash,
    race::Race,
    region::{CLAUSE_GUARD, Checker, Mode, is_length},
};
use crate::report::Extent;

/// Messages. Each names what is accessed, how, and one way out.
impl Checker<'_> {
    pub(super) fn unprotected(&self, access: &Access) -> Race {
        let text = self.text();
        if access.context.task.is_some() {
            let message = format!("`{text}` is written in a task that every thread creates");
            let help = "create the task in `#[omp(single)]`, so that there is one of it".to_owned();
            return Race { at: access.extent, message, help, other: self.other(access) };
        }
        if self.all.league {
            return self.unprotected_in_league(access);
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

    /// What every team of a league writes.
    fn unprotected_in_league(&self, access: &Access) -> Race {
        let text = self.text();
        let one = "write in `if omp_get_team_num() == 0 { .. }`";
        let (message, help) = match &access.touch {
            _ if !access.indices.is_empty() => (
                format!("every team of the league writes these elements of `{text}`"),
                format!(
                    "share the loop out with `#[omp(distribute parallel for)]`, write an element of the team's own \
                     (`{text}[omp_get_team_num()]`), or {one}"
                ),
            ),
            Touch::Update(op) => (
                format!("`{text}` is shared, and every team of the league updates it"),
                reduction_help(&text, op, access).replace("the directive", "`teams`"),
            ),
            Touch::Method(name) => (
                format!("`{}` changes `{text}`, which all teams of the league share", called(name)),
                format!("declare `{text}` inside the `teams`"),
            ),
            _ => (
                format!("`{text}` is shared, and every team of the league writes it"),
                format!("declare `{text}` inside the `teams`, or {one}"),
            ),
        };
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
    pub(super) fn scalar(&self, accesses: &[&Access], loop_: &LoopContext) -> Race {
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
                if loop_.takes_last {
                    format!("add `lastprivate({text})` to the directive, or declare `{text}` inside the loop")
                } else {
                    format!("declare `{text}` inside the loop, or add `private({text})` to the directive")
                },
            ),
        };
        let other = self.other(write).or_else(|| Some(self.iterations(loop_)));
        Race { at: write.extent, message, help, other }
    }

    pub(super) fn clash(&self, clash: &Clash<'_>, accesses: &[&Access], loop_: &LoopContext) -> Race {
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

    pub(super) fn phase_race(&self, a: &Access, mode_a: &Mode, b: &Access, mode_b: &Mode) -> Race {
        let text = self.text();
        let guarded = |mode: &Mode| matches!(mode, Mode::Guard(names) if names[0] != CLAUSE_GUARD);
        let (message, help) = if self.all.league {
            (
                format!(
                    "`{text}` is accessed by different teams of the league, which do not wait for each other"
                ),
                "end the construct between the two, and start another".to_owned(),
            )
        } else if guarded(mode_a) && guarded(mode_b) {
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
        op @ ("+" | "*" | "&" | "|" | "^" | "&&" | "||" | "min" | "max") => {
            format!("add `reduction({op}: {text})` to the directive")
        }
        "-" => format!("add `reduction(-: {text})` to the directive"),
        _ => "put the update in `#[omp(critical)]`".to_owned(),
    }
}
