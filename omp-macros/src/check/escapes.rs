//! No control flow leaves a construct: it is a structured block (OpenMP 5.2, 4.3), and its code runs elsewhere.

use proc_macro2::Span;
use syn::Lifetime;

use super::walk::Frame;
use crate::error::{self, Rule};
use crate::report::Errors;
use crate::syntax::Directive;

/// Where a loop stands in a loop construct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Associated {
    /// A loop of its own.
    No,
    /// A collapsed loop with another inside.
    Outer,
    Innermost,
}

pub(super) fn check_break(span: Span, label: Option<&Lifetime>, frames: &[Frame], errors: &mut Errors) {
    let target = find_target(label, frames);
    match target {
        Target::Loop(Associated::No) | Target::Unknown => {}
        Target::Loop(_) => report(error::BREAK, span, frames, errors),
        Target::Outside => {
            let in_loop = innermost(frames).is_some_and(|directive| directive.kind.is_loop());
            report(if in_loop { error::BREAK } else { error::BREAK_OUT }, span, frames, errors);
        }
    }
}

pub(super) fn check_continue(span: Span, label: Option<&Lifetime>, frames: &[Frame], errors: &mut Errors) {
    match find_target(label, frames) {
        Target::Loop(Associated::Outer) => report(error::CONTINUE_COLLAPSED, span, frames, errors),
        Target::Loop(_) | Target::Unknown => {}
        Target::Outside => report(error::CONTINUE_OUT, span, frames, errors),
    }
}

/// `return`, `?`, `.await` and `yield` leave the innermost function, closure or async block.
pub(super) fn check_exit(rule: Rule, span: Span, frames: &[Frame], errors: &mut Errors) {
    report(rule, span, frames, errors);
}

enum Target {
    Loop(Associated),
    /// Behind the edge of a construct.
    Outside,
    /// None at all, or none that rustc allows: its error is better.
    Unknown,
}

fn find_target(label: Option<&Lifetime>, frames: &[Frame]) -> Target {
    let mut outside = false;
    for frame in frames.iter().rev() {
        match frame {
            Frame::Construct(_) => outside = true,
            Frame::Loop { label: found, associated } if label.is_none() || found.as_ref() == label => {
                return if outside { Target::Outside } else { Target::Loop(*associated) };
            }
            Frame::Block(found) if Some(found) == label => {
                return if outside { Target::Outside } else { Target::Loop(Associated::No) };
            }
            Frame::Loop { .. } | Frame::Block(_) => {}
            Frame::Closure | Frame::Item => break,
        }
    }
    Target::Unknown
}

/// The construct that is left, unless the code is in a function or closure of its own inside it.
fn innermost(frames: &[Frame]) -> Option<&Directive> {
    let mut frames = frames.iter().rev().take_while(|frame| !matches!(frame, Frame::Closure | Frame::Item));
    frames.find_map(Frame::directive)
}

fn report(rule: Rule, span: Span, frames: &[Frame], errors: &mut Errors) {
    if let Some(construct) = innermost(frames) {
        errors.push(rule.at(span, &[construct.name]));
    }
}
