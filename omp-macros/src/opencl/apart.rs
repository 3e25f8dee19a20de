//! Whether two iterations of a loop inside of a region could own one element. The launch makes sure of the region's own loop;
//! the numbers of an inner one are known on the device alone, which checks them with each element.

use syn::{Expr, Ident};

use super::own::as_usize;
use crate::sharing::{
    affine::{literal, normal_text, pure},
    partition::{Map, Shape},
};

/// What has to be less than what, so that no two iterations meet; `None` where no such numbers are known. The loops start
/// at `starts`.
pub(super) fn conditions(shape: &Shape, names: &[Ident], starts: &[Expr]) -> Option<Vec<(Expr, Expr)>> {
    match shape {
        Shape::Elements(map) | Shape::Columns(map) if always(map) => Some(Vec::new()),
        Shape::Elements(map) | Shape::Columns(map) => of_map(map, names, starts),
        // Each of the two loops counts one of the indices.
        Shape::Cells(maps) => maps.iter().all(always).then(Vec::new),
        Shape::Layers(maps) => maps.iter().all(always).then(Vec::new),
        Shape::Lone(_) => Some(Vec::new()),
    }
}

/// `c[2 * i]`: one loop, and a literal stride that leaves room for what an iteration owns.
fn always(map: &Map) -> bool {
    let [coef] = map.coefs.as_slice() else { return false };
    literal(&coef.expr).zip(literal(&map.width)).is_some_and(|(stride, width)| stride != 0 && width <= stride)
}

/// Each stride is more than what the loops inside of it reach, as in `c[(i * n + j) * m + k]`, and so small that an
/// index that wraps around has been out of bounds before.
fn of_map(map: &Map, names: &[Ident], starts: &[Expr]) -> Option<Vec<(Expr, Expr)>> {
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
        if literal(&coef.expr).is_none() {
            conditions.push((stride.clone(), syn::parse_quote!(2_147_483_648_usize)));
        }
        let (at, start): (Expr, Expr) = (syn::parse_quote!(#name as usize), as_usize(start));
        reach = syn::parse_quote!(#reach + (#at - #start) * #stride);
    }
    Some(conditions)
}
