//! Loops that are compiled for each instruction set, and the variables that these hold while they run.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{BinOp, Expr, ExprCall, ExprMethodCall, Macro, visit::Visit};

use super::super::{Lowerer, With, clauses};
use crate::{
    sharing::{
        access::{Access, Accesses, Touch},
        nest::Nest,
        place::{Place, PlaceKey},
    },
    syntax,
};

/// Whether a loop is worth a copy of its code for each instruction set: it computes with elements, or has loops of its
/// own that do, and this is more of it than what it calls. Constructs, tasks and macros keep a body from being copied:
/// their code is large, and no vector instruction helps it. `fast`: that it computes is enough, so that what `fastmath`
/// does to a loop does not depend on how much it calls.
pub(super) fn profits(nest: &Nest, fast: bool) -> bool {
    let mut work = Work::default();
    work.visit_block(&nest.body);
    let (computes, repeats) = (work.arithmetic > 0, work.elements + work.loops > 0);
    work.plain && computes && (fast || (repeats && work.arithmetic + work.elements > 2 * work.calls))
}

/// Whether a loop takes its variable for a number: it has no elements, and calls nothing that may look one up.
pub(super) fn counts(nest: &Nest) -> bool {
    let mut work = Work::default();
    work.visit_block(&nest.body);
    work.plain && work.elements + work.calls == 0
}

struct Work {
    plain: bool,
    /// Operators and numeric methods, outside of indices.
    arithmetic: usize,
    /// Elements and what references refer to.
    elements: usize,
    loops: usize,
    /// Calls of which we do not know that they are arithmetic.
    calls: usize,
}

impl Default for Work {
    fn default() -> Self {
        Self { plain: true, arithmetic: 0, elements: 0, loops: 0, calls: 0 }
    }
}

impl<'ast> Visit<'ast> for Work {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => self.loops += 1,
            Expr::Binary(e) => self.arithmetic += usize::from(computes(&e.op)),
            Expr::Index(e) => {
                // An index is arithmetic of another kind: it is done beside the loop's own.
                self.elements += 1;
                return self.visit_expr(&e.expr);
            }
            Expr::Unary(e) => self.elements += usize::from(matches!(e.op, syn::UnOp::Deref(_))),
            Expr::Await(_) | Expr::Async(_) => self.plain = false,
            _ => {}
        }
        syn::visit::visit_expr(self, expr);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        self.calls += usize::from(!constructs(&call.func));
        syn::visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let name = call.method.to_string();
        if NUMERIC.contains(&name.as_str()) {
            self.arithmetic += 1;
        } else if !INLINED.contains(&name.as_str()) {
            self.calls += 1;
        }
        syn::visit::visit_expr_method_call(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        self.plain &= !syntax::is_omp(attribute.path());
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        let name = mac.path.segments.last().map(|segment| segment.ident.to_string());
        self.plain &= name.is_some_and(|name| name.contains("assert"));
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

fn computes(op: &BinOp) -> bool {
    !matches!(
        op,
        BinOp::And(_)
            | BinOp::Or(_)
            | BinOp::Eq(_)
            | BinOp::Ne(_)
            | BinOp::Lt(_)
            | BinOp::Le(_)
            | BinOp::Gt(_)
            | BinOp::Ge(_)
    )
}

/// `Some(x)`, `Point(x, y)`, `f64::from(x)`: no code of its own.
fn constructs(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    let Some(last) = path.path.segments.last().map(|segment| segment.ident.to_string()) else { return false };
    last == "from" || last.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Methods that are an instruction or a few.
const NUMERIC: &[&str] = &[
    "abs",
    "ceil",
    "clamp",
    "copysign",
    "floor",
    "fract",
    "max",
    "min",
    "mul_add",
    "powi",
    "recip",
    "rem_euclid",
    "round",
    "signum",
    "sqrt",
    "to_bits",
    "trunc",
    "wrapping_add",
    "wrapping_mul",
    "wrapping_neg",
    "wrapping_sub",
];

/// Methods that vanish in the code around them.
const INLINED: &[&str] = &[
    "chunks_exact",
    "chunks_exact_mut",
    "cloned",
    "copied",
    "enumerate",
    "fold",
    "for_each",
    "is_empty",
    "iter",
    "iter_mut",
    "len",
    "map",
    "rev",
    "skip",
    "step_by",
    "sum",
    "take",
    "windows",
    "zip",
];

impl Lowerer<'_> {
    /// Takes what the loop reads from outside into locals of the function that it is compiled in, and has their names
    /// stand for the variables from here on.
    pub(super) fn hold(&mut self, accesses: &Accesses, nest: &Nest) -> TokenStream {
        let mut borrowed = Borrowed::default();
        borrowed.visit_block(&nest.body);
        let mut held: Vec<PlaceKey> = Vec::new();
        let mut tokens = TokenStream::new();
        for access in &accesses.list {
            let key = &access.key;
            let list = || accesses.list.iter().filter(|other| other.key.overlaps(key));
            let read = !accesses.assigned.contains(&key.var) && list().all(reads);
            if !read || held.contains(key) || !self.can_be_held(key) {
                continue;
            }
            let elements = list().any(|other| other.key == *key && !other.indices.is_empty());
            if !elements && (borrowed.0.contains(&key.text(&accesses.scopes)) || !list().all(plain)) {
                continue;
            }
            held.push(key.clone());
            let (name, original) = (self.fresh("held"), self.expr_of(key));
            let method = if elements { quote!(elements) } else { quote!(value) };
            tokens.extend(quote! {
                #[allow(unused_variables)]
                let #name = {
                    #[allow(unused_imports)]
                    use ::ferromp::__private::{HeldElements as _, HeldInPlace as _, HeldScalar as _};
                    ::ferromp::__private::Outer(&#original).#method()
                };
            });
            self.substitute(key, With::Held { name, elements });
        }
        tokens
    }

    /// The same for the arrays that the one thread at hand writes, element by element and in no other way.
    pub(super) fn hold_written(&mut self, accesses: &Accesses, nest: &Nest) -> TokenStream {
        let mut work = Work::default();
        work.visit_block(&nest.body);
        let mut tokens = TokenStream::new();
        if !work.plain || Closures::any(nest) {
            return tokens;
        }
        let mut held: Vec<PlaceKey> = Vec::new();
        for access in &accesses.list {
            let key = &access.key;
            let list = || accesses.list.iter().filter(|other| other.key.overlaps(key));
            let by_element = list().all(|other| other.key == *key && !other.indices.is_empty());
            let written = list().any(|other| other.touch.may_write());
            if !by_element || !written || held.contains(key) || !self.can_be_held(key) || !self.is_place(key)
            {
                continue;
            }
            held.push(key.clone());
            let (name, original) = (self.fresh("mine"), clauses::borrow_mut(self, key));
            tokens.extend(quote! {
                let #name = {
                    #[allow(unused_imports)]
                    use ::ferromp::__private::{HeldElementsMut as _, HeldInPlaceMut as _};
                    ::ferromp::__private::OuterMut(::core::option::Option::Some(#original)).elements()
                };
            });
            self.substitute(key, With::Mine(name));
        }
        tokens
    }

    /// Whether a variable can be borrowed mutably, as far as its declaration shows.
    fn is_place(&self, key: &PlaceKey) -> bool {
        let var = self.scopes.var(key.var);
        var.mutable || var.is_mut_ref || self.substitute_of(key.var, &key.fields).is_some()
    }

    /// Whether the name of a variable stands for a value that is there already.
    fn can_be_held(&self, key: &PlaceKey) -> bool {
        match self.substitute_for(key.var, &key.fields, true) {
            Some((with, _)) => matches!(with, With::Deref(_) | With::Name(_) | With::Referent { .. }),
            None => self.shared_of(key).is_none(),
        }
    }
}

/// Whether a closure in a loop may borrow what the loop writes.
struct Closures(bool);

impl Closures {
    fn any(nest: &Nest) -> bool {
        let mut found = Self(false);
        found.visit_block(&nest.body);
        found.0
    }
}

impl<'ast> Visit<'ast> for Closures {
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {
        self.0 = true;
    }
}

fn reads(access: &Access) -> bool {
    let context = &access.context;
    let alone = !context.atomic && context.guards.is_empty() && context.one.is_none();
    alone && !access.touch.may_write()
}

/// A use of the variable as a whole, by value.
fn plain(access: &Access) -> bool {
    access.touch == Touch::Read && !access.through_reference
}

/// The variables of which a reference to the whole is taken, which may outlive the body; or a pattern may take it.
#[derive(Default)]
struct Borrowed(Vec<String>);

impl Borrowed {
    fn note(&mut self, expr: &Expr) {
        if let Some(place) = Place::parse(expr)
            && place.indices().is_empty()
        {
            let mut text = place.root.to_string();
            place.fields().iter().for_each(|field| text.extend([".", field]));
            self.0.push(text);
        }
    }
}

impl<'ast> Visit<'ast> for Borrowed {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Reference(e) => self.note(&e.expr),
            Expr::Match(e) => self.note(&e.expr),
            Expr::Let(e) => self.note(&e.expr),
            _ => {}
        }
        syn::visit::visit_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_split(body: &str) -> bool {
        let text = format!("for i in 0..n {{ {body} }}");
        profits(&Nest::parse(&syn::parse_str(&text).unwrap(), 1).unwrap(), false)
    }

    #[test]
    fn arithmetic_over_elements_is_split() {
        let bodies = [
            "c[i] = a[i] + s * b[i];",
            "for k in 0..n { for j in 0..n { c[i * n + j] += a[i * n + k] * b[k * n + j]; } }",
            "let mut sum = 0.0; for k in 0..n { sum += v(k) * 2.0 + 1.0 - x; } y[i] = sum;",
            "*x += 1.0;",
            "assert!(i < 9); r[i] = a[i].abs().max(b[i]);",
            "if a[i] > 0 { b[i] = Some(a[i] - 1); }",
        ];
        for body in bodies {
            assert!(is_split(body), "{body}");
        }
    }

    #[test]
    fn a_number_is_no_index() {
        let counting = |body: &str| {
            let text = format!("for i in 0..n {{ {body} }}");
            counts(&Nest::parse(&syn::parse_str(&text).unwrap(), 1).unwrap())
        };
        assert!(counting("let x = (i as f64 + 0.5) * step; sum += 4.0 / (1.0 + x * x).sqrt();"));
        assert!(["sum += a[i];", "sum += f(i);", "sum += a.get(i);"].iter().all(|body| !counting(body)));
    }

    #[test]
    fn calls_text_and_constructs_are_not() {
        let bodies = [
            "work(i);",
            "c[i] = f(a[i], g(i)) + 1;",
            "c[i] = i;",
            "names[i] = format!(\"{}\", i + 1);",
            "sum += i;",
            "c[i] += 1; #[omp(critical)] { t.push(c[i]); }",
            "#[omp(task)] { c[i] += 1; }",
            "c[i] += a[i]; println!(\"{i}\");",
        ];
        for body in bodies {
            assert!(!is_split(body), "{body}");
        }
    }
}
