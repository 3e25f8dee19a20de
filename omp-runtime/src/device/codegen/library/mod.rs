//! Helper functions in OpenCL C, of which a program gets those that it uses.
//!
//! The texts are sections `//@ name class`, with `$T` and the like in place of a type. A section that calls another
//! names it `omp_other_$S`.

use crate::device::{
    codegen::module::{scalar_name, wrapping_name},
    types::Type,
};

const INTEGER: &str = include_str!("integer.cl");
const FLOAT: &str = include_str!("float.cl");
const ATOMIC: &str = include_str!("atomic.cl");
const REDUCE: &str = include_str!("../../../../../kernels/reduce.cl");

/// The helpers of one program, each after those that it calls.
#[derive(Default)]
pub(in crate::device::codegen) struct Library {
    taken: Vec<String>,
    text: String,
}

impl Library {
    pub(in crate::device::codegen) fn text(&self) -> &str {
        &self.text
    }

    /// The name of the helper for a type. `direct` says that `/` and `sqrt` of `f32` are correctly rounded, or that
    /// nothing better is to be had.
    pub(in crate::device::codegen) fn require(&mut self, name: &str, ty: &Type, direct: bool) -> String {
        let section = section(name, ty);
        let text = instance(section, ty, direct);
        self.add(name, &text, ty, direct)
    }

    /// The name of `as` from a float to an integer.
    pub(in crate::device::codegen) fn require_cast(&mut self, from: &Type, to: &Type) -> String {
        let text = instance(section("cast", from), from, true);
        let text = text
            .replace("$IS", &to.rust_name())
            .replace("$IMAX", &max_literal(to))
            .replace("$IMIN", &min_literal(to))
            .replace("$I", scalar_name(to))
            .replace("$HIGH", &bound(from, to.bits() - u32::from(to.is_signed()), ""))
            .replace("$LOW", &low(from, to));
        let name = format!("cast_{}_{}", from.rust_name(), to.rust_name());
        self.push(&name, &text)
    }

    /// A helper that is written for an address space, an operator or both.
    pub(in crate::device::codegen) fn require_with(
        &mut self,
        name: &str,
        ty: &Type,
        key: &str,
        replaced: &[(&str, &str)],
    ) -> String {
        let mut text = section(name, ty).to_owned();
        for (from, to) in replaced {
            text = text.replace(from, to);
        }
        let text = instance(&text, ty, true);
        self.push(&format!("{name}_{key}_{}", ty.rust_name()), &text)
    }

    fn add(&mut self, name: &str, text: &str, ty: &Type, direct: bool) -> String {
        let suffix = format!("_{}(", ty.rust_name());
        for word in text.split("omp_").skip(1) {
            let called = word.split_once(&suffix).map(|(called, _)| called);
            if let Some(called) = called.filter(|called| *called != name && is_word(called)) {
                self.require(called, ty, direct);
            }
        }
        self.push(&format!("{name}_{}", ty.rust_name()), text)
    }

    fn push(&mut self, name: &str, text: &str) -> String {
        if !self.taken.iter().any(|known| known == name) {
            self.taken.push(name.to_owned());
            self.text.push_str(text.trim());
            self.text.push_str("\n\n");
        }
        format!("omp_{name}")
    }
}

fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The text of a helper for the class of types that `ty` belongs to.
fn section(name: &str, ty: &Type) -> &'static str {
    let fits = |class: &str| match class {
        "integer" => ty.is_integer(),
        "signed" => ty.is_signed(),
        "unsigned" => ty.is_unsigned(),
        "float" => ty.is_float(),
        _ => true,
    };
    let texts = [INTEGER, FLOAT, ATOMIC, REDUCE];
    let mut sections = texts.iter().flat_map(|text| text.split("//@ ").skip(1));
    let found = sections.find_map(|section| {
        let (head, text) = section.split_once('\n')?;
        let (of, class) = head.split_once(' ')?;
        (of == name && fits(class)).then_some(text)
    });
    let text = found.unwrap_or_else(|| panic!("no helper `{name}` for `{}`", ty.rust_name()));
    // A comment behind the function belongs to the next section.
    text.rfind("\n}").map_or(text, |end| &text[..end + 2])
}

fn instance(text: &str, ty: &Type, direct: bool) -> String {
    let through_f64 = |expr: &str| format!("(float)({expr})");
    let (div, sqrt) = if *ty == Type::F32 && !direct {
        (through_f64("(double)a / (double)b"), through_f64("sqrt((double)a)"))
    } else {
        ("a / b".to_owned(), "sqrt(a)".to_owned())
    };
    let (max, min) = if ty.is_integer() { (max_literal(ty), min_literal(ty)) } else { Default::default() };
    let unsigned = match ty {
        Type::F32 => "uint",
        Type::F64 => "ulong",
        Type::Bool => "uchar",
        ty => scalar_name(match ty.size() {
            1 => &Type::U8,
            2 => &Type::U16,
            4 => &Type::U32,
            _ => &Type::U64,
        }),
    };
    text.replace("$MAX", &max)
        .replace("$MIN", &min)
        .replace("$DIV", &div)
        .replace("$SQRT", &sqrt)
        .replace("$B", &ty.bits().to_string())
        .replace("$W", wrapping_name(ty))
        .replace("$U", unsigned)
        .replace("$S", &ty.rust_name())
        .replace("$T", if *ty == Type::Bool { "uchar" } else { scalar_name(ty) })
}

/// `T::MAX`, of the type that C gives it.
pub(in crate::device::codegen) fn max_literal(ty: &Type) -> String {
    let bits = ty.bits() - u32::from(ty.is_signed());
    let max = u64::MAX >> (64 - bits);
    format!("{max}{}", suffix(ty))
}

/// `T::MIN`; C has no literal for it where it does not fit its negative.
pub(in crate::device::codegen) fn min_literal(ty: &Type) -> String {
    if ty.is_unsigned() {
        return format!("0{}", suffix(ty));
    }
    format!("(-{} - 1)", max_literal(ty))
}

/// What C writes behind a literal of the type.
pub(in crate::device::codegen) fn suffix(ty: &Type) -> &'static str {
    match ty {
        Type::I64 | Type::Isize => "L",
        Type::U32 => "u",
        Type::U64 | Type::Usize => "UL",
        _ => "",
    }
}

/// 2 to a power, as a float literal.
fn bound(from: &Type, power: u32, sign: &str) -> String {
    let value = 2_f64.powi(power as i32);
    if *from == Type::F32 { format!("{sign}{:?}f", value as f32) } else { format!("{sign}{value:?}") }
}

/// The largest float whose integer part is beneath all of the type's values, or its smallest value itself.
fn low(from: &Type, to: &Type) -> String {
    if to.is_unsigned() {
        return if *from == Type::F32 { "-1.0f".into() } else { "-1.0".into() };
    }
    bound(from, to.bits() - 1, "-")
}
