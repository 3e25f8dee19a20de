//! A directive's attribute as tokens: what is combined keeps the clauses as they are written.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote_spanned};
use syn::Attribute;

use crate::syntax::{self, Clause, ClauseKind, Directive, Kind, TargetKind, directive_name};

/// An attribute taken apart.
#[derive(Clone)]
pub(super) struct Pragma {
    pub(super) directive: Directive,
    /// The tokens behind the name.
    pub(super) clauses: TokenStream,
}

impl Pragma {
    pub(super) fn parse(attr: &Attribute) -> Option<Self> {
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
    pub(super) fn new(name: &str, span: Span, clauses: TokenStream) -> Option<Self> {
        let words = name.split(' ').map(|word| Ident::new(word, span));
        let directive = syn::parse2(quote_spanned!(span=> #(#words)* #clauses)).ok()?;
        Some(Self { directive, clauses })
    }

    pub(super) fn to_attr(&self) -> Attribute {
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
    pub(super) fn combined(&self, inner: &Self) -> Option<Self> {
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
    pub(super) fn parted(self) -> Vec<Self> {
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
                if let Some(last) = found.last_mut() {
                    last.extend([token]);
                }
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
