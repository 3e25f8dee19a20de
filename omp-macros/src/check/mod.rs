//! Every rejection that needs no knowledge of variables.

mod atomic;
mod clauses;
mod escapes;
mod loops;
mod nesting;
mod offload;
mod placement;
mod walk;

#[cfg(test)]
mod tests;

use crate::report::Errors;

/// Checks all constructs in `item`. The item is used up: the walk takes the directives off as it goes, so that what
/// is left is where no directive can be.
pub(crate) fn check_item(mut item: syn::Item, errors: &mut Errors) {
    walk::walk(&mut item, errors);
}
