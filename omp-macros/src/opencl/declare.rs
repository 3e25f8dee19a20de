//! `declare target`: functions and types that target regions use (OpenMP 5.2, 7.8).

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, spanned::Spanned as _};

use super::{function, structs};
use crate::{
    error,
    report::Errors,
    syntax::{Directive, Kind, item_kind},
};

/// Whether the arguments of `#[omp(..)]` on an item are this directive.
pub(crate) fn is_declared(args: &TokenStream) -> bool {
    syn::parse2::<Directive>(args.clone()).is_ok_and(|directive| directive.kind == Kind::DeclareTarget)
}

/// The item, and what a target region needs to use it.
pub(crate) fn declare(item: &Item, errors: &mut Errors) -> TokenStream {
    let companion = match item {
        Item::Fn(function) => function::declare(function, errors),
        Item::Struct(structure) => structs::declare(structure, errors),
        other => {
            errors.push(error::DECLARE_ITEM.at(other.span(), &[item_kind(other)]));
            TokenStream::new()
        }
    };
    let lints = matches!(item, Item::Fn(_)).then(without_iterators);
    quote!(#lints #item #companion)
}

/// Keeps the lints quiet whose advice is what a device refuses.
pub(crate) fn without_iterators() -> TokenStream {
    quote! {
        #[allow(
            clippy::needless_range_loop,
            clippy::manual_memcpy,
            clippy::manual_slice_fill,
            clippy::manual_swap,
            reason = "a device has no iterators and no methods of slices"
        )]
    }
}
