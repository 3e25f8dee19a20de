//! Index expressions as affine functions of the loop variables: `i * n + j + 1`.

use quote::ToTokens;
use syn::{BinOp, Expr, Lit, UnOp};

use super::{
    place::Place,
    scope::{Scopes, VarId},
};

/// A summand or a coefficient that has no loop variable in it.
#[derive(Clone)]
pub(crate) struct Term {
    pub(crate) negative: bool,
    pub(crate) expr: Expr,
    /// The locals it reads.
    pub(crate) vars: Vec<VarId>,
    /// Whether evaluating it elsewhere gives the same value and has no effect.
    pub(crate) pure: bool,
}

impl Term {
    pub(crate) fn text(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}", normal_text(&self.expr))
    }

    pub(crate) fn literal(&self) -> Option<i128> {
        let value = literal(&self.expr)?;
        Some(if self.negative { -value } else { value })
    }
}

/// `sum coefs[d] * loop_var[d] + sum rest`.
#[derive(Clone)]
pub(crate) struct Affine {
    /// Per loop variable; `None` where it does not occur.
    pub(crate) coefs: Vec<Option<Term>>,
    pub(crate) rest: Vec<Term>,
}

impl Affine {
    /// Takes `expr` apart; `None` if a loop variable occurs in it in any other way than times a constant.
    pub(crate) fn parse(expr: &Expr, loop_vars: &[VarId], scopes: &Scopes) -> Option<Self> {
        let mut affine = Self { coefs: vec![None; loop_vars.len()], rest: Vec::new() };
        affine.add(expr, false, &Parser { loop_vars, scopes })?;
        Some(affine)
    }

    pub(crate) fn constant(&self) -> bool {
        self.coefs.iter().all(Option::is_none)
    }

    fn add(&mut self, expr: &Expr, negative: bool, p: &Parser<'_>) -> Option<()> {
        match strip(expr) {
            Expr::Binary(e) if matches!(e.op, BinOp::Add(_)) => {
                self.add(&e.left, negative, p)?;
                self.add(&e.right, negative, p)
            }
            Expr::Binary(e) if matches!(e.op, BinOp::Sub(_)) => {
                self.add(&e.left, negative, p)?;
                self.add(&e.right, !negative, p)
            }
            Expr::Unary(e) if matches!(e.op, UnOp::Neg(_)) => self.add(&e.expr, !negative, p),
            Expr::Binary(e) if matches!(e.op, BinOp::Mul(_)) && p.mentions_loop_var(expr) => {
                let (factor, other) =
                    if p.mentions_loop_var(&e.right) { (&e.left, &e.right) } else { (&e.right, &e.left) };
                if p.mentions_loop_var(factor) {
                    return None;
                }
                self.add_product(other, factor, negative, p)
            }
            expr => match p.loop_var(expr) {
                Some(d) => self.add_coefficient(d, &one(), negative, p),
                None if p.mentions_loop_var(expr) => None,
                None => {
                    self.rest.push(p.term(expr, negative));
                    Some(())
                }
            },
        }
    }

    /// `other * factor`, where only `other` has loop variables: distributes over its sum.
    fn add_product(&mut self, other: &Expr, factor: &Expr, negative: bool, p: &Parser<'_>) -> Option<()> {
        let inner = Self::parse(other, p.loop_vars, p.scopes)?;
        for (d, coef) in inner.coefs.into_iter().enumerate() {
            if let Some(coef) = coef {
                self.add_coefficient(d, &product(&coef.expr, factor), negative ^ coef.negative, p)?;
            }
        }
        for term in inner.rest {
            self.rest.push(p.term(&product(&term.expr, factor), negative ^ term.negative));
        }
        Some(())
    }

    fn add_coefficient(&mut self, d: usize, by: &Expr, negative: bool, p: &Parser<'_>) -> Option<()> {
        if self.coefs[d].is_some() {
            // `i + i`: rare enough to be no index of ours.
            return None;
        }
        self.coefs[d] = Some(p.term(by, negative));
        Some(())
    }
}

struct Parser<'a> {
    loop_vars: &'a [VarId],
    scopes: &'a Scopes,
}

impl Parser<'_> {
    fn loop_var(&self, expr: &Expr) -> Option<usize> {
        let Expr::Path(path) = expr else { return None };
        let id = self.scopes.lookup(path.path.get_ident()?)?;
        self.loop_vars.iter().position(|&v| v == id)
    }

    fn mentions_loop_var(&self, expr: &Expr) -> bool {
        locals(expr, self.scopes).iter().any(|id| self.loop_vars.contains(id))
    }

    fn term(&self, expr: &Expr, negative: bool) -> Term {
        Term { negative, expr: expr.clone(), vars: locals(expr, self.scopes), pure: pure(expr) }
    }
}

/// Without parentheses and integer casts, which change no index that is in bounds.
pub(crate) fn strip(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(e) => strip(&e.expr),
        Expr::Group(e) => strip(&e.expr),
        Expr::Cast(e) => strip(&e.expr),
        Expr::Call(e) => converted(e).map_or(expr, strip),
        _ => expr,
    }
}

/// What `usize::from(x)` and its like keep the value of.
pub(crate) fn converted(call: &syn::ExprCall) -> Option<&Expr> {
    const INTEGERS: &[&str] = &["i16", "i32", "i64", "isize", "u16", "u32", "u64", "usize"];
    let Expr::Path(path) = &*call.func else { return None };
    let names: Vec<_> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let [.., ty, function] = names.as_slice() else { return None };
    let conversion = function == "from" && INTEGERS.contains(&ty.as_str()) && call.args.len() == 1;
    call.args.first().filter(|_| conversion)
}

/// A cast (or `usize::from`) changes the type of a sum, so that what is left of it without one would be no index.
pub(crate) fn has_cast(expr: &Expr) -> bool {
    struct Casts(bool);
    impl<'ast> syn::visit::Visit<'ast> for Casts {
        fn visit_expr_cast(&mut self, _: &'ast syn::ExprCast) {
            self.0 = true;
        }
        fn visit_expr_call(&mut self, _: &'ast syn::ExprCall) {
            self.0 = true;
        }
    }
    let mut casts = Casts(false);
    syn::visit::Visit::visit_expr(&mut casts, expr);
    casts.0
}

fn one() -> Expr {
    syn::parse_quote!(1)
}

fn product(a: &Expr, b: &Expr) -> Expr {
    match (literal(a), literal(b)) {
        (Some(1), _) => b.clone(),
        (_, Some(1)) => a.clone(),
        _ => syn::parse_quote!((#a) * (#b)),
    }
}

pub(crate) fn literal(expr: &Expr) -> Option<i128> {
    match strip(expr) {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Int(int) => int.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// The text of an expression, the same for `(n as usize)` and `n`.
pub(crate) fn normal_text(expr: &Expr) -> String {
    match strip(expr) {
        Expr::Binary(e) => {
            format!("({} {} {})", normal_text(&e.left), e.op.to_token_stream(), normal_text(&e.right))
        }
        Expr::Lit(_) => {
            literal(expr).map_or_else(|| strip(expr).to_token_stream().to_string(), |v| v.to_string())
        }
        other => other.to_token_stream().to_string(),
    }
}

/// Writes out the names of `expr` that a `let` in the loop, where variables start at `boundary`, binds to arithmetic:
/// `c[k]` after `let k = i * n + j;` is `c[i * n + j]`. `None` if there is no such name.
pub(crate) fn written_out(expr: &Expr, boundary: VarId, scopes: &Scopes) -> Option<Expr> {
    struct WriteOut<'a> {
        boundary: VarId,
        scopes: &'a Scopes,
        found: bool,
    }
    impl syn::visit_mut::VisitMut for WriteOut<'_> {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            syn::visit_mut::visit_expr_mut(self, expr);
            let Expr::Path(path) = &*expr else { return };
            let Some(id) = path.path.get_ident().and_then(|name| self.scopes.lookup(name)) else { return };
            let Some(value) = self.scopes.var(id).value.as_ref().filter(|_| id >= self.boundary) else {
                return;
            };
            // A name that was declared anew since would mean something else here.
            if locals(value, self.scopes).iter().any(|used| *used >= id) {
                return;
            }
            let mut value = value.clone();
            self.visit_expr_mut(&mut value);
            *expr = syn::parse_quote!((#value));
            self.found = true;
        }
    }
    let mut out = WriteOut { boundary, scopes, found: false };
    let mut expr = expr.clone();
    syn::visit_mut::VisitMut::visit_expr_mut(&mut out, &mut expr);
    out.found.then_some(expr)
}

/// The locals that a (pure) expression names.
pub(crate) fn locals(expr: &Expr, scopes: &Scopes) -> Vec<VarId> {
    struct Names<'a>(&'a Scopes, Vec<VarId>);
    impl<'ast> syn::visit::Visit<'ast> for Names<'_> {
        fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
            self.1.extend(path.path.get_ident().and_then(|name| self.0.lookup(name)));
        }
        fn visit_macro(&mut self, mac: &'ast syn::Macro) {
            for name in mac.tokens.clone().into_iter().filter_map(|t| match t {
                proc_macro2::TokenTree::Ident(name) => Some(name),
                _ => None,
            }) {
                self.1.extend(self.0.lookup(&name));
            }
        }
    }
    let mut names = Names(scopes, Vec::new());
    syn::visit::Visit::visit_expr(&mut names, expr);
    names.1
}

/// Literals, names, fields, `len()`, arithmetic: may be evaluated at the construct's entry instead.
pub(crate) fn pure(expr: &Expr) -> bool {
    match strip(expr) {
        Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Field(e) => pure(&e.base),
        Expr::Binary(e) => pure(&e.left) && pure(&e.right) && !super::walk::is_assign_op(&e.op),
        Expr::Unary(e) => matches!(e.op, UnOp::Neg(_)) && pure(&e.expr),
        Expr::MethodCall(e) => e.method == "len" && e.args.is_empty() && Place::parse(&e.receiver).is_some(),
        _ => false,
    }
}
