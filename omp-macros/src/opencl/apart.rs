//! Whether two iterations of a loop inside of a region could own one element. The launch makes sure of the region's own loop;
//! the numbers of an inner one are known on the device alone, which checks them with each element.

use syn::{Expr, Ident};

use super::own::as_usize;
use crate::sharing::{
    affine::{literal, normal_text, pure},
    partition::{Map, Shape},
};

/// The loops: their variables, where they start, and whether one of them has a step.
#[derive(Clone, Copy)]
pub(super) struct Loops<'a> {
    pub(super) names: &'a [Ident],
    pub(super) starts: &'a [Expr],
    pub(super) stepped: bool,
}

/// What has to be less than what, so that no two iterations meet; `None` where no such numbers are known.
pub(super) fn conditions(shape: &Shape, loops: Loops<'_>) -> Option<Vec<(Expr, Expr)>> {
    match shape {
        Shape::Elements(map) | Shape::Columns(map) if always(map, loops.stepped) => Some(Vec::new()),
        Shape::Elements(map) | Shape::Columns(map) => of_map(map, loops),
        // Each of the two loops counts one of the indices.
        Shape::Cells(maps) => maps.iter().all(|map| always(map, loops.stepped)).then(Vec::new),
        Shape::Layers(maps) => maps.iter().all(|map| always(map, loops.stepped)).then(Vec::new),
        Shape::Lone(_) => Some(Vec::new()),
    }
}

/// `c[2 * i]`: one loop, and a literal stride that leaves room for what an iteration owns. Of a loop with a step the launch
/// can tell that only of single elements: its index has to be exact.
fn always(map: &Map, stepped: bool) -> bool {
    let [coef] = map.coefs.as_slice() else { return false };
    let numbers = literal(&coef.expr).zip(literal(&map.width));
    numbers.is_some_and(|(stride, width)| stride != 0 && width <= stride && (width == 1 || !stepped))
}

/// Each stride is more than what the loops inside of it reach, as in `c[(i * n + j) * m + k]`, and so small that an
/// index that wraps around has been out of bounds before.
fn of_map(map: &Map, Loops { names, starts, stepped }: Loops<'_>) -> Option<Vec<(Expr, Expr)>> {
    if map.coefs.iter().any(|coef| coef.negative) || !starts.iter().all(pure) {
        return None;
    }
    let mut conditions = Vec::new();
    let mut reach = as_usize(&map.width);
    reach = syn::parse_quote!(#reach - 1);
    let levels = map.coefs.iter().zip(names).zip(starts).enumerate().rev();
    for (level, ((coef, name), start)) in levels {
        let stride = as_usize(&coef.expr);
        let innermost = level + 1 == map.coefs.len();
        if !innermost || normal_text(&map.width) != normal_text(&coef.expr) {
            conditions.push((reach.clone(), stride.clone()));
        }
        if stepped || literal(&coef.expr).is_none() {
            conditions.push((stride.clone(), syn::parse_quote!(2_147_483_648_usize)));
        }
        let (at, start): (Expr, Expr) = (syn::parse_quote!(#name as usize), as_usize(start));
        if stepped {
            // Steps may leap over all that is out of bounds.
            conditions.push((syn::parse_quote!(#at - #start), syn::parse_quote!(4_294_967_296_usize)));
        }
        reach = syn::parse_quote!(#reach + (#at - #start) * #stride);
    }
    Some(conditions)
}
