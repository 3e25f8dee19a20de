//! Asking whether a variable is present (OpenMP 5.2, 18.8.3).

use super::transfer;
use crate::device::{cells::Elements, devices};

/// Whether the variable, array or slice has, as a whole, a counterpart on the device of this number. An empty one has none;
/// on the initial device everything is present.
pub fn omp_target_is_present<S: Elements + ?Sized>(variable: &S, device: usize) -> bool {
    if device == devices::count() {
        return true;
    }
    let elements = variable.as_elements();
    let (start, len) = (elements.as_ptr().addr(), size_of_val(elements));
    let Some(device) = devices::find(device).filter(|_| len > 0) else { return false };
    matches!(transfer::table(device).find(start, len), Ok(Some(_)))
}
