//! The driver: one gate between the phases.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::report::Errors;
use crate::{lower, recover};

/// Expands `#[omp(args)] item`.
pub(crate) fn expand(_args: TokenStream, tokens: TokenStream) -> TokenStream {
    let original: syn::Item = match syn::parse2(tokens.clone()) {
        Ok(item) => item,
        // What is no item is diagnosed best by rustc, which sees it next.
        Err(_) => return tokens,
    };
    let mut errors = Errors::new();
    let mut item = original.clone();
    lower::lower_item(&mut item, &mut errors);
    match errors.propagate() {
        Ok(()) => item.into_token_stream(),
        Err(error) => recover::recover(&error, original),
    }
}
