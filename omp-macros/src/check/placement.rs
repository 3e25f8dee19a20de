//! Where a directive may sit, and where a construct may give a value.

use quote::ToTokens as _;
use syn::{Attribute, Expr, Local, Meta, Pat};

use crate::error;
use crate::report::Errors;
use crate::syntax::{AtomicKind, ClauseKind, Directive, Kind, directives, expr_attrs_mut, is_omp};

/// Takes the directives from `attrs`; none when there are none, or none that parse.
pub(super) fn take(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Vec<Directive> {
    let taken: Vec<_> = attrs.extract_if(.., |attr| is_omp(attr.path())).collect();
    directives(&taken).unwrap_or_else(|error| {
        errors.push(error);
        Vec::new()
    })
}

/// `#[omp(taskwait)] { .. }` is how a Python program writes it; on anything but a block it would look like a body.
pub(super) fn check_stand_alone(directive: &Directive, last: bool, body: &Expr, errors: &mut Errors) {
    if !last || !matches!(body, Expr::Block(_)) {
        errors.push(error::STANDS_ALONE.at(directive.span, &[directive.name]));
    }
}

/// A `let` is no structured block: what it binds would end with the construct.
pub(super) fn check_let(local: &mut Local, errors: &mut Errors) {
    let pat = match &local.pat {
        Pat::Type(pat) => &pat.pat,
        pat => pat,
    };
    let pat = pat.to_token_stream();
    for directive in take(&mut local.attrs, errors) {
        let name = directive.name;
        let help = if directive.kind.stands_alone() {
            format!("write `omp!({name});` before the statement")
        } else if gives_value(&directive.kind) {
            format!("move it to the initialiser: `let {pat} = #[omp({name})] {{ .. }};`")
        } else {
            format!("declare `{pat}` before, and put the rest in a block: `#[omp({name})] {{ .. }}`")
        };
        errors.push(error::ON_LET.at(directive.span, &[name, &help]));
    }
}

/// Whether a construct can stand where a value is wanted.
fn gives_value(kind: &Kind) -> bool {
    matches!(kind, Kind::Single | Kind::Critical(_) | Kind::Atomic(AtomicKind::Read | AtomicKind::Capture))
}

/// A construct on `expr`, whose value is used.
pub(super) fn check_value(expr: &Expr, errors: &mut Errors) {
    let mut expr = expr.clone();
    let Some(attrs) = expr_attrs_mut(&mut expr) else { return };
    // What does not parse is reported when the walk comes to it.
    let Some(directive) = directives(attrs).unwrap_or_default().into_iter().next() else { return };
    if !gives_value(&directive.kind) {
        errors.push(error::NO_VALUE.at(directive.span, &[directive.name]));
    }
    let nowait = directive.clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::Nowait));
    if let (Kind::Single, Some(nowait)) = (&directive.kind, nowait) {
        errors.push(error::VALUE_NOWAIT.at(nowait.span, &[]));
    }
}

/// Bare `#[omp]` on an inner item repeats the one around it; a directive belongs on a statement. `declare target` stays,
/// for rustc to expand.
pub(super) fn check_item_attrs(attrs: &mut Vec<Attribute>, what: &str, errors: &mut Errors) {
    attrs.retain(|attr| !(is_omp(attr.path()) && matches!(attr.meta, Meta::Path(_))));
    for directive in take(attrs, errors).into_iter().filter(|found| found.kind != Kind::DeclareTarget) {
        errors.push(error::DIRECTIVE_ON_ITEM.at(directive.span, &[directive.name, what]));
    }
}

/// Attributes that belong to no statement, expression or item.
pub(super) fn check_leftover(attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    for directive in take(attrs, errors) {
        let names = [directive.name, "this part of an item or expression"];
        errors.push(error::MISPLACED.at(directive.span, &names));
    }
}
