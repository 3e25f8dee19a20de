//! Programs made of tasks.

use crate::case::Case;

pub(crate) const CASES: &[Case] = &[];
