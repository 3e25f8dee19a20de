//! Programs made of loops. Each file has one: ours as a user writes it, and rayon's; C's are in `benches/c/loops.c`.

mod pi;

use crate::case::Case;

pub(crate) const CASES: &[Case] = &[pi::PI];
