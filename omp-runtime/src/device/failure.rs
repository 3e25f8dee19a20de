//! Why a device cannot do what a construct asks of it.

use std::fmt;

use super::opencl::Error;

/// Not a mistake of the program: the host can do the work instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Failure {
    pub(crate) reason: String,
    /// What the device's compiler said.
    pub(crate) log: Option<String>,
}

impl Failure {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), log: None }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        // Not a `match`: what else there is depends on the feature `opencl`.
        if let Error::Build { log } = error {
            return Self { reason: "the OpenCL compiler refuses the kernel".into(), log: Some(log) };
        }
        Self::new(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        self.log.as_ref().map_or(Ok(()), |log| write!(f, "\nbuild log:\n{log}"))
    }
}
