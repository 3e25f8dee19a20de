//! The errors of the data-sharing rules: both accesses, and one fix.

use syn::Error;

use crate::report::Extent;

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
