//! The compiler of ferromp.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;

/// Compiles the OpenMP directives in the annotated item.
#[proc_macro_attribute]
pub fn omp(_args: TokenStream, item: TokenStream) -> TokenStream {
    item
}
