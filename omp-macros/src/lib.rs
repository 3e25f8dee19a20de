//! The compiler of ferromp: it turns the OpenMP directives in an annotated item into calls of the runtime.
//!
//! The phases are those of a compiler: [`syntax`] reads directives, [`check`] rejects what OpenMP or this
//! implementation does not allow, [`lower`] writes the parallel program. [`expand`] drives them.
#![forbid(unsafe_code)]

mod check;
mod error;
mod expand;
mod lower;
mod recover;
mod report;
mod sharing;
mod suggest;
mod syntax;

use proc_macro::TokenStream;

/// Compiles the OpenMP directives in the annotated item.
#[proc_macro_attribute]
pub fn omp(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(args.into(), item.into()).into()
}
