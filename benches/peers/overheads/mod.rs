//! The constructs of the EPCC suite: what each costs by itself.

use crate::case::Case;

pub(crate) const CASES: &[Case] = &[];
