//! The end of a reduction: the partial results of the work-groups, combined on the host.
//!
//! In the order of the groups, after the variable's own value, and with the operators of host reductions: integers
//! wrap, `f32` stays `f32`, `min` and `max` of floats ignore a NaN beside a number.

use super::{
    ir::ReductionOp,
    types::{StructType, Type},
};
use crate::reduction::{Add, BitAnd, BitOr, BitXor, LogicalAnd, LogicalOr, Max, Min, Mul, Reduce};

/// `into = into op partial`, of one number.
type Combine = fn(into: &mut [u8], partial: &[u8]);

/// Combines partial results of the type one after the other into `total`. `None` if the type has no such operator.
pub(crate) fn combine(op: ReductionOp, ty: &Type, total: &mut [u8], partials: &[u8]) -> Option<()> {
    let (scalar, size) = scalar(ty);
    let combine = combiner(op, scalar)?;
    if total.is_empty() {
        return Some(());
    }
    for partial in partials.chunks_exact(total.len()) {
        for (into, from) in total.chunks_exact_mut(size).zip(partial.chunks_exact(size)) {
            combine(into, from);
        }
    }
    Some(())
}

/// What an array consists of, and its size.
fn scalar(ty: &Type) -> (&Type, usize) {
    match ty {
        Type::Array(element, _) => scalar(element),
        Type::Struct(StructType { size, .. }) => (ty, *size),
        _ => (ty, ty.size()),
    }
}

fn combiner(op: ReductionOp, ty: &Type) -> Option<Combine> {
    match ty {
        Type::Bool => bool_combiner(op),
        Type::I8 => i8::integer_combiner(op),
        Type::I16 => i16::integer_combiner(op),
        Type::I32 => i32::integer_combiner(op),
        Type::I64 => i64::integer_combiner(op),
        Type::Isize => isize::integer_combiner(op),
        Type::U8 => u8::integer_combiner(op),
        Type::U16 => u16::integer_combiner(op),
        Type::U32 => u32::integer_combiner(op),
        Type::U64 => u64::integer_combiner(op),
        Type::Usize => usize::integer_combiner(op),
        Type::F32 => float_combiner::<f32>(op),
        Type::F64 => float_combiner::<f64>(op),
        Type::Unit | Type::Array(..) | Type::Tuple(_) | Type::Struct(_) => None,
    }
}

/// A number in memory.
trait Number: Copy {
    fn get(bytes: &[u8]) -> Self;
    fn put(self, bytes: &mut [u8]);
}

trait Integer: Number {
    fn integer_combiner(op: ReductionOp) -> Option<Combine>;
}

macro_rules! numbers {
    ($($t:ty)*) => {$(
        impl Number for $t {
            fn get(bytes: &[u8]) -> Self {
                Self::from_ne_bytes(bytes.try_into().expect("as many bytes as the type has"))
            }
            fn put(self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_ne_bytes());
            }
        }
    )*};
}
numbers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);

impl Number for bool {
    fn get(bytes: &[u8]) -> Self {
        bytes[0] != 0
    }
    fn put(self, bytes: &mut [u8]) {
        bytes[0] = self.into();
    }
}

fn with<T: Number + Reduce<Op>, Op>(into: &mut [u8], partial: &[u8]) {
    T::get(into).combine(T::get(partial)).put(into);
}

macro_rules! integers {
    ($($t:ty)*) => {$(
        impl Integer for $t {
            fn integer_combiner(op: ReductionOp) -> Option<Combine> {
                Some(match op {
                    ReductionOp::Add => with::<Self, Add>,
                    ReductionOp::Mul => with::<Self, Mul>,
                    ReductionOp::Min => with::<Self, Min>,
                    ReductionOp::Max => with::<Self, Max>,
                    ReductionOp::BitAnd => with::<Self, BitAnd>,
                    ReductionOp::BitOr => with::<Self, BitOr>,
                    ReductionOp::BitXor => with::<Self, BitXor>,
                    ReductionOp::LogicalAnd | ReductionOp::LogicalOr => return None,
                })
            }
        }
    )*};
}
integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

fn float_combiner<T>(op: ReductionOp) -> Option<Combine>
where
    T: Number + Reduce<Add> + Reduce<Mul> + Reduce<Min> + Reduce<Max>,
{
    Some(match op {
        ReductionOp::Add => with::<T, Add>,
        ReductionOp::Mul => with::<T, Mul>,
        ReductionOp::Min => with::<T, Min>,
        ReductionOp::Max => with::<T, Max>,
        _ => return None,
    })
}

fn bool_combiner(op: ReductionOp) -> Option<Combine> {
    Some(match op {
        ReductionOp::BitAnd => with::<bool, BitAnd>,
        ReductionOp::BitOr => with::<bool, BitOr>,
        ReductionOp::BitXor => with::<bool, BitXor>,
        ReductionOp::LogicalAnd => with::<bool, LogicalAnd>,
        ReductionOp::LogicalOr => with::<bool, LogicalOr>,
        _ => return None,
    })
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the results are exact")]
mod tests {
    use super::*;
    use crate::device::{
        bytes,
        types::{DeviceValue, Mappable},
    };

    fn reduced<T: Mappable>(op: ReductionOp, start: T, partials: &[T]) -> T {
        let mut total = [start];
        // SAFETY: what is written are values of `T`.
        combine(op, T::TYPE, unsafe { bytes::of_mut(&mut total) }, bytes::of(partials)).expect("an operator");
        total[0]
    }

    #[test]
    fn values_mean_what_they_mean_in_rust() {
        assert_eq!(reduced(ReductionOp::Add, 10_i32, &[i32::MAX, 1]), i32::MIN + 10);
        assert_eq!(reduced(ReductionOp::Min, f32::NAN, &[3.0, f32::NAN, 2.0]), 2.0);
        assert_eq!(reduced(ReductionOp::Add, 1e8_f32, &[1.0; 8]), 1e8, "each step rounds to f32");
        assert_eq!(reduced(ReductionOp::Max, u64::MAX - 1, &[0, u64::MAX]), u64::MAX);
        assert!(!reduced(ReductionOp::LogicalAnd, true, &[true, false]));
        assert_eq!(
            reduced(ReductionOp::Mul, [[1_i8, 2], [3, 4]], &[[[2, 2], [2, 64]]; 2]),
            [[4, 8], [12, 0]]
        );
    }

    #[test]
    fn a_type_without_the_operator_is_refused() {
        assert_eq!(combine(ReductionOp::BitAnd, f64::TYPE, &mut [0; 8], &[0; 8]), None);
        assert_eq!(combine(ReductionOp::LogicalOr, i32::TYPE, &mut [0; 4], &[]), None);
    }
}
