//! Asking whether a variable is present (OpenMP 5.2, 18.8.3).

use super::transfer;
use crate::device::{cells::Elements, devices};

/// Whether the variable, array or slice has, as a whole, a counterpart on the default device. An empty one has none, and
/// on the host nothing has.
pub fn omp_target_is_present<S: Elements + ?Sized>(variable: &S) -> bool {
    omp_target_is_present_on(variable, crate::routines::omp_get_default_device())
}

/// As [`omp_target_is_present`], on the device of this number.
pub fn omp_target_is_present_on<S: Elements + ?Sized>(variable: &S, device: usize) -> bool {
    let elements = variable.as_elements();
    let (start, len) = (elements.as_ptr().addr(), size_of_val(elements));
    let Some(device) = devices::find(device).filter(|_| len > 0) else { return false };
    matches!(transfer::table(device).find(start, len), Ok(Some(_)))
}
