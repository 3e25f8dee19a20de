//! The errors of the data-sharing rules: both accesses, and one fix.

use proc_macro2::Span;

/// Two accesses that could meet. The same statement run by two threads counts as two.
pub(crate) struct Race {
    pub(crate) at: Span,
    pub(crate) message: String,
    pub(crate) help: String,
    /// The other access, and what it does.
    pub(crate) other: Option<(Span, String)>,
}

impl Race {
    pub(crate) fn into_error(self) -> syn::Error {
        let mut error = syn::Error::new(self.at, format!("{}\nhelp: {}", self.message, self.help));
        if let Some((span, text)) = self.other {
            error.combine(syn::Error::new(span, text));
        }
        error
    }
}
