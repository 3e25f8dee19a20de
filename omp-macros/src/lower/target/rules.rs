//! What a device cannot share as threads do: scalars from outside that are written need a clause that says what
//! becomes of them.

use super::{super::Lowerer, args::Listed};
use crate::{
    error,
    report::Extent,
    sharing::{access::Accesses, place::PlaceKey},
    syntax::{Clause, ClauseKind, DefaultKind, DefaultmapKind, DefaultmapOf, Directive, MapKind, Place},
};

/// What `defaultmap` says of scalars or arrays, if it does.
pub(super) fn defaultmap(directive: &Directive, of: DefaultmapOf) -> Option<DefaultmapKind> {
    let said = directive.clauses.iter().rev().find_map(|clause| match clause.kind {
        ClauseKind::Defaultmap(kind, category) if category == of || category == DefaultmapOf::All => {
            Some(kind)
        }
        _ => None,
    });
    said.filter(|kind| *kind != DefaultmapKind::Default)
}

impl Lowerer<'_> {
    /// Whether each variable from outside has what the construct asks of it.
    pub(super) fn check_target(
        &mut self,
        directive: &Directive,
        listed: &[Listed],
        accesses: &Accesses,
    ) -> bool {
        let before = self.errors.len();
        self.check_all_listed(directive, listed, accesses);
        if defaultmap(directive, DefaultmapOf::Scalar).is_none() {
            self.check_scalars(directive, listed, accesses);
        }
        self.errors.len() == before
    }

    fn check_scalars(&mut self, directive: &Directive, listed: &[Listed], accesses: &Accesses) {
        for (key, extent) in written_scalars(listed, accesses) {
            let text = key.text(&self.scopes);
            self.errors.push(error::SCALAR_WRITTEN.at(extent, &[&text, directive.name]));
            self.errors.note(directive.span, format_args!("`{}` starts here", directive.name));
        }
    }

    /// `defaultmap(firstprivate: scalar)` as the clause that it stands for.
    pub(super) fn default_firstprivate(&self, directive: &Directive, accesses: &Accesses) -> Directive {
        let mut directive = directive.clone();
        if defaultmap(&directive, DefaultmapOf::Scalar) != Some(DefaultmapKind::Firstprivate) {
            return directive;
        }
        let listed = self.map_list(&directive, accesses);
        let places: Vec<Place> = written_scalars(&listed, accesses)
            .into_iter()
            .filter(|(key, _)| key.fields.is_empty())
            .map(|(key, _)| Place { base: self.scopes.var(key.var).name.clone(), fields: Vec::new() })
            .collect();
        if !places.is_empty() {
            let span = directive.span;
            directive.clauses.push(Clause { kind: ClauseKind::Firstprivate(places), span });
        }
        directive
    }

    /// `default(none)` and `defaultmap(none)`: each variable from outside must stand in a clause.
    fn check_all_listed(&mut self, directive: &Directive, listed: &[Listed], accesses: &Accesses) {
        let none = directive.clauses.iter().find(|clause| {
            matches!(
                clause.kind,
                ClauseKind::Default(DefaultKind::None) | ClauseKind::Defaultmap(DefaultmapKind::None, _)
            )
        });
        let Some(none) = none else { return };
        let only = match none.kind {
            ClauseKind::Defaultmap(_, of) => of,
            _ => DefaultmapOf::All,
        };
        let named = directive.clauses.iter().flat_map(|clause| clause.kind.places());
        let mut known: Vec<PlaceKey> = named.filter_map(|place| self.key_of(place)).collect();
        known.extend(listed.iter().map(|listed| listed.key.clone()));
        for access in &accesses.list {
            let array = accesses.list.iter().any(|a| a.key == access.key && !a.indices.is_empty());
            let asked = match only {
                DefaultmapOf::Scalar => !array,
                DefaultmapOf::Aggregate => array,
                DefaultmapOf::All => true,
            };
            if !asked || known.iter().any(|key| key.overlaps(&access.key)) {
                continue;
            }
            known.push(access.key.clone());
            let text = access.key.text(&self.scopes);
            let clause = none.kind.name();
            self.errors.push(error::MAPPED_NOWHERE.at(access.extent, &[&text, clause]));
            self.errors.note(none.span, format_args!("`{clause}(none)` here"));
        }
    }
}

/// The scalars that no clause lists and that are written, each with the place where that happens first.
pub(super) fn written_scalars(listed: &[Listed], accesses: &Accesses) -> Vec<(PlaceKey, Extent)> {
    let mut found: Vec<(PlaceKey, Extent)> = Vec::new();
    for access in &accesses.list {
        let array = accesses.list.iter().any(|other| other.key == access.key && !other.indices.is_empty());
        let known = listed.iter().any(|listed| listed.key.overlaps(&access.key))
            || found.iter().any(|(key, _)| *key == access.key);
        if access.touch.writes() && !array && !known {
            found.push((access.key.clone(), access.extent));
        }
    }
    found
}

/// How a variable that no clause lists is mapped (OpenMP 5.2, 5.8.1).
pub(super) fn implicit(directive: &Directive, array: bool, written: bool) -> Option<MapKind> {
    let of = if array { DefaultmapOf::Aggregate } else { DefaultmapOf::Scalar };
    match defaultmap(directive, of) {
        Some(DefaultmapKind::Map(kind)) => Some(kind),
        _ if !array => None,
        _ if written => Some(MapKind::Tofrom),
        _ => Some(MapKind::To),
    }
}
