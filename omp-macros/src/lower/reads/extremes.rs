//! `m = m.max(x)` in a loop over consecutive elements: held by the runtime (`omp-runtime/src/extreme.rs`) as a number of
//! which LLVM takes several at a time, where the variable has no other use in the loop.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Block, Expr, ExprAssign, ExprMethodCall, Ident,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

/// Variables that a loop updates, each with the runtime's method that holds it and the name of what does.
pub(super) struct Extremes(Vec<(Update, Ident)>);

/// A variable, and the runtime's method that holds it.
pub(super) struct Update {
    pub(super) var: Ident,
    method: &'static str,
}

impl Extremes {
    pub(super) fn new(updates: impl Iterator<Item = (Update, Ident)>) -> Self {
        Self(updates.collect())
    }

    /// Takes the variables' values before the loop.
    pub(super) fn hold(&self) -> TokenStream {
        let hold = |(Update { var, method }, held): &(Update, Ident)| {
            let method = Ident::new(method, proc_macro2::Span::mixed_site());
            quote! {
                let mut #held = {
                    #[allow(unused_imports)]
                    use ::ferromp::__private::{HeldAsWritten as _, HeldNumber as _};
                    ::ferromp::__private::Extreme(&#var).#method()
                };
            }
        };
        self.0.iter().map(hold).collect()
    }

    /// Gives them back after the loop.
    pub(super) fn leave(&self) -> TokenStream {
        self.0.iter().map(|(Update { var, .. }, held)| quote!(#held.leave(&mut #var);)).collect()
    }

    /// The body in which they are held.
    pub(super) fn in_body(&self, mut body: Block) -> Block {
        Hold(&self.0).visit_block_mut(&mut body);
        body
    }
}

/// The variables that a straight loop's body updates, if it has no other use for them.
pub(super) fn updates(body: &Block) -> Vec<Update> {
    let mut updates = Updates { list: Vec::new(), leaves: false };
    updates.visit_block(body);
    if updates.leaves {
        return Vec::new();
    }
    let tokens = body.to_token_stream();
    // Once to store it, once to compare.
    updates.list.retain(|update| occurrences(&tokens, &update.var) == 2);
    updates.list
}

/// `m`, and `m.max(x)` or `m.min(x)`, of `m = m.max(x)`.
fn parts(assign: &ExprAssign) -> Option<(&Ident, &ExprMethodCall)> {
    let (Expr::Path(left), Expr::MethodCall(call)) = (&*assign.left, &*assign.right) else { return None };
    let (var, Expr::Path(receiver)) = (left.path.get_ident()?, &*call.receiver) else { return None };
    (receiver.path.is_ident(var) && call.args.len() == 1).then_some((var, call))
}

/// How often a name occurs, whatever it means there.
fn occurrences(tokens: &TokenStream, name: &Ident) -> usize {
    let of = |token| match token {
        TokenTree::Group(group) => occurrences(&group.stream(), name),
        TokenTree::Ident(ident) => usize::from(ident == *name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => 0,
    };
    tokens.clone().into_iter().map(of).sum()
}

struct Updates {
    list: Vec<Update>,
    /// Whether control flow may leave the loop for a place that is not behind it, or a text may name a variable.
    leaves: bool,
}

impl<'ast> Visit<'ast> for Updates {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        self.leaves |= match expr {
            Expr::Return(_) | Expr::Try(_) | Expr::Macro(_) => true,
            Expr::Break(e) => e.label.is_some(),
            Expr::Continue(e) => e.label.is_some(),
            _ => false,
        };
        if let Expr::Assign(assign) = expr
            && let Some((var, call)) = parts(assign)
        {
            let method = match call.method.to_string().as_str() {
                "max" => Some("greatest"),
                "min" => Some("least"),
                _ => None,
            };
            self.list.extend(method.map(|method| Update { var: var.clone(), method }));
        }
        visit::visit_expr(self, expr);
    }

    fn visit_stmt_macro(&mut self, _: &'ast syn::StmtMacro) {
        self.leaves = true;
    }
}

struct Hold<'l>(&'l [(Update, Ident)]);

impl VisitMut for Hold<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Assign(assign) = &*expr
            && let Some((var, call)) = parts(assign)
            && let Some((_, held)) = self.0.iter().find(|(update, _)| update.var == *var)
        {
            let (value, method) = (&call.args[0], &call.method);
            // What the runtime does not hold is updated here, as ever.
            *expr = syn::parse_quote! {
                if let ::core::option::Option::Some(__omp_offered) = #held.offer(#value) {
                    #var = #var.#method(__omp_offered);
                }
            };
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Vec<String> {
        let body = syn::parse_str(&format!("{{ {body} }}")).unwrap();
        updates(&body).iter().map(|update| format!("{} {}", update.method, update.var)).collect()
    }

    #[test]
    fn variables_with_no_other_use() {
        assert_eq!(of("let d = a[j] - b[j]; m = m.max(d.abs()); c[j] = d;"), ["greatest m"]);
        assert_eq!(of("if a[j] > 0.0 { m = m.max(a[j]); n = n.min(1.0); }"), ["greatest m", "least n"]);
        assert_eq!(of("if a[j] > 9.0 { break; } m = m.min(a[j])"), ["least m"]);
        for body in [
            "m = m.max(a[j]); s += m;",
            "m = m.max(a[j]); m = m.max(b[j]);",
            "m = m.max(m - a[j]);",
            "let m = m.max(a[j]);",
            "m.x = m.x.max(a[j]);",
            "m = a[j].max(m);",
            "m = m.max(a[j]?);",
            "if a[j] > 9.0 { break 'rows; } m = m.max(a[j]);",
            "assert!(a[j] > 0.0, \"{m}\"); m = m.max(a[j]);",
            "m = m.abs(a[j]);",
        ] {
            assert!(of(body).is_empty(), "{body}");
        }
    }

    #[test]
    fn updates_become_offers() {
        let body: Block = syn::parse_str("{ m = m.max(a[j]); n = n.max(1); }").unwrap();
        let update = Update { var: syn::parse_str("m").unwrap(), method: "greatest" };
        let extremes = Extremes(vec![(update, syn::parse_str("held").unwrap())]);
        let body = extremes.in_body(body);
        let text = body.to_token_stream().to_string();
        assert!(
            text.contains("held . offer (a [j])") && text.contains("m = m . max (__omp_offered)"),
            "{text}"
        );
        assert!(text.contains("n = n . max (1)"), "{text}");
    }
}
