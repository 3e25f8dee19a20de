//! Errors are collected, not thrown: one run of the compiler reports every mistake.

use std::fmt::Display;

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;

/// The errors found so far.
#[derive(Default)]
pub(crate) struct Errors {
    errors: Vec<syn::Error>,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.errors.len()
    }

    /// Forgets what was reported after the first `count`.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.errors.truncate(count);
    }

    /// Points at the other of two things that clash, after the error itself.
    pub(crate) fn note(&mut self, span: Span, text: impl Display) {
        self.errors.push(syn::Error::new(span, text));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// The gate between two phases: everything reported so far as one error, or `Ok`.
    pub(crate) fn propagate(&mut self) -> syn::Result<()> {
        let mut errors = std::mem::take(&mut self.errors).into_iter();
        let Some(mut first) = errors.next() else { return Ok(()) };
        first.extend(errors);
        Err(first)
    }
}

/// Source code from one token to another: what a message underlines. A `Span` of several tokens would be that of
/// the first alone, since joining spans is not stable.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    pub(crate) first: Span,
    last: Span,
}

impl Extent {
    pub(crate) fn of(source: &impl ToTokens) -> Self {
        let mut tokens = source.to_token_stream().into_iter();
        let first = tokens.next().map_or_else(Span::call_site, |token| token.span());
        Self { first, last: tokens.last().map_or(first, |token| token.span()) }
    }

    pub(crate) fn error(self, message: impl std::fmt::Display) -> syn::Error {
        let end = |span| Ident::new("end", span);
        let (first, last) = (end(self.first), end(self.last));
        syn::Error::new_spanned(
            TokenStream::from_iter([first.to_token_stream(), last.to_token_stream()]),
            message,
        )
    }
}

impl From<Span> for Extent {
    fn from(span: Span) -> Self {
        Self { first: span, last: span }
    }
}
