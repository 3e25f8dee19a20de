//! Clauses, as the walk meets them: what they rename, read and touch.

use proc_macro2::Span;
use quote::ToTokens;
use syn::Expr;

use super::Collector;
use crate::{
    sharing::{
        access::Touch,
        affine::normal_text,
        nest::Nest,
        place::PlaceKey,
        walk::{Usage, walk_expr},
    },
    syntax::{Clause, ClauseKind, Directive, Kind, ScheduleKind},
};

impl Collector {
    /// Makes the variables of data-sharing clauses new ones, as far as names go.
    pub(super) fn hide(&mut self, clauses: &[Clause]) {
        for place in clauses.iter().flat_map(privatised) {
            if place.fields.is_empty() {
                self.scopes.declare(place.base.clone(), true, None);
            } else if let Some(var) = self.scopes.lookup(&place.base) {
                let fields = place.fields.iter().map(|f| f.to_token_stream().to_string()).collect();
                self.hidden.push(PlaceKey { var, fields });
            }
        }
    }

    /// The clauses of a construct inside of the region: their expressions are read, the originals touched.
    pub(super) fn inner_clauses(&mut self, directive: &Directive) {
        // A team of its own combines once for each thread of ours: nothing orders those.
        let combines = if matches!(directive.kind, Kind::For) { Touch::Clause } else { Touch::Write };
        for clause in &directive.clauses {
            match &clause.kind {
                ClauseKind::NumThreads(e)
                | ClauseKind::If(e)
                | ClauseKind::Final(e)
                | ClauseKind::IfTarget(e)
                | ClauseKind::Device(e)
                | ClauseKind::NumTeams(e)
                | ClauseKind::ThreadLimit(e)
                | ClauseKind::Filter(e)
                | ClauseKind::Schedule { chunk: Some(e), .. } => self.read(e),
                ClauseKind::Firstprivate(places) => self.touch_places(places, &Touch::Read, clause.span),
                // Each team combines for itself.
                ClauseKind::Reduction { op, places } if self.league => {
                    self.touch_places(places, &Touch::Update(op.symbol().to_owned()), clause.span);
                }
                ClauseKind::Lastprivate(places) | ClauseKind::Reduction { places, .. } => {
                    self.touch_places(places, &combines, clause.span);
                }
                _ => {}
            }
            self.touch_sections(&clause.kind);
        }
    }

    /// What a construct copies from a device it writes.
    fn touch_sections(&mut self, clause: &ClauseKind) {
        let touch = match clause {
            ClauseKind::Map(kind, _) if kind.copies_back() => Touch::Write,
            ClauseKind::From(_) => Touch::Write,
            ClauseKind::Map(..) | ClauseKind::To(_) => Touch::Read,
            _ => return,
        };
        for section in clause.sections() {
            if let Some(range) = &section.range {
                self.read(&syn::Expr::Range(range.clone()));
            }
            let place = section.place.clone();
            let span = place.span();
            self.touch_places(&[place], &touch, span);
        }
    }

    pub(super) fn read(&mut self, expr: &Expr) {
        walk_expr(self, &mut expr.clone(), Usage::Read);
    }

    pub(super) fn touch_places(&mut self, places: &[crate::syntax::Place], touch: &Touch, span: Span) {
        for place in places {
            let Some(var) = self.scopes.lookup(&place.base) else { continue };
            let fields = place.fields.iter().map(|f| f.to_token_stream().to_string()).collect();
            let key = PlaceKey { var, fields };
            self.record(key, span.into(), touch.clone(), Vec::new(), false);
        }
    }
}

/// The places for which a clause makes a new variable in the construct.
pub(crate) fn privatised(clause: &Clause) -> &[crate::syntax::Place] {
    match &clause.kind {
        ClauseKind::Private(places)
        | ClauseKind::Firstprivate(places)
        | ClauseKind::Lastprivate(places)
        | ClauseKind::Reduction { places, .. } => places,
        _ => &[],
    }
}

pub(crate) fn collapse(clauses: &[Clause]) -> usize {
    clauses
        .iter()
        .find_map(|c| if let ClauseKind::Collapse(n) = c.kind { Some(n) } else { None })
        .unwrap_or(1)
}

pub(crate) fn has_nowait(clauses: &[Clause]) -> bool {
    clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Nowait))
}

pub(super) fn filter(clauses: &[Clause]) -> String {
    let filter = clauses.iter().find_map(|c| match &c.kind {
        ClauseKind::Filter(e) => Some(normal_text(e)),
        _ => None,
    });
    filter.unwrap_or_else(|| "0".to_owned())
}

pub(super) fn is_static(clauses: &[Clause]) -> bool {
    clauses.iter().all(|c| match &c.kind {
        ClauseKind::Schedule { kind, .. } => matches!(kind, ScheduleKind::Static),
        ClauseKind::Reduction { .. } | ClauseKind::OrderReproducible => false,
        _ => true,
    })
}

pub(super) fn header(nest: &Nest, clauses: &[Clause]) -> String {
    let mut text = String::new();
    for level in &nest.levels {
        text.push_str(&level.range.to_token_stream().to_string());
        text.push(';');
    }
    for clause in clauses {
        if let ClauseKind::Schedule { chunk: Some(chunk), .. } = &clause.kind {
            text.push_str(&chunk.to_token_stream().to_string());
        }
    }
    text
}
