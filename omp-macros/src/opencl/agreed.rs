//! What the threads of a team must agree on, for the elements of a loop that they share to be different ones: `s` of
//! `a[i + s]`. The host compares the maps of the threads. In a kernel each thread computes its indices by itself, so that
//! the runtime compares, unless it sees that these values are the same for all.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Expr, spanned::Spanned as _};

use super::{
    OwnArray,
    builder::Builder,
    code::{Code, site},
};
use crate::sharing::{
    affine::{converted, strip},
    partition::{Map, Partition, Shape},
    place::Place,
};

impl Builder<'_> {
    /// For the tree, and statements of the probe.
    pub(super) fn agreed(&mut self, own: &[OwnArray]) -> (Vec<TokenStream>, TokenStream) {
        let mut leaves: Vec<Expr> = Vec::new();
        for expr in own.iter().filter(|own| !own.of_threads).flat_map(|own| exprs(&own.partition)) {
            self.leaves(expr, &mut leaves);
        }
        let mut texts: Vec<String> = Vec::new();
        leaves.retain(|leaf| {
            let text = leaf.to_token_stream().to_string();
            let new = !texts.contains(&text);
            texts.push(text);
            new
        });
        let (mut irs, mut probes) = (Vec::new(), TokenStream::new());
        for leaf in &leaves {
            let Code { ir, probe } = self.expr(leaf);
            let site = site(leaf.span());
            irs.push(quote!((#ir, #site)));
            probes.extend(quote!(let _ = #probe;));
        }
        (irs, probes)
    }

    /// The variables in an expression, fields and lengths. What stands around them has lost its casts.
    fn leaves(&self, expr: &Expr, found: &mut Vec<Expr>) {
        match strip(expr) {
            Expr::Binary(e) => {
                self.leaves(&e.left, found);
                self.leaves(&e.right, found);
            }
            Expr::Unary(e) => self.leaves(&e.expr, found),
            Expr::Call(e) => {
                if let Some(inner) = converted(e) {
                    self.leaves(inner, found);
                }
            }
            leaf @ (Expr::Path(_) | Expr::Field(_) | Expr::MethodCall(_)) => {
                let of = if let Expr::MethodCall(call) = leaf { &*call.receiver } else { leaf };
                if Place::parse(of).is_some_and(|place| self.scopes.lookup(&place.root).is_some()) {
                    found.push(leaf.clone());
                }
            }
            _ => {}
        }
    }
}

/// What says which elements an iteration owns. Not the indices in front: in `c[row][i]` it is `i` that keeps threads apart.
fn exprs(partition: &Partition) -> Vec<&Expr> {
    let maps: &[Map] = match &partition.shape {
        Shape::Elements(map) | Shape::Columns(map) | Shape::Lone(map) => std::slice::from_ref(map),
        Shape::Cells(maps) => &**maps,
        Shape::Layers(maps) => &**maps,
    };
    let mut all = Vec::new();
    for map in maps {
        all.extend(map.coefs.iter().chain(&map.offset).map(|term| &term.expr));
        all.push(&map.width);
    }
    all
}
