//! `depend` on target constructs: order by addresses (OpenMP 5.2, 15.9.5).

use std::ops::Range;

use super::handle::Place;

/// One item of a `depend` clause.
#[derive(Clone, Copy, Debug)]
pub struct Depend {
    /// Address and length in bytes.
    pub(super) interval: (usize, usize),
    /// `out` or `inout`.
    pub(super) out: bool,
}

/// `depend(in: a[section])`, or of all of `a`.
#[track_caller]
pub fn depend_in(place: &impl Place, section: Option<Range<usize>>) -> Depend {
    Depend { interval: place.interval(section), out: false }
}

/// `depend(out: a[section])`
#[track_caller]
pub fn depend_out(place: &impl Place, section: Option<Range<usize>>) -> Depend {
    Depend { interval: place.interval(section), out: true }
}

/// `depend(inout: a[section])`
#[track_caller]
pub fn depend_inout(place: &impl Place, section: Option<Range<usize>>) -> Depend {
    depend_out(place, section)
}
