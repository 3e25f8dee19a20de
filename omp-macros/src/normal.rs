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

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote_spanned};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, Item, Stmt};

use crate::syntax::{
    self, Clause, ClauseKind, Directive, Kind, TargetKind, TeamsKind, directive_name, is_omp,
    statement_attrs_mut,
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

/// An attribute taken apart.
#[derive(Clone)]
struct Pragma {
    directive: Directive,
    /// The tokens behind the name.
    clauses: TokenStream,
}

impl Pragma {
    fn parse(attr: &Attribute) -> Option<Self> {
        let directive = syntax::directives(std::slice::from_ref(attr)).ok()?.into_iter().next()?;
        let tokens = attr.meta.require_list().ok()?.tokens.clone();
        let tokens = match syn::parse2::<syn::LitStr>(tokens.clone()) {
            Ok(text) => text.parse().ok()?,
            Err(_) => tokens,
        };
        let mut words = directive.name.split(' ').count();
        let mut tokens = tokens.into_iter();
        while words > 0 {
            let TokenTree::Ident(word) = tokens.next()? else { return None };
            words = words.saturating_sub(word.to_string().split('_').count());
        }
        Some(Self { directive, clauses: tokens.collect() })
    }

    /// The pragma of that name, which stands where this one does.
    fn new(name: &str, span: Span, clauses: TokenStream) -> Option<Self> {
        let words = name.split(' ').map(|word| Ident::new(word, span));
        let directive = syn::parse2(quote_spanned!(span=> #(#words)* #clauses)).ok()?;
        Some(Self { directive, clauses })
    }

    fn to_attr(&self) -> Attribute {
        let span = self.directive.span;
        let words = self.directive.name.split(' ').map(|word| Ident::new(word, span));
        let clauses = &self.clauses;
        syn::parse_quote_spanned!(span=> #[omp(#(#words)* #clauses)])
    }

    /// Whether a clause of this kind is there.
    fn has(&self, name: &str) -> bool {
        self.directive.clauses.iter().any(|clause| clause.kind.name() == name)
    }

    /// The construct that this one is with `inner`, if `inner` is all there is in it.
    fn combined(&self, inner: &Self) -> Option<Self> {
        let name = format!("{} {}", self.directive.name, inner.directive.name);
        let name = directive_name(&name)?;
        let device = ["target", "teams", "distribute"].iter().any(|word| name.starts_with(word));
        // What a condition or a team's lack of waiting says of the inner one alone cannot be said of both.
        if !device || inner.has("if") || inner.has("nowait") {
            return None;
        }
        let mut clauses = condition_of_target(self.clauses.clone(), &self.directive);
        for (clause, tokens) in inner.directive.clauses.iter().zip(split(inner.clauses.clone())) {
            match self.directive.clauses.iter().find(|outer| lists_one(outer, clause)) {
                None => clauses.extend(tokens),
                Some(outer) if same(outer, clause) => {}
                Some(_) => return None,
            }
        }
        Self::new(name, self.directive.span, clauses)
    }

    /// `teams distribute` as `teams` and `distribute`.
    fn parted(self) -> Vec<Self> {
        let Some(teams) = self.directive.name.strip_suffix(" distribute") else { return vec![self] };
        let (mut outer, mut inner) = (TokenStream::new(), TokenStream::new());
        for (clause, tokens) in self.directive.clauses.iter().zip(split(self.clauses.clone())) {
            let of_loop = matches!(
                clause.kind,
                ClauseKind::Private(_)
                    | ClauseKind::Collapse(_)
                    | ClauseKind::DistSchedule
                    | ClauseKind::OrderReproducible
            );
            if of_loop { inner.extend(tokens) } else { outer.extend(tokens) }
        }
        let span = self.directive.span;
        let parts = [Self::new(teams, span, outer), Self::new("distribute", span, inner)];
        parts.into_iter().flatten().collect()
    }
}

/// The tokens of each clause: a word, and its argument if it has one.
fn split(clauses: TokenStream) -> Vec<TokenStream> {
    let mut found: Vec<TokenStream> = Vec::new();
    for token in clauses {
        match token {
            TokenTree::Punct(_) => {}
            TokenTree::Group(_) => {
                found.iter_mut().last().into_iter().for_each(|last| last.extend([token.clone()]))
            }
            word => found.push(word.into()),
        }
    }
    found
}

/// Of `target if(c)`, which becomes a part of more, the condition stays that of `target`.
fn condition_of_target(clauses: TokenStream, directive: &Directive) -> TokenStream {
    if directive.kind != Kind::Target(TargetKind::Block) {
        return clauses;
    }
    let one = |tokens: TokenStream| {
        let mut tokens = tokens.into_iter();
        match (tokens.next(), tokens.next()) {
            (Some(TokenTree::Ident(word)), Some(TokenTree::Group(group)))
                if word == "if" && !group.stream().to_string().starts_with("target :") =>
            {
                let (span, condition) = (word.span(), group.stream());
                let mut of_target = Group::new(group.delimiter(), quote_spanned!(span=> target: #condition));
                of_target.set_span(group.span());
                quote_spanned!(span=> if #of_target)
            }
            (word, group) => word.into_iter().chain(group).collect(),
        }
    };
    split(clauses).into_iter().map(one).collect()
}

/// Whether two clauses say something of one variable.
fn lists_one(a: &Clause, b: &Clause) -> bool {
    let shared = |clause: &Clause| matches!(clause.kind, ClauseKind::Shared(_));
    let overlap = a.kind.places().iter().any(|x| b.kind.places().iter().any(|y| x.overlaps(y)));
    let once = a.kind.places().is_empty() && a.kind.name() == b.kind.name() && a.kind.name() != "map";
    !shared(a) && !shared(b) && (overlap || once)
}

fn same(a: &Clause, b: &Clause) -> bool {
    let text = |clause: &Clause| match &clause.kind {
        ClauseKind::ThreadLimit(e) | ClauseKind::Device(e) | ClauseKind::NumTeams(e) => {
            e.to_token_stream().to_string()
        }
        kind => format!("{:?}", kind.places().iter().map(ToString::to_string).collect::<Vec<_>>()),
    };
    let operator = |clause: &Clause| match &clause.kind {
        ClauseKind::Reduction { op, .. } => Some(*op),
        _ => None,
    };
    a.kind.name() == b.kind.name() && operator(a) == operator(b) && text(a) == text(b)
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
        pragmas.retain_mut(|pragma| self.enter(pragma));
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
