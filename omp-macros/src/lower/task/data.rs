//! The data sharing of a task: what it may touch beside the code that runs until the wait.

use crate::{
    lower::Lowerer,
    sharing::{
        access::{Access, Accesses, Touch},
        collect::collect_region,
        place::PlaceKey,
        race::Race,
        scope::Scopes,
    },
    syntax::{ClauseKind, Directive},
};

impl Lowerer<'_> {
    /// The task's data sharing. Returns what the task gets a copy of: what `firstprivate` lists, and what the task
    /// only reads while the code beside it goes on to write it.
    pub(super) fn check_task(
        &mut self,
        directive: &Directive,
        task: &Accesses,
        beside: &Accesses,
    ) -> Vec<PlaceKey> {
        let mut copies = self.listed(directive, |kind| matches!(kind, ClauseKind::Firstprivate(_)));
        let shared = self.listed(directive, |kind| matches!(kind, ClauseKind::Shared(_)));
        let mut told: Vec<PlaceKey> = Vec::new();
        for access in &task.list {
            if told.iter().any(|key| key.overlaps(&access.key)) || is_protected(access) {
                continue;
            }
            let stated = shared.iter().any(|key| key.overlaps(&access.key));
            let outside = self.regions.last().is_some_and(|region| access.key.var < region.boundary);
            let other = beside
                .list
                .iter()
                .find(|b| b.key.overlaps(&access.key) && !is_protected(b) && (writes(access) || writes(b)));
            let conflict = match other {
                Some(other) if writes(access) || stated || outside => Some(self.sibling_race(access, other)),
                Some(_) => {
                    copies.push(access.key.clone());
                    None
                }
                None if assigns(access) && !stated && !outside => Some(self.unstated(access)),
                None => None,
            };
            if let Some(race) = conflict {
                told.push(access.key.clone());
                self.race(race);
            }
        }
        copies.dedup();
        copies
    }

    /// A task that a loop creates meets itself: what it writes must be the iteration's own.
    pub(super) fn check_repeated(&mut self, task: &Accesses) {
        let Some(own) = self.tasks.as_ref().and_then(|scope| scope.loops.last().copied()) else { return };
        let mut told: Vec<PlaceKey> = Vec::new();
        for access in task.list.iter().filter(|a| writes(a) && !is_protected(a) && a.key.var < own) {
            if told.iter().any(|key| key.overlaps(&access.key)) {
                continue;
            }
            told.push(access.key.clone());
            let text = access.key.text(&self.scopes);
            let help = if access.indices.is_empty() {
                "put the write in `#[omp(critical)]` or `#[omp(atomic)]`".to_owned()
            } else {
                format!("give each task an element: `for x in {text}.iter_mut()`")
            };
            self.race(Race {
                at: access.extent,
                message: format!("`{text}` is written by every task that the loop creates"),
                help,
                other: None,
            });
        }
    }

    fn listed(&self, directive: &Directive, kind: impl Fn(&ClauseKind) -> bool) -> Vec<PlaceKey> {
        let clauses = directive.clauses.iter().filter(|c| kind(&c.kind));
        clauses.flat_map(|c| c.kind.places()).filter_map(|place| self.key_of(place)).collect()
    }

    fn sibling_race(&self, access: &Access, other: &Access) -> Race {
        let text = access.key.text(&self.scopes);
        let verb = |a: &Access| if writes(a) { "written" } else { "read" };
        Race {
            at: access.extent,
            message: format!(
                "`{text}` is {} in a task and {} before the task is waited for",
                verb(access),
                verb(other)
            ),
            help: "write `omp!(taskwait);` between the two, or give each its own variable".to_owned(),
            other: Some((other.extent, format!("`{text}` is {} here", verb(other)))),
        }
    }

    fn unstated(&self, access: &Access) -> Race {
        let text = access.key.text(&self.scopes);
        Race {
            at: access.extent,
            message: format!(
                "`{text}` is the creating thread's own, and a task that writes it would write a copy"
            ),
            help: format!(
                "add `shared({text})` to the task if the value is wanted after the wait, `firstprivate({text})` if not"
            ),
            other: None,
        }
    }
}

pub(super) fn nothing(scopes: &Scopes) -> Accesses {
    collect_region(scopes, &[], &[])
}

fn is_protected(access: &Access) -> bool {
    !access.context.guards.is_empty() || access.context.atomic
}

fn writes(access: &Access) -> bool {
    access.touch.writes()
}

/// Whether an access gives the variable itself a new value: not what it points to.
fn assigns(access: &Access) -> bool {
    matches!(access.touch, Touch::Write | Touch::Update(_))
        && access.indices.is_empty()
        && !access.through_reference
}
