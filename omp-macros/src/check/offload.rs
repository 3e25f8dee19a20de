//! What the clauses of `target` and its kind may say, and where these constructs may stand.

use super::walk::Frame;
use crate::error;
use crate::report::{Errors, Extent};
use crate::syntax::{Clause, ClauseKind, Directive, Kind, MapKind, TargetKind, TeamsKind};

pub(super) fn check_offload(directive: &Directive, errors: &mut Errors) {
    for clause in &directive.clauses {
        check_map_kind(directive, clause, errors);
    }
    check_listed_maps(directive, errors);
    check_moves_something(directive, errors);
    if directive.kind == Kind::DeclareTarget {
        errors.push(error::DECLARE_TARGET.at(directive.span, &[]));
    }
}

/// Which way data can go at the start of a region, and at its end (OpenMP 5.2, 5.8.3). `tofrom`, also by default, is
/// the half of it that the construct has.
fn check_map_kind(directive: &Directive, clause: &Clause, errors: &mut Errors) {
    use MapKind::{Alloc, Delete, From, Release, To, Tofrom};
    let ClauseKind::Map(kind, _) = &clause.kind else { return };
    let (fits, help) = match directive.kind {
        Kind::TargetEnterData => (matches!(kind, To | Tofrom | Alloc), "`to` or `alloc`"),
        Kind::TargetExitData => {
            (matches!(kind, From | Tofrom | Release | Delete), "`from`, `release` or `delete`")
        }
        _ => (matches!(kind, To | From | Tofrom | Alloc), "`to`, `from`, `tofrom` or `alloc`"),
    };
    if !fits {
        errors.push(error::MAP_KIND_HERE.at(clause.span, &[kind.name(), directive.name, help]));
    }
}

/// A variable is mapped once, and not also private (OpenMP 5.2, 5.8.3).
fn check_listed_maps(directive: &Directive, errors: &mut Errors) {
    let moved = |clause: &'_ Clause| !matches!(clause.kind, ClauseKind::Depend(..));
    let mut before = Vec::new();
    for clause in directive.clauses.iter().filter(|clause| moved(clause)) {
        for section in clause.kind.sections() {
            before.push((clause.kind.name(), &section.place));
        }
    }
    let private = |clause: &&Clause| {
        matches!(
            clause.kind,
            ClauseKind::Private(_) | ClauseKind::Firstprivate(_) | ClauseKind::IsDevicePtr(_)
        )
    };
    let mut places = before.clone();
    for clause in directive.clauses.iter().filter(private) {
        places.extend(clause.kind.places().iter().map(|place| (clause.kind.name(), place)));
    }
    for (index, (name, place)) in places.iter().enumerate() {
        let known = &before[..index.min(before.len())];
        let Some((other, first)) = known.iter().find(|(_, first)| first.overlaps(place)) else { continue };
        let text = place.to_string();
        if name == other {
            errors.push(error::LISTED_TWICE.at(Extent::of(place), &[&text, name]));
        } else {
            errors.push(error::SHARED_TWICE.at(Extent::of(place), &[&text, other, name]));
        }
        errors.note(first.span(), format_args!("first `{first}` here"));
    }
}

/// A data construct that names no data does nothing (OpenMP 5.2, 13.5 to 13.9).
fn check_moves_something(directive: &Directive, errors: &mut Errors) {
    let (wanted, help): (&[&str], _) = match directive.kind {
        Kind::TargetData => (&["map", "use_device_ptr"], "map(tofrom: a)"),
        Kind::TargetEnterData => (&["map"], "map(to: a)"),
        Kind::TargetExitData => (&["map"], "map(from: a)"),
        Kind::TargetUpdate => (&["to", "from"], "from(a)"),
        _ => return,
    };
    if !directive.clauses.iter().any(|clause| wanted.contains(&clause.kind.name())) {
        errors.push(error::MOVES_NOTHING.at(directive.span, &[directive.name, help]));
    }
}

/// Where a construct of this file's kind may stand (OpenMP 5.2, 17.1).
pub(super) fn check_offload_nesting(directive: &Directive, frames: &[Frame], errors: &mut Errors) {
    let around: Vec<&Directive> = around(frames).collect();
    let reject = |outer: &Directive, help: &str, errors: &mut Errors| {
        errors.push(error::NESTED.at(directive.span, &[directive.name, outer.name, help]));
        errors.note(outer.span, format_args!("`{}` here", outer.name));
    };
    let in_target = around.iter().find(|outer| matches!(outer.kind, Kind::Target(_)));
    match directive.kind {
        Kind::Target(_)
        | Kind::TargetData
        | Kind::TargetEnterData
        | Kind::TargetExitData
        | Kind::TargetUpdate => {
            if let Some(outer) = in_target {
                let help = format!("move it out of `{}`: a device gives no work to others", outer.name);
                reject(outer, &help, errors);
            }
        }
        Kind::Teams(_) => {
            let alone = |outer: &&&Directive| !matches!(outer.kind, Kind::Target(TargetKind::Block));
            if let Some(outer) = around.iter().find(alone) {
                reject(outer, "a league starts outside of threads: move it out, or remove it", errors);
            }
        }
        Kind::Distribute | Kind::DistributeFor => match around.first() {
            Some(outer) if is_teams_block(&outer.kind) => {}
            _ => errors.push(error::DISTRIBUTE_ALONE.at(directive.span, &[directive.name])),
        },
        Kind::Simd => {
            if let Some(outer) = in_target {
                reject(outer, "remove it: an iteration on a device is a lane of a vector already", errors);
            }
        }
        Kind::Loop if around.iter().all(|outer| !outer.kind.forks()) => {
            errors.push(error::LOOP_ALONE.at(directive.span, &[]));
        }
        Kind::For | Kind::Single | Kind::Masked | Kind::Barrier | Kind::Critical(_) | Kind::Task => {
            if let Some(outer) = around.first().filter(|outer| in_initial_thread(&outer.kind)) {
                reject(outer, "put a `parallel` around it: only one thread of a team comes here", errors);
            }
        }
        _ => {}
    }
}

/// The constructs around, innermost first, without those that only move data.
fn around(frames: &[Frame]) -> impl Iterator<Item = &Directive> {
    let frames = frames.iter().rev().take_while(|frame| !matches!(frame, Frame::Item));
    frames.filter_map(Frame::directive).filter(|outer| outer.kind != Kind::TargetData)
}

fn is_teams_block(kind: &Kind) -> bool {
    matches!(kind, Kind::Teams(TeamsKind::Block) | Kind::Target(TargetKind::Teams(TeamsKind::Block)))
}

/// Whether the statements of a construct are run by the first thread of each team alone.
fn in_initial_thread(kind: &Kind) -> bool {
    let alone = matches!(
        kind,
        Kind::Distribute
            | Kind::Teams(TeamsKind::Distribute)
            | Kind::Target(TargetKind::Block | TargetKind::Teams(TeamsKind::Distribute))
    );
    alone || is_teams_block(kind)
}

/// `teams` is all that its `target` holds (OpenMP 5.2, 10.2), so that the number of teams is known when it starts.
pub(super) fn check_teams_alone(directive: &Directive, body: &syn::Expr, errors: &mut Errors) {
    if directive.kind != Kind::Target(TargetKind::Block) {
        return;
    }
    let syn::Expr::Block(block) = body else { return };
    let teams = |stmt: &syn::Stmt| {
        let syn::Stmt::Expr(expr, _) = stmt else { return None };
        let attrs = crate::syntax::expr_attrs(expr)?;
        let first = crate::syntax::directives(attrs).unwrap_or_default().into_iter().next()?;
        matches!(first.kind, Kind::Teams(_)).then_some(first)
    };
    let stmts = &block.block.stmts;
    if let (Some(found), true) = (stmts.iter().find_map(teams), stmts.len() > 1) {
        errors.push(error::TEAMS_NOT_ALONE.at(found.span, &[found.name]));
        let other = stmts.iter().find(|stmt| teams(stmt).is_none()).or(stmts.get(1));
        if let Some(other) = other {
            errors.push(Extent::of(other).error("another statement here"));
        }
    }
}

/// A device counts iterations: it has no slices' iterators.
pub(super) fn check_counted(directive: &Directive, frames: &[Frame], range: &syn::Expr, errors: &mut Errors) {
    let on_device = matches!(directive.kind, Kind::Target(_))
        || around(frames).any(|outer| matches!(outer.kind, Kind::Target(_)));
    if on_device && !crate::sharing::nest::is_range(range) && !endless(range) {
        errors.push(error::NOT_COUNTED.at(Extent::of(range), &[directive.name]));
    }
}

/// Reported by its own rule.
fn endless(range: &syn::Expr) -> bool {
    match range {
        syn::Expr::Range(range) => range.end.is_none(),
        syn::Expr::Paren(e) => endless(&e.expr),
        syn::Expr::MethodCall(e) => endless(&e.receiver),
        _ => false,
    }
}
