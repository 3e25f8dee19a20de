//! `nowait` and `depend` on target constructs: the stretch of statements that lends variables to them, and waits.

mod construct;
mod find;
mod lend;
mod stretch;

use proc_macro2::{Ident, Span};

pub(in crate::lower) use self::find::check_futures;
use super::super::{Lowerer, With, tokens};
use crate::sharing::place::PlaceKey;

/// Statements up to a `taskwait`, in which constructs are deferred.
pub(in crate::lower) struct Stretch {
    /// The variable that waits.
    deferred: Ident,
    /// What its constructs use. Complete when a trial has lowered the statements.
    wanted: Vec<Wanted>,
    trial: bool,
    /// Whether the construct at hand is deferred.
    asynchronous: Option<Span>,
    /// Has met a `taskwait` further in, which does not end it.
    waited: bool,
    /// Variables whose use by the host has been reported.
    told: Vec<PlaceKey>,
}

/// A variable that deferred constructs use.
#[derive(Clone)]
struct Wanted {
    key: PlaceKey,
    array: bool,
    exclusive: bool,
    /// A construct that uses it.
    by: Span,
}

/// A variable that is lent to the stretch.
#[derive(Clone)]
pub(in crate::lower) struct Lent {
    handle: Ident,
    /// Has the array's length.
    extent: Ident,
    exclusive: bool,
    by: Span,
}

impl Stretch {
    fn new(deferred: Ident, wanted: Vec<Wanted>, trial: bool) -> Self {
        Self { deferred, wanted, trial, asynchronous: None, waited: false, told: Vec::new() }
    }
}

impl Lowerer<'_> {
    fn deferred(&self) -> Option<Ident> {
        self.stretch.as_ref().map(|stretch| stretch.deferred.clone())
    }

    fn lent(&self, key: &PlaceKey) -> Option<Lent> {
        match self.substitute_of(key.var, &key.fields) {
            Some((With::Lent(lent), depth)) if depth == key.fields.len() => Some(lent.clone()),
            _ => None,
        }
    }

    /// Whether the construct at hand is deferred, and this is not a trial.
    fn is_deferred(&self) -> bool {
        self.stretch.as_ref().is_some_and(|stretch| stretch.asynchronous.is_some() && !stretch.trial)
    }

    /// Takes note of a variable that the construct at hand uses.
    pub(in crate::lower::target) fn want(&mut self, key: &PlaceKey, array: bool, exclusive: bool) {
        let Some(stretch) = &mut self.stretch else { return };
        let Some(by) = stretch.asynchronous else { return };
        match stretch.wanted.iter_mut().find(|wanted| wanted.key == *key) {
            Some(known) => {
                known.array |= array;
                known.exclusive |= exclusive;
            }
            None => stretch.wanted.push(Wanted { key: key.clone(), array, exclusive, by }),
        }
    }

    /// The variables that are lent now.
    pub(in crate::lower::target) fn all_lent(&self) -> Vec<PlaceKey> {
        let wanted = self.stretch.iter().flat_map(|stretch| &stretch.wanted);
        wanted.map(|wanted| wanted.key.clone()).collect()
    }
}
