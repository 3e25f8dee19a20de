//! The body of `atomic` is one of the specification's forms.

use syn::Expr;

use crate::error;
use crate::report::{Errors, Extent};
use crate::syntax::{AtomicKind, parse_atomic};

pub(super) fn check_atomic(kind: AtomicKind, body: &Expr, errors: &mut Errors) {
    if parse_atomic(kind, body).is_some() {
        return;
    }
    let rule = match kind {
        AtomicKind::Read => error::ATOMIC_READ,
        AtomicKind::Write => error::ATOMIC_WRITE,
        AtomicKind::Update => error::ATOMIC_UPDATE,
        AtomicKind::Capture => error::ATOMIC_CAPTURE,
    };
    errors.push(rule.at(Extent::of(body), &[]));
}
