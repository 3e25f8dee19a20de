//! The one form in which later passes meet `target`, `teams`, `distribute` and `loop`, whatever the program nests or
//! stacks:
//!
//! - what is nested in another and is all there is in it is combined with it: `target { teams { distribute .. } }` is
//!   `target teams distribute`, with the clauses of all three;
//! - `teams distribute` of which an iteration starts threads is `teams` with a `distribute` in it, for its teams are
//!   more than one thread each;
//! - `loop` is the loop that its surroundings make it.
//!
//! It works on the attributes' tokens, after the checks, so that these speak of what is written.

mod pragma;
#[cfg(test)]
mod tests;

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, Item, Stmt};

use self::pragma::Pragma;
use crate::syntax::{
    self, ClauseKind, Kind, TargetKind, TeamsKind, is_omp, sole_loop_mut, statement_attrs_mut,
};

/// Brings every construct in `item` into its normal form.
pub(crate) fn normalise(item: &mut Item) {
    Normalise { binding: Binding::None }.visit_item_mut(item);
}

/// What a `loop` belongs to (OpenMP 5.2, 11.7).
#[derive(Clone, Copy, PartialEq)]
enum Binding {
    None,
    /// The first thread of each team of a league.
    Teams,
    /// One thread that may start others.
    Initial,
    Team,
    /// A thread with iterations of its own to run.
    Thread,
}

struct Normalise {
    binding: Binding,
}

impl Normalise {
    fn construct(&mut self, mut pragmas: Vec<Pragma>, expr: &mut Expr) {
        loop {
            while let Some((at, one)) = pragmas
                .windows(2)
                .enumerate()
                .find_map(|(at, pair)| pair[0].combined(&pair[1]).map(|one| (at, one)))
            {
                pragmas.splice(at..at + 2, [one]);
            }
            let Some((inner, body)) = sole_construct(expr) else { break };
            let Some(one) = pragmas.last().and_then(|last| last.combined(&inner[0])) else { break };
            pragmas.pop();
            pragmas.push(one);
            pragmas.extend(inner.into_iter().skip(1));
            *expr = body;
        }
        if let Some(last) = pragmas.pop_if(|last| distributes(&last.directive.kind) && forks_inside(expr)) {
            pragmas.extend(last.parted());
        }
        let outside = self.binding;
        pragmas.retain_mut(|pragma| {
            let stays = self.enter(pragma);
            if !stays {
                declare_privates(pragma, expr);
            }
            stays
        });
        // Deeper first: what becomes of the body must not be visited twice.
        self.visit_expr_mut(expr);
        self.binding = outside;
        if let Some(attrs) = statement_attrs_mut(expr) {
            let others = std::mem::take(attrs);
            attrs.extend(pragmas.iter().map(Pragma::to_attr));
            attrs.extend(others);
        }
    }

    /// Steps into a construct. `false`: a `loop` of a thread's own, which is a loop and no more.
    fn enter(&mut self, pragma: &mut Pragma) -> bool {
        if pragma.directive.kind == Kind::Loop {
            let name = match self.binding {
                Binding::Teams => "distribute parallel for",
                Binding::Initial => "parallel for",
                Binding::Team => "for",
                Binding::Thread | Binding::None => return false,
            };
            let (span, clauses) = (pragma.directive.span, pragma.clauses.clone());
            if let Some(resolved) = Pragma::new(name, span, clauses) {
                *pragma = resolved;
            }
        }
        self.binding = match &pragma.directive.kind {
            Kind::Teams(TeamsKind::Block) | Kind::Target(TargetKind::Teams(TeamsKind::Block)) => {
                Binding::Teams
            }
            Kind::Target(TargetKind::Block) => Binding::Initial,
            Kind::Parallel | Kind::Target(TargetKind::Parallel) => Binding::Team,
            kind if distributes(kind) || *kind == Kind::Distribute => Binding::Initial,
            kind if kind.is_loop() => Binding::Thread,
            _ => self.binding,
        };
        true
    }
}

fn distributes(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Target(TargetKind::Teams(TeamsKind::Distribute)) | Kind::Teams(TeamsKind::Distribute)
    )
}

/// Of a `loop` that is a loop and no more, what is `private` is the iteration's own.
fn declare_privates(pragma: &Pragma, expr: &mut Expr) {
    let Some(found) = sole_loop_mut(expr) else { return };
    for clause in &pragma.directive.clauses {
        let ClauseKind::Private(places) = &clause.kind else { continue };
        for place in places.iter().filter(|place| place.fields.is_empty()) {
            let name = &place.base;
            let declared: Stmt = syn::parse_quote! {
                #[allow(unused_mut, unused_variables, clippy::needless_late_init)]
                let mut #name;
            };
            found.body.stmts.insert(0, declared);
        }
    }
}

/// The constructs of the only statement of a block, and that statement without them.
fn sole_construct(expr: &Expr) -> Option<(Vec<Pragma>, Expr)> {
    let Expr::Block(block) = expr else { return None };
    let ([Stmt::Expr(inner, _)], None) = (block.block.stmts.as_slice(), &block.label) else { return None };
    let mut inner = inner.clone();
    let pragmas = take(&mut inner);
    (!pragmas.is_empty()).then_some((pragmas, inner))
}

/// Takes the directives off a statement.
fn take(expr: &mut Expr) -> Vec<Pragma> {
    let Some(attrs) = statement_attrs_mut(expr) else { return Vec::new() };
    let taken: Vec<Attribute> = attrs.extract_if(.., |attr| is_omp(attr.path())).collect();
    taken.iter().filter_map(Pragma::parse).collect()
}

/// Whether an iteration starts threads.
fn forks_inside(body: &Expr) -> bool {
    struct Forks(bool);
    impl<'ast> Visit<'ast> for Forks {
        fn visit_attribute(&mut self, attr: &'ast Attribute) {
            let directives = syntax::directives(std::slice::from_ref(attr)).unwrap_or_default();
            self.0 |= directives.iter().any(|d| d.kind.forks() || d.kind == Kind::Loop);
        }
        fn visit_item(&mut self, _: &'ast Item) {}
    }
    let mut forks = Forks(false);
    visit::visit_expr(&mut forks, body);
    forks.0
}

impl VisitMut for Normalise {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let ours = |attr: &Attribute| {
            let directives = syntax::directives(std::slice::from_ref(attr)).unwrap_or_default();
            directives.iter().any(|directive| directive.kind != Kind::DeclareTarget)
        };
        let directed = statement_attrs_mut(expr).is_some_and(|attrs| attrs.iter().any(ours));
        if directed {
            let pragmas = take(expr);
            return self.construct(pragmas, expr);
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_item_mut(&mut self, item: &mut Item) {
        let outside = std::mem::replace(&mut self.binding, Binding::None);
        visit_mut::visit_item_mut(self, item);
        self.binding = outside;
    }
}
