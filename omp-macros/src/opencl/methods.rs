//! The methods of numbers that a device has: the list of the code generator.

use crate::suggest::nearest;

/// Methods of numeric types, by name; also written `f64::sqrt(x)`. A method that only some types have is looked for with the
/// type in hand, when the program is generated.
#[rustfmt::skip] // Words, not a column.
pub(super) const METHODS: &[&str] = &[
    "abs", "abs_diff", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "ceil", "clamp",
    "copysign", "cos", "cosh", "count_ones", "count_zeros", "div_ceil", "div_euclid", "exp", "exp2",
    "exp_m1", "floor", "fract", "hypot", "ilog2", "is_finite", "is_infinite", "is_multiple_of", "is_nan",
    "is_negative", "is_normal", "is_positive", "is_power_of_two", "is_sign_negative", "is_sign_positive", "isqrt",
    "leading_ones", "leading_zeros", "ln", "ln_1p", "log", "log10", "log2", "max", "min", "mul_add",
    "next_power_of_two", "pow", "powf", "powi", "recip", "rem_euclid", "reverse_bits", "rotate_left",
    "rotate_right", "round", "round_ties_even", "saturating_add", "saturating_mul", "saturating_pow",
    "saturating_sub", "signum", "sin", "sin_cos", "sinh", "sqrt", "swap_bytes", "tan", "tanh", "to_bits",
    "to_degrees", "to_radians", "trailing_ones", "trailing_zeros", "trunc", "unsigned_abs", "wrapping_abs",
    "wrapping_add", "wrapping_div", "wrapping_mul", "wrapping_neg", "wrapping_pow", "wrapping_rem",
    "wrapping_shl", "wrapping_shr", "wrapping_sub",
];

/// Functions of a primitive type that are no methods.
pub(super) const CONVERSIONS: &[&str] = &["f32::from_bits", "f64::from_bits"];

/// The primitive types whose methods a path can name: `f64::max(a, b)`.
#[rustfmt::skip] // Words, not a column.
pub(super) const PRIMITIVES: &[&str] = &[
    "f32", "f64", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize", "bool",
];

/// What to write instead of a method that is none of these.
pub(super) fn instead(method: &str) -> String {
    let text = match method {
        "iter" | "iter_mut" | "into_iter" | "chunks" | "windows" | "enumerate" | "zip" | "map" | "sum"
        | "fold" | "for_each" | "filter" | "product" | "any" | "all" | "rev" | "take" | "skip" => {
            "loop over a range and index: `for k in 0..a.len() { s += a[k]; }`"
        }
        "get" | "get_mut" | "first" | "last" | "get_unchecked" => {
            "index: `a[i]` is checked on the device too"
        }
        "swap" => "write `let t = a[i]; a[i] = a[j]; a[j] = t;`",
        "fill" | "copy_from_slice" | "clone_from_slice" => "assign the elements in a loop over a range",
        "unwrap" | "expect" | "ok" | "unwrap_or" | "is_some" | "is_none" => {
            "a device has no `Option` or `Result`: compute the value with a condition"
        }
        "push" | "pop" | "insert" | "remove" | "clear" | "extend" | "to_vec" | "collect" => {
            "nothing is allocated on a device: write to an array that is mapped"
        }
        "to_string" | "to_owned" | "as_str" | "chars" | "bytes" => {
            "a device has no strings: make the text after the region, from numbers that are mapped"
        }
        "try_from" | "try_into" => {
            "a device has no `Result`: compare with the limits where that matters, and write `x as i32`"
        }
        _ if method.starts_with("checked_") || method.starts_with("overflowing_") => {
            let plain = method.split_once('_').map_or("", |(_, plain)| plain);
            return format!("a device has no `Option`: write `wrapping_{plain}`, or compare before");
        }
        _ => match nearest(method, METHODS.iter().copied()) {
            Some(word) => return format!("did you mean `{word}`?"),
            None => "write a free function with `#[omp(declare target)]` and call that",
        },
    };
    text.to_owned()
}
