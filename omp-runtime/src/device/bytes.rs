//! Values of mappable types as bytes.

use super::types::Mappable;

/// The bytes of some values.
pub(crate) fn of<T: Mappable>(values: &[T]) -> &[u8] {
    // SAFETY: the same memory, borrowed for as long; a mappable value has no padding, so every byte is initialised.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values)) }
}

/// The bytes of some values, to be changed.
///
/// # Safety
/// What is written to them comes from values of type `T`, or from a kernel that stores such.
pub(crate) unsafe fn of_mut<T: Mappable>(values: &mut [T]) -> &mut [u8] {
    // SAFETY: the same memory, exclusively borrowed for as long; that it holds values afterwards is the caller's word.
    unsafe { std::slice::from_raw_parts_mut(values.as_mut_ptr().cast(), size_of_val(values)) }
}
