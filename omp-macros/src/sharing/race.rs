//! The errors of the data-sharing rules: both accesses, and one fix.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::Error;

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

    fn error(self, message: impl std::fmt::Display) -> Error {
        let end = |span| Ident::new("end", span);
        let (first, last) = (end(self.first), end(self.last));
        Error::new_spanned(TokenStream::from_iter([first.to_token_stream(), last.to_token_stream()]), message)
    }
}

impl From<Span> for Extent {
    fn from(span: Span) -> Self {
        Self { first: span, last: span }
    }
}

/// Two accesses that could meet. The same statement run by two threads counts as two.
pub(crate) struct Race {
    pub(crate) at: Extent,
    pub(crate) message: String,
    pub(crate) help: String,
    /// The other access, and what it does.
    pub(crate) other: Option<(Extent, String)>,
}

impl Race {
    pub(crate) fn into_error(self) -> Error {
        let mut error = self.at.error(format!("{}\nhelp: {}", self.message, self.help));
        if let Some((extent, text)) = self.other {
            error.combine(extent.error(text));
        }
        error
    }
}
