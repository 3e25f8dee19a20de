//! Slices: a pointer into an address space, and a length.

use crate::device::types::Type;

/// An address space of OpenCL.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Space {
    Global,
    Local,
    Private,
}

impl Space {
    pub(super) fn qualifier(self) -> &'static str {
        match self {
            Self::Global => "__global ",
            Self::Local => "__local ",
            Self::Private => "",
        }
    }

    pub(super) fn letter(self) -> &'static str {
        match self {
            Self::Global => "g",
            Self::Local => "l",
            Self::Private => "p",
        }
    }
}

/// A slice that the code has a name for.
#[derive(Clone, Debug)]
pub(super) struct Slice {
    pub(super) space: Space,
    pub(super) element: &'static Type,
    /// An expression of pointer type, an atom.
    pub(super) pointer: String,
    /// An expression of type `ulong`, an atom.
    pub(super) len: String,
    /// The pointer is not `const`.
    pub(super) written: bool,
    pub(super) section: Option<Section>,
}

/// The part of an array that is mapped, as names of `ulong` values.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// The name in the source.
    pub(super) array: &'static str,
    pub(super) lo: String,
    pub(super) count: String,
    pub(super) shift: String,
}

impl Slice {
    /// `const __global float *`
    pub(super) fn pointer_type(&self, element: &str) -> String {
        let constant = if self.written { "" } else { "const " };
        format!("{constant}{}{element} *", self.space.qualifier())
    }
}
