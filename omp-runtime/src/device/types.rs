//! The types that a kernel can have values of, and which of them may be mapped to a device.

/// A type, as the generated OpenCL C and the launch need to know it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Type {
    Unit,
    Bool,
    I8,
    I16,
    I32,
    I64,
    Isize,
    U8,
    U16,
    U32,
    U64,
    Usize,
    F32,
    F64,
    /// `[T; N]`
    Array(&'static Type, usize),
    Tuple(&'static [&'static Type]),
    Struct(&'static StructType),
}

/// A struct that `declare target` stands on. Its fields fill it without padding, in the order of their declaration.
#[derive(PartialEq, Eq, Debug)]
pub struct StructType {
    pub name: &'static str,
    /// Name, type, offset.
    pub fields: &'static [(&'static str, &'static Type, usize)],
    pub size: usize,
    pub align: usize,
}

impl Type {
    /// Whether both are the same type; most often they are the same reference.
    pub fn same(&'static self, other: &'static Self) -> bool {
        std::ptr::eq(self, other) || self == other
    }

    /// The size in bytes of a value in memory. A tuple is laid out as a C struct.
    pub fn size(&self) -> usize {
        match self {
            Self::Unit => 0,
            Self::Bool | Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::Isize | Self::Usize | Self::F64 => 8,
            Self::Array(element, n) => element.size() * n,
            Self::Tuple(fields) => {
                let end = fields
                    .iter()
                    .fold(0_usize, |at, field| at.next_multiple_of(field.align()) + field.size());
                end.next_multiple_of(self.align())
            }
            Self::Struct(of) => of.size,
        }
    }

    /// The alignment in bytes.
    pub fn align(&self) -> usize {
        match self {
            Self::Array(element, _) => element.align(),
            Self::Tuple(fields) => fields.iter().map(|field| field.align()).max().unwrap_or(1),
            Self::Struct(of) => of.align,
            Self::Unit => 1,
            scalar => scalar.size(),
        }
    }

    pub(crate) fn is_float(&self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    pub(crate) fn is_signed(&self) -> bool {
        matches!(self, Self::I8 | Self::I16 | Self::I32 | Self::I64 | Self::Isize)
    }

    pub(crate) fn is_unsigned(&self) -> bool {
        matches!(self, Self::U8 | Self::U16 | Self::U32 | Self::U64 | Self::Usize)
    }

    pub(crate) fn is_integer(&self) -> bool {
        self.is_signed() || self.is_unsigned()
    }

    /// The width of a number in bits.
    pub(crate) fn bits(&self) -> u32 {
        self.size() as u32 * 8
    }

    /// As in the source.
    pub(crate) fn rust_name(&self) -> String {
        match self {
            Self::Unit => "()".into(),
            Self::Array(element, n) => format!("[{}; {n}]", element.rust_name()),
            Self::Tuple(fields) => {
                let fields: Vec<_> = fields.iter().map(|field| field.rust_name()).collect();
                format!("({})", fields.join(", "))
            }
            Self::Struct(of) => of.name.into(),
            scalar => format!("{scalar:?}").to_lowercase(),
        }
    }
}

/// A type that a value in a target region can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used in a target region",
    label = "no value of this type can live on a device",
    note = "a device has integers of up to 64 bits, `f32`, `f64`, `bool`, arrays and tuples of them, and structs with `#[omp(declare target)] #[repr(C)]`"
)]
pub trait DeviceValue {
    /// What the code generator knows of it.
    const TYPE: &'static Type;
}

/// A type whose bytes mean the same on host and device: a mappable type (OpenMP 5.2, 3.2.2 and 5.8).
///
/// # Safety
/// `TYPE` describes the layout. Every byte of a value is initialised (no padding). What a kernel stores, and any copy of
/// the bytes of a value, is a value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be mapped to a device",
    label = "not a mappable type",
    note = "integers of up to 64 bits, `f32`, `f64`, `bool`, arrays of them and structs with `#[omp(declare target)] #[repr(C)]` are mappable; copy what you need of other types into such a one"
)]
pub unsafe trait Mappable: Copy + Send + Sync + 'static + DeviceValue {}

macro_rules! scalars {
    ($($t:ty: $variant:ident,)*) => {$(
        impl DeviceValue for $t {
            const TYPE: &'static Type = &Type::$variant;
        }
        // SAFETY: a number, or `bool` whose bytes the generated code keeps at 0 and 1; no padding.
        unsafe impl Mappable for $t {}
    )*};
}
scalars! {
    bool: Bool, i8: I8, i16: I16, i32: I32, i64: I64, isize: Isize,
    u8: U8, u16: U16, u32: U32, u64: U64, usize: Usize, f32: F32, f64: F64,
}

impl<T: DeviceValue, const N: usize> DeviceValue for [T; N] {
    const TYPE: &'static Type = &Type::Array(T::TYPE, N);
}
// SAFETY: the elements follow one another without gaps, and each is mappable.
unsafe impl<T: Mappable, const N: usize> Mappable for [T; N] {}

macro_rules! tuples {
    ($(($($t:ident)*))*) => {$(
        impl<$($t: DeviceValue),*> DeviceValue for ($($t,)*) {
            const TYPE: &'static Type = &Type::Tuple(&[$($t::TYPE),*]);
        }
    )*};
}
tuples! { (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H) }

impl DeviceValue for () {
    const TYPE: &'static Type = &Type::Unit;
}

/// Makes a `#[repr(C)]` struct of mappable fields mappable itself. What the `unsafe impl` promises is checked while
/// compiling: every field is named, has the type given and is mappable, they lie in their order and fill the struct.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_struct {
    ($name:ident { $($field:ident: $ty:ty),+ $(,)? }) => {
        const _: () = {
            use $crate::device::types as __types;
            impl __types::DeviceValue for $name {
                const TYPE: &'static __types::Type = &__types::Type::Struct(&__types::StructType {
                    name: stringify!($name),
                    fields: &[$((
                        stringify!($field),
                        <$ty as __types::DeviceValue>::TYPE,
                        ::core::mem::offset_of!($name, $field),
                    )),+],
                    size: ::core::mem::size_of::<$name>(),
                    align: ::core::mem::align_of::<$name>(),
                });
            }
            // The pattern names every field; the two steps keep a reference from being coerced to the type given.
            #[allow(dead_code, reason = "compiled, not run")]
            fn fields_are_as_given(value: &$name) {
                let $name { $($field),+ } = value;
                $(
                    let of = __types::type_of_field($field);
                    let _: ::core::marker::PhantomData<$ty> = of;
                    __types::is_mappable::<$ty>();
                )+
            }
            const _: () = __types::check_layout(
                <$name as __types::DeviceValue>::TYPE,
                &[$(::core::mem::size_of::<$ty>()),+],
            );
            // SAFETY: the fields are mappable, are all there are, and leave no padding: see above.
            unsafe impl __types::Mappable for $name {}
            impl $crate::private::device::Elements for $name {
                type Element = Self;
                fn as_elements(&self) -> &[Self] {
                    ::core::slice::from_ref(self)
                }
            }
            impl $crate::private::device::ElementsMut for $name {
                fn as_elements_mut(&mut self) -> &mut [Self] {
                    ::core::slice::from_mut(self)
                }
            }
        };
    };
}
pub use __declare_struct as declare_struct;

#[doc(hidden)]
pub fn type_of_field<T>(_: &T) -> std::marker::PhantomData<T> {
    std::marker::PhantomData
}

#[doc(hidden)]
pub fn is_mappable<T: Mappable>() {}

/// Panics, while compiling, unless the fields fill the struct in their order.
#[doc(hidden)]
pub const fn check_layout(of: &Type, sizes: &[usize]) {
    let Type::Struct(of) = of else { panic!("a struct") };
    let (mut at, mut k) = (0, 0);
    while k < sizes.len() {
        assert!(
            of.fields[k].2 == at,
            "a `declare target` struct has padding, or is not `#[repr(C)]`\n       help: order its fields by falling size, and fill gaps with a field of bytes"
        );
        at += sizes[k];
        k += 1;
    }
    assert!(
        at == of.size,
        "a `declare target` struct has padding at its end\n       help: fill it with a field of bytes"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy)]
    #[repr(C)]
    struct Point {
        position: [f64; 2],
        id: u32,
        flags: [bool; 4],
    }
    declare_struct!(Point { position: [f64; 2], id: u32, flags: [bool; 4] });

    #[test]
    fn sizes_are_those_of_rust() {
        assert_eq!(Point::TYPE.size(), size_of::<Point>());
        assert_eq!(Point::TYPE.align(), align_of::<Point>());
        assert_eq!(<(u8, f64, bool)>::TYPE.size(), 24);
        assert_eq!(<[[i16; 3]; 5]>::TYPE.size(), 30);
        assert_eq!(<[(u8, f32); 2]>::TYPE.rust_name(), "[(u8, f32); 2]");
    }
}
