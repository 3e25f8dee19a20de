//! Which CPUs the threads of a team run on, if the user asks (OpenMP 5.2, 10.1.3).

mod start;
mod topology;

use std::{cell::Cell, sync::OnceLock};

use crate::{context::Context, env, icv::Bind};
pub(crate) use start::{current_cpu, start_apart};

/// A thread's place, and the range of places that regions it encounters may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Placement {
    place: usize,
    first: usize,
    len: usize,
}

impl Placement {
    /// Of an initial task: the first place, all places at its disposal. The length is filled in on first use.
    pub(crate) const INITIAL: Self = Self { place: 0, first: 0, len: usize::MAX };
}

thread_local! {
    /// The place and CPU that this thread is bound to.
    static BOUND: Cell<Option<(usize, usize)>> = const { Cell::new(None) };
}

/// Binds the thread of a new implicit task as its region asks: the clause, if any, and the encountering task's
/// *bind-var*. Does nothing if nobody asks.
pub(crate) fn bind(ctx: &Context, clause: Option<Bind>) {
    let Some((from, bind_var)) = ctx.encountering(|parent| (parent.placement.get(), parent.icv.get().bind))
    else {
        return;
    };
    ctx.placement.set(from);
    if let Some(policy) = policy(bind_var, clause) {
        let places = places();
        if !places.is_empty() {
            let from = Placement { len: from.len.min(places.len()), ..from };
            let to = assign(policy, ctx.thread_num, ctx.team().size, from);
            ctx.placement.set(to);
            bind_to(to.place, &places[to.place], ctx.thread_num);
        }
    }
}

fn policy(bind_var: Bind, clause: Option<Bind>) -> Option<Bind> {
    match (bind_var, clause) {
        (Bind::False, _) | (Bind::Unset, None) => None,
        // Which policy `true` means is ours to say.
        (Bind::True, None) => Some(Bind::Close),
        (_, Some(policy)) | (policy, None) => Some(policy),
    }
}

/// Within a place the threads take turns with its CPUs, for the system binds to one.
fn bind_to(place: usize, cpus: &[usize], num: usize) {
    let cpu = cpus[num % cpus.len()];
    if BOUND.get() != Some((place, cpu)) {
        // A CPU that has gone away since leaves the thread where it is, which is slower and not wrong.
        core_affinity::set_for_current(core_affinity::CoreId { id: cpu });
        BOUND.set(Some((place, cpu)));
    }
}

/// Thread `num`'s place in a team of `threads`, encountered by a thread at `from`.
fn assign(policy: Bind, num: usize, threads: usize, from: Placement) -> Placement {
    let (places, start) = (from.len, from.place - from.first);
    // `i` of `n` evenly over the places, in integers that do not overflow.
    let share = |i: usize, n: usize| (i as u128 * places as u128 / n as u128) as usize;
    let at = |i: usize| from.first + (start + i) % places;
    match policy {
        Bind::Spread if threads <= places => {
            let home = (0..threads).rfind(|&i| share(i, threads) <= start).unwrap_or(0);
            let part = (home + num) % threads;
            let (first, end) = (share(part, threads), share(part + 1, threads));
            let place = if num == 0 { start } else { first };
            Placement { place: from.first + place, first: from.first + first, len: end - first }
        }
        Bind::Spread => {
            let place = at(share(num, threads));
            Placement { place, first: place, len: 1 }
        }
        Bind::Close | Bind::True if threads <= places => Placement { place: at(num), ..from },
        Bind::Close | Bind::True => Placement { place: at(share(num, threads)), ..from },
        Bind::Primary | Bind::Unset | Bind::False => from,
    }
}

/// The place list: `OMP_PLACES`, or the cores. Only CPUs that this process may use.
fn places() -> &'static [Vec<usize>] {
    static PLACES: OnceLock<Vec<Vec<usize>>> = OnceLock::new();
    PLACES.get_or_init(|| {
        let usable: Vec<usize> =
            core_affinity::get_core_ids().unwrap_or_default().into_iter().map(|core| core.id).collect();
        let spec = env::get().places.as_ref();
        let places = topology::places(spec, &usable, topology::from_system);
        if places.is_empty() && spec.is_some() {
            eprintln!(
                "ferromp: warning: OMP_PLACES names no CPU that this process may use: threads are not bound"
            );
        }
        places
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Placement = Placement { place: 0, first: 0, len: 8 };

    fn team(policy: Bind, threads: usize, from: Placement) -> Vec<usize> {
        (0..threads).map(|num| assign(policy, num, threads, from).place).collect()
    }

    #[test]
    fn close_takes_the_next_places_and_wraps() {
        assert_eq!(team(Bind::Close, 4, ALL), [0, 1, 2, 3]);
        assert_eq!(team(Bind::Close, 4, Placement { place: 6, ..ALL }), [6, 7, 0, 1]);
        assert_eq!(team(Bind::Close, 16, ALL), (0..16).map(|i| i / 2).collect::<Vec<_>>());
    }

    #[test]
    fn spread_divides_the_places() {
        assert_eq!(team(Bind::Spread, 4, ALL), [0, 2, 4, 6]);
        assert_eq!(team(Bind::Spread, 2, Placement { place: 5, ..ALL }), [5, 0]);
        let inner = assign(Bind::Spread, 1, 2, ALL);
        assert_eq!(inner, Placement { place: 4, first: 4, len: 4 });
        assert_eq!(team(Bind::Spread, 2, inner), [4, 6]);
        assert_eq!(team(Bind::Spread, 16, ALL), (0..16).map(|i| i / 2).collect::<Vec<_>>());
    }

    #[test]
    fn spread_gives_every_place_to_exactly_one_part() {
        for places in 1..20 {
            for threads in 1..=places {
                for place in 0..places {
                    let from = Placement { place, first: 0, len: places };
                    let mut taken = vec![0; places];
                    for num in 0..threads {
                        let to = assign(Bind::Spread, num, threads, from);
                        taken[to.first..to.first + to.len].iter_mut().for_each(|n| *n += 1);
                        assert!((to.first..to.first + to.len).contains(&to.place));
                    }
                    assert_eq!(taken, vec![1; places]);
                }
            }
        }
    }

    #[test]
    fn primary_stays() {
        assert_eq!(team(Bind::Primary, 3, Placement { place: 5, ..ALL }), [5, 5, 5]);
    }

    #[test]
    fn nobody_is_bound_unless_asked() {
        assert_eq!(policy(Bind::Unset, None), None);
        assert_eq!(policy(Bind::Unset, Some(Bind::Spread)), Some(Bind::Spread));
        assert_eq!(policy(Bind::False, Some(Bind::Spread)), None);
        assert_eq!(policy(Bind::True, None), Some(Bind::Close));
        assert_eq!(policy(Bind::Close, Some(Bind::Spread)), Some(Bind::Spread));
    }
}
