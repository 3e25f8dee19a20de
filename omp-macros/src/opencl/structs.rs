//! `declare target` on a struct: its layout, checked while compiling.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Fields, ItemStruct};

use crate::{
    error,
    report::{Errors, Extent},
};

pub(super) fn declare(item: &ItemStruct, errors: &mut Errors) -> TokenStream {
    let Fields::Named(fields) = &item.fields else {
        errors.push(error::DECLARE_FIELDS.at(item.ident.span(), &[&item.ident.to_string()]));
        return TokenStream::new();
    };
    if fields.named.is_empty() {
        errors.push(error::DECLARE_FIELDS.at(item.ident.span(), &[&item.ident.to_string()]));
    }
    if !item.generics.params.is_empty() {
        errors.push(error::DECLARE_GENERIC_STRUCT.at(Extent::of(&item.generics), &[&item.ident.to_string()]));
    }
    if !is_repr_c(item) {
        errors.push(error::DECLARE_REPR.at(item.ident.span(), &[&item.ident.to_string()]));
    }
    let name = &item.ident;
    let fields = fields.named.iter().map(|field| {
        let (name, ty) = (&field.ident, &field.ty);
        quote!(#name: #ty)
    });
    let span = crate::opencl::code::at(name.span());
    quote::quote_spanned!(span=> ::ferromp::__private::device::declare_struct!(#name { #(#fields),* });)
}

fn is_repr_c(item: &ItemStruct) -> bool {
    item.attrs.iter().filter(|attr| attr.path().is_ident("repr")).any(|attr| {
        let mut found = false;
        // An attribute that does not parse is rustc's to report.
        let _ = attr.parse_nested_meta(|meta| {
            found |= meta.path.is_ident("C");
            if meta.input.peek(syn::token::Paren) {
                let inner;
                syn::parenthesized!(inner in meta.input);
                inner.parse::<TokenStream>()?;
            }
            Ok(())
        });
        found
    })
}
