//! What a loop reads from outside, as locals of the function that is compiled for an instruction set.
//!
//! A closure reaches the variables around it through references in memory. A loop that writes elements might write there,
//! as far as LLVM can tell, so it loads a `Vec`'s pointer and length, or a scalar, again for each iteration, and such a
//! loop is not vectorised. Held, they are values of the function's own.
//!
//! Which way to hold a variable depends on its type, which a macro does not see. Method lookup chooses: for
//! `Outer(&x).value()` it tries the methods of `Outer`, then those of `&Outer`.

use std::ops::Deref;

/// A variable from outside of the loop.
#[derive(Debug)]
pub struct Outer<'x, X: ?Sized>(pub &'x X);

/// Leaves a variable where it is.
pub trait HeldInPlace<'x, X: ?Sized> {
    /// What is no scalar.
    fn value(self) -> &'x X;
    /// What has no elements in a slice, or a number of them that its type tells.
    fn elements(self) -> &'x X;
}

impl<'x, X: ?Sized> HeldInPlace<'x, X> for &Outer<'x, X> {
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "as for all of this file: it is about what LLVM sees in one function"
    )]
    fn value(self) -> &'x X {
        self.0
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn elements(self) -> &'x X {
        self.0
    }
}

/// A number, a `bool` or a `char`.
pub trait Scalar: Copy {}

macro_rules! scalars {
    ($($t:ty)*) => {$(impl Scalar for $t {})*};
}
scalars!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 bool char);

/// A copy that is used as the variable is: `*copied` is the value.
#[derive(Clone, Copy, Debug)]
pub struct Copied<T>(T);

impl<T> Deref for Copied<T> {
    type Target = T;
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn deref(&self) -> &T {
        &self.0
    }
}

/// Holds a scalar.
pub trait HeldScalar {
    /// The scalar's type.
    type Value;
    /// A copy.
    fn value(self) -> Copied<Self::Value>;
}

impl<T: Scalar> HeldScalar for Outer<'_, T> {
    type Value = T;
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn value(self) -> Copied<T> {
        Copied(*self.0)
    }
}

/// Holds elements of unknown number by address and length.
pub trait HeldElements<'x> {
    /// The elements' type.
    type Element;
    /// The elements.
    fn elements(self) -> &'x [Self::Element];
}

macro_rules! elements {
    ($($t:ty),*) => {$(
        impl<'x, T> HeldElements<'x> for Outer<'x, $t> {
            type Element = T;
            #[inline(always)]
            fn elements(self) -> &'x [T] {
                self.0
            }
        }
    )*};
}
elements!(Vec<T>, Box<[T]>, [T], &[T], &mut [T], &Vec<T>, &mut Vec<T>);

/// A variable from outside of the loop, of which the loop writes elements.
#[derive(Debug)]
pub struct OuterMut<'x, X: ?Sized>(pub Option<&'x mut X>);

/// Leaves a variable where it is.
pub trait HeldInPlaceMut<'x, X: ?Sized> {
    /// What has no elements in a slice.
    fn elements(self) -> &'x mut X;
}

impl<'x, X: ?Sized> HeldInPlaceMut<'x, X> for &mut OuterMut<'x, X> {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn elements(self) -> &'x mut X {
        self.0.take().expect("generated code has put it in")
    }
}

/// Holds elements that are written by address and length.
pub trait HeldElementsMut<'x> {
    /// The elements' type.
    type Element;
    /// The elements.
    fn elements(self) -> &'x mut [Self::Element];
}

macro_rules! elements_mut {
    ($([$($generic:tt)*] $t:ty),*) => {$(
        impl<'x, T, $($generic)*> HeldElementsMut<'x> for OuterMut<'x, $t> {
            type Element = T;
            #[inline(always)]
            fn elements(self) -> &'x mut [T] {
                self.0.expect("generated code has put it in")
            }
        }
    )*};
}
elements_mut!([] Vec<T>, [] Box<[T]>, [] [T], [const N: usize] [T; N], [] &mut [T], [] &mut Vec<T>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_decides() {
        let (scalar, vector, array, text) = (2.5, vec![1, 2], [1_u8; 4], String::from("x"));
        let slice = &vector[..];
        let copy: Copied<f64> = Outer(&scalar).value();
        assert!(*copy > 2.0);
        let elements: [&[i32]; 2] = [Outer(&vector).elements(), Outer(&slice).elements()];
        assert_eq!(elements, [[1, 2], [1, 2]]);
        let other: (&[u8; 4], &String) = (Outer(&array).elements(), Outer(&text).value());
        assert_eq!(other, (&array, &text));
        let whole: &&[i32] = Outer(&slice).value();
        assert_eq!(*whole, [1, 2]);
    }

    #[test]
    fn what_is_written_keeps_its_place() {
        let (mut vector, mut array, mut other) = (vec![1, 2], [1; 3], std::collections::VecDeque::from([1]));
        {
            let mut slice = &mut array[..];
            let [a, b]: [&mut [i32]; 2] =
                [OuterMut(Some(&mut vector)).elements(), OuterMut(Some(&mut slice)).elements()];
            (a[1], b[2]) = (7, 8);
            let deque: &mut std::collections::VecDeque<i32> = OuterMut(Some(&mut other)).elements();
            deque[0] = 9;
        }
        assert_eq!((vector[1], array[2], other[0]), (7, 8, 9));
    }

    #[test]
    fn a_type_parameter_stays_where_it_is() {
        fn at<T>(x: &T) -> &T {
            Outer(x).value()
        }
        assert_eq!(at(&3), &3);
    }
}
