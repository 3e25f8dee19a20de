//! Which constructs may be closely nested in which (OpenMP 5.2, 17.1).

use super::offload::check_offload_nesting;
use super::walk::Frame;
use crate::error;
use crate::report::Errors;
use crate::syntax::{Directive, Kind, TargetKind, TeamsKind};

pub(super) fn check_nesting(directive: &Directive, frames: &[Frame], errors: &mut Errors) {
    if let Kind::Critical(_) = directive.kind {
        check_critical(directive, frames, errors);
    }
    check_offload_nesting(directive, frames, errors);
    let Some(outer) = closely_around(frames).find(|outer| forbids(outer, &directive.kind)) else {
        return;
    };
    if directive.kind == Kind::Barrier {
        errors.push(error::BARRIER_IN.at(directive.span, &[outer.name]));
    } else {
        let help = if outer.in_vectors() {
            format!("move it out of `{}`: its iterations are the lanes of one thread's vectors", outer.name)
        } else if directive.kind == Kind::For && outer.kind.is_loop() {
            "make it `parallel for`, or remove it: the iterations around it are divided already".to_owned()
        } else {
            format!("move it out of `{}`", outer.name)
        };
        errors.push(error::NESTED.at(directive.span, &[directive.name, outer.name, &help]));
    }
    errors.note(outer.span, format_args!("`{}` here", outer.name));
}

/// The constructs of the innermost region that are around a new one, innermost first.
///
/// A closure is looked through: where it can be called from, the same construct is around it.
fn closely_around(frames: &[Frame]) -> impl Iterator<Item = &Directive> {
    let frames = frames.iter().rev().take_while(|frame| !matches!(frame, Frame::Item));
    let mut inside = true;
    frames.filter_map(Frame::directive).take_while(move |outer| {
        let still = inside;
        inside = !outer.kind.forks();
        still
    })
}

fn forbids(outer: &Directive, inner: &Kind) -> bool {
    // OpenMP 5.2, 10.4: `atomic`, `simd` and `loop`, which is a loop and no more there.
    if outer.in_vectors() {
        return !matches!(inner, Kind::Atomic(_) | Kind::Simd | Kind::Loop);
    }
    let outer = &outer.kind;
    // One thread of many runs each of its iterations. Those of `distribute` are a team's.
    let shared_out = match outer {
        Kind::Target(TargetKind::Teams(TeamsKind::Distribute))
        | Kind::Teams(TeamsKind::Distribute)
        | Kind::Distribute => false,
        other => other.is_loop(),
    };
    let worksharing = shared_out || matches!(outer, Kind::Single);
    match inner {
        Kind::For | Kind::Single | Kind::Barrier => {
            worksharing || matches!(outer, Kind::Masked | Kind::Critical(_) | Kind::Task | Kind::Atomic(_))
        }
        Kind::Masked => worksharing || matches!(outer, Kind::Task | Kind::Atomic(_)),
        _ => matches!(outer, Kind::Atomic(_)),
    }
}

/// No thread may wait for a lock that it, or the team it started, holds: closely nested or not.
fn check_critical(directive: &Directive, frames: &[Frame], errors: &mut Errors) {
    let frames = frames.iter().rev().take_while(|frame| !matches!(frame, Frame::Item));
    let same = frames.filter_map(Frame::directive).find(|outer| outer.kind == directive.kind);
    if let (Some(outer), Kind::Critical(name)) = (same, &directive.kind) {
        let text = name.as_ref().map_or("critical".to_owned(), |name| format!("critical({name})"));
        errors.push(error::SAME_CRITICAL.at(directive.span, &[&text]));
        errors.note(outer.span, format_args!("`{text}` entered here"));
    }
}
