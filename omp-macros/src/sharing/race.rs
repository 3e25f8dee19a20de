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

/// Ways out by `critical`, and those that a device has.
const WITHOUT_CRITICAL: &[(&str, &str)] = &[
    ("put the use in `#[omp(critical)]`, or add", "add"),
    ("put the access in `#[omp(atomic)]` or `#[omp(critical)]`", "put the access in `#[omp(atomic)]`"),
    ("put the write in `#[omp(critical)]`", "put the write in `#[omp(atomic)]`"),
    (
        "put the update in `#[omp(critical)]`",
        "combine the values with a `reduction` of another operator, or on the host after the region",
    ),
    ("put the use in `#[omp(critical)]`", "declare the variable inside of the loop"),
    ("put the call in `#[omp(critical)]`", "declare the variable inside of the loop"),
    (
        "put the statement in `#[omp(critical)]` instead",
        "write the result into a variable, and that `atomic`",
    ),
];

impl Race {
    /// The same in a target region: no device has `critical`.
    pub(crate) fn on_device(mut self) -> Self {
        for (host, device) in WITHOUT_CRITICAL {
            self.help = self.help.replace(host, device);
        }
        self
    }

    pub(crate) fn into_error(self) -> Error {
        let mut error = self.at.error(format!("{}\nhelp: {}", self.message, self.help));
        if let Some((extent, text)) = self.other {
            error.combine(extent.error(text));
        }
        error
    }
}
