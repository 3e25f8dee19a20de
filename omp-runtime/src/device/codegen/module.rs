//! What all functions of a program share: definitions of types, helpers and functions, each written once.

use super::{
    FunctionRef, Options, Unsupported,
    library::Library,
    names::ascii,
    slices::Space,
    text::{Lines, Value},
};
use crate::device::types::Type;

pub(super) type Result<T> = std::result::Result<T, Unsupported>;

/// A program in the making.
pub(super) struct Module<'o> {
    pub(super) options: &'o Options<'o>,
    types: Vec<(&'static Type, String)>,
    /// Definitions of structs, in an order that C accepts.
    pub(super) definitions: Lines,
    pub(super) library: Library,
    pub(super) functions: Vec<Instance>,
    /// The functions that are being translated: a call of one of them is a recursion.
    pub(super) open: Vec<fn() -> super::Description>,
    pub(super) files: Vec<&'static str>,
    pub(super) arrays: Vec<super::Indexed>,
    pub(super) uses_atomics64: bool,
}

/// A `declare target` function for certain types and address spaces.
pub(super) struct Instance {
    pub(super) function: FunctionRef,
    pub(super) spaces: Vec<Space>,
    pub(super) name: String,
    pub(super) text: String,
    pub(super) output: &'static Type,
    /// It has a check: it takes the faults buffer and says whether one failed.
    pub(super) may_fail: bool,
    /// It asks for its place among the threads.
    pub(super) asks_place: bool,
}

impl<'o> Module<'o> {
    pub(super) fn new(options: &'o Options<'o>) -> Self {
        Self {
            options,
            types: Vec::new(),
            definitions: Lines::default(),
            library: Library::default(),
            functions: Vec::new(),
            open: Vec::new(),
            files: Vec::new(),
            arrays: Vec::new(),
            uses_atomics64: false,
        }
    }

    /// The number of a file, for the faults buffer.
    pub(super) fn file(&mut self, file: &'static str) -> usize {
        self.files.iter().position(|known| *known == file).unwrap_or_else(|| {
            self.files.push(file);
            self.files.len() - 1
        })
    }

    /// The C type of a variable.
    pub(super) fn type_name(&mut self, ty: &'static Type) -> Result<String> {
        Ok(match ty {
            Type::Unit => "void".into(),
            Type::F64 if !self.options.fp64 => return Err(unsupported("the device has no `f64`")),
            Type::Array(..) | Type::Tuple(_) | Type::Struct(_) => self.aggregate(ty)?,
            scalar => scalar_name(scalar).into(),
        })
    }

    /// The C type of what lies in memory: a `bool` there is a byte.
    pub(super) fn memory_name(&mut self, ty: &'static Type) -> Result<String> {
        if *ty == Type::Bool { Ok("uchar".into()) } else { self.type_name(ty) }
    }

    fn aggregate(&mut self, ty: &'static Type) -> Result<String> {
        if let Some((_, name)) = self.types.iter().find(|(known, _)| known.same(ty)) {
            return Ok(name.clone());
        }
        if ty.size() == 0 {
            return Err(unsupported(format!("a value of type `{}` has no bytes", ty.rust_name())));
        }
        let members = self.members(ty)?;
        let name = self.aggregate_name(ty)?;
        self.definitions.open("typedef struct");
        for member in members {
            self.definitions.line(member);
        }
        self.definitions.close_with(format_args!(" {name};"));
        self.types.push((ty, name.clone()));
        Ok(name)
    }

    fn members(&mut self, ty: &'static Type) -> Result<Vec<String>> {
        match ty {
            Type::Array(element, n) => Ok(vec![format!("{} v[{n}];", self.memory_name(element)?)]),
            Type::Tuple(fields) => fields
                .iter()
                .enumerate()
                .map(|(k, field)| Ok(format!("{} m_{k};", self.memory_name(field)?)))
                .collect(),
            Type::Struct(of) => of
                .fields
                .iter()
                .map(|(name, field, _)| Ok(format!("{} m_{};", self.memory_name(field)?, ascii(name))))
                .collect(),
            _ => Ok(Vec::new()),
        }
    }

    fn aggregate_name(&mut self, ty: &'static Type) -> Result<String> {
        let base = match ty {
            Type::Array(element, n) => format!("a{n}_{}", self.short_name(element)?),
            Type::Tuple(fields) => {
                let fields: Result<Vec<_>> = fields.iter().map(|field| self.short_name(field)).collect();
                format!("t_{}", fields?.join("_"))
            }
            Type::Struct(of) => format!("s_{}", ascii(of.name)),
            _ => return self.type_name(ty),
        };
        let same = self.types.iter().filter(|(_, name)| name.split("_v").next() == Some(&base)).count();
        Ok(if same == 0 { base } else { format!("{base}_v{}", same + 1) })
    }

    fn short_name(&mut self, ty: &'static Type) -> Result<String> {
        match ty {
            Type::Array(..) | Type::Tuple(_) | Type::Struct(_) => self.aggregate(ty),
            scalar => Ok(scalar.rust_name()),
        }
    }

    /// The type of a tuple that only the tree knows. There are few: those of a program are kept for good.
    pub(super) fn tuple(&mut self, fields: Vec<&'static Type>) -> &'static Type {
        let known = self.types.iter().find_map(|(ty, _)| match ty {
            Type::Tuple(known) if known.iter().zip(&fields).all(|(a, b)| a.same(b)) => {
                (known.len() == fields.len()).then_some(*ty)
            }
            _ => None,
        });
        known.unwrap_or_else(|| Box::leak(Box::new(Type::Tuple(Box::leak(fields.into_boxed_slice())))))
    }

    /// A helper's name. Its text becomes part of the program.
    pub(super) fn helper(&mut self, name: &str, ty: &'static Type) -> String {
        let correct = self.options.correct_f32;
        let fp64 = self.options.fp64;
        self.library.require(name, ty, correct || !fp64)
    }

    /// A value of nothing but zeros, for a return after a fault.
    pub(super) fn zero(&mut self, ty: &'static Type) -> Result<Value> {
        Ok(match ty {
            Type::Array(..) | Type::Tuple(_) | Type::Struct(_) => {
                Value::atom(format!("({}){{0}}", self.type_name(ty)?), ty)
            }
            scalar => Value::fixed("0", scalar),
        })
    }
}

/// A reason that has no line yet.
pub(super) fn unsupported(reason: impl Into<String>) -> Unsupported {
    Unsupported { reason: reason.into(), line: 0 }
}

/// The C name of a scalar type.
pub(super) fn scalar_name(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "bool",
        Type::I8 => "char",
        Type::I16 => "short",
        Type::I32 => "int",
        Type::I64 | Type::Isize => "long",
        Type::U8 => "uchar",
        Type::U16 => "ushort",
        Type::U32 => "uint",
        Type::U64 | Type::Usize => "ulong",
        Type::F32 => "float",
        Type::F64 => "double",
        _ => "void",
    }
}

/// The unsigned type of an integer's width, in Rust.
pub(super) fn unsigned_of(ty: &'static Type) -> &'static Type {
    match ty.size() {
        1 => &Type::U8,
        2 => &Type::U16,
        4 => &Type::U32,
        _ if *ty == Type::Isize || *ty == Type::Usize => &Type::Usize,
        _ => &Type::U64,
    }
}

/// The unsigned type in which an integer's arithmetic wraps: one that C does not promote to `int`.
pub(super) fn wrapping_name(ty: &Type) -> &'static str {
    if ty.size() < 8 { "uint" } else { "ulong" }
}
