//! From a region's tree and its types to OpenCL C.
//!
//! [`prove`] runs at every launch and finds the index expressions that need no check for the launch's bounds; what it
//! finds is part of what [`generate`] depends on, so a program is generated once for each of its results.

mod aggregate;
mod atomic;
mod body;
mod branch;
mod expr;
mod function;
mod kernel;
mod lanes;
mod library;
mod literals;
mod loops;
mod methods;
mod module;
mod names;
mod nest;
mod ops;
mod place;
mod prelude;
mod prove;
mod reduce;
mod serial;
mod slices;
mod stmt;
mod team;
mod text;
mod uses;

use std::fmt;

pub(crate) use prove::prove;

use super::{
    ir::{Function, Region, Site, VarId},
    types::Type,
};

/// A `declare target` function for some types, not yet looked into: a launch passes it on, and only generating code
/// asks. The function pointer is its identity.
#[derive(Clone, Copy, Debug)]
pub struct FunctionRef {
    pub describe: fn() -> Description,
}

/// What is known of a `declare target` function once its types are.
#[derive(Debug)]
pub struct Description {
    pub ir: &'static Function,
    pub types: Vec<&'static Type>,
    pub calls: Vec<FunctionRef>,
    /// The bytes of each constant.
    pub consts: Vec<Box<[u8]>>,
}

/// What the generated code depends on besides the region and its types.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "what a device can do: independent facts")]
pub(crate) struct Options<'a> {
    /// The device computes in `f64`.
    pub(crate) fp64: bool,
    /// The device has `cl_khr_int64_base_atomics` and `cl_khr_int64_extended_atomics`.
    pub(crate) int64_atomics: bool,
    /// The device divides and takes roots of `f32` with correct rounding if [`Program::build_options`] asks for it.
    pub(crate) correct_f32: bool,
    /// A CPU: chunks of iterations instead of a stride through them.
    pub(crate) cpu: bool,
    /// Work-items of a work-group: the kernel is compiled for exactly that.
    pub(crate) local_size: usize,
    /// All steps of the loop are 1.
    pub(crate) unit_steps: bool,
    /// By captured variable: the buffer is not exactly the array, from its first element to its last. Such a variable
    /// comes with `Lo`, `Count` and `Shift`.
    pub(crate) sectioned: &'a [bool],
    pub(crate) proven: Proven,
}

/// OpenCL C and how to call it.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) source: String,
    pub(crate) kernel: String,
    /// The kernel's arguments.
    pub(crate) params: Vec<Param>,
    /// For `clBuildProgram`.
    pub(crate) build_options: &'static str,
    /// The file of each function, by the number in the faults buffer. The first is the region's.
    pub(crate) files: Vec<&'static str>,
    /// The arrays that are indexed with a check, by where that is.
    pub(crate) arrays: Vec<Indexed>,
}

/// Where an array is indexed: the number of the file, the place in it, and the array's name or nothing.
pub(crate) type Indexed = (usize, Site, &'static str);

/// An argument of the generated kernel. Integers are 64 bits wide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Param {
    /// A captured value, as its bytes.
    Value(VarId),
    /// The buffer of a captured array or mapped scalar.
    Buffer(VarId),
    /// The length of a captured array.
    Len(VarId),
    /// Of a sectioned array: the first element that is mapped.
    Lo(VarId),
    /// And how many are.
    Count(VarId),
    /// Of a sectioned array or mapped scalar: what is added (wrapping) to an index for that in the buffer.
    Shift(VarId),
    /// Of the loop with that depth: the first value of its variable.
    First(u8),
    Step(u8),
    Trips(u8),
    /// What `omp_get_device_num` says.
    DeviceNum,
    /// `u32` words: see [`FaultKind`].
    Faults,
    /// One element for each work-group, of the reduction with that number.
    Partials(u8),
}

/// Why there is no OpenCL C for a region.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Unsupported {
    pub(crate) reason: String,
    pub(crate) line: u32,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

/// Which accesses need no check, by the number in [`super::ir::Access`]. Those past the end of the sets are checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Proven {
    /// The index is in bounds, and within the mapped section.
    pub(crate) bounds: [u64; 4],
    /// The offset within the row is less than its width.
    pub(crate) rows: [u64; 4],
    /// An index into an array that is written may wrap or lose bits: then what the index is as a function of the loop
    /// variables, by which no two iterations meet, is not what it is in the kernel.
    pub(crate) wraps: bool,
}

/// One level of the loop, as the host has evaluated it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LoopRange {
    pub first: i128,
    pub step: i128,
    pub trips: u64,
}

impl Proven {
    /// Whether an access is in bounds.
    fn has_bounds(&self, id: u16) -> bool {
        has(&self.bounds, id)
    }

    /// Whether an access stays in its row.
    fn has_row(&self, id: u16) -> bool {
        has(&self.rows, id)
    }
}

fn has(set: &[u64; 4], id: u16) -> bool {
    let (word, bit) = (usize::from(id / 64), id % 64);
    set.get(word).is_some_and(|word| word >> bit & 1 == 1)
}

/// What a launch knows of a captured array.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Extent {
    pub(crate) len: u64,
    /// Elements `lo..hi` are mapped.
    pub(crate) lo: u64,
    pub(crate) hi: u64,
}

/// OpenCL C for a region.
pub(crate) fn generate(
    region: &Region,
    types: &[&'static Type],
    calls: &[FunctionRef],
    options: &Options<'_>,
) -> Result<Program, Unsupported> {
    kernel::generate(region, types, calls, options)
        .map_err(|why| if why.line == 0 { Unsupported { line: region.line, ..why } } else { why })
}

/// What the first word of the faults buffer says, plus nothing: 0 is no fault. Word 1 is the function's number in
/// [`Program::files`], 2 and 3 line and column, 4 and 5 the index or value (low word first), 6 and 7 the length or limit, 8 and 9
/// the first of the values that are right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FaultKind {
    Index = 1,
    Section = 2,
    Row = 3,
    DivideByZero = 4,
    RemainderByZero = 5,
    DivideOverflow = 6,
    RemainderOverflow = 7,
    SliceEnd = 9,
    SliceOrder = 10,
    Step = 11,
    Clamp = 12,
    Sqrt = 13,
    Log = 14,
    /// A section is not all of the array.
    Whole = 15,
    /// Threads of a team go different ways.
    Apart = 16,
}

/// Words in the faults buffer.
pub(crate) const FAULT_WORDS: usize = 10;

/// The panic's text for a faults buffer, as rustc's own where it has one; `None` if nothing failed. `array` is what was
/// indexed, if it has a name.
pub(crate) fn fault_message(words: &[u32; FAULT_WORDS], array: Option<&str>) -> Option<String> {
    let wide = |low: usize| u64::from(words[low]) | u64::from(words[low + 1]) << 32;
    let (value, limit, first) = (wide(4), wide(6), wide(8));
    let element = array.map(|array| format!("`{array}[{value}]`"));
    let named = element.as_ref().map_or_else(String::new, |element| format!(": {element}"));
    Some(match words[0] {
        0 => return None,
        1 => format!("index out of bounds: the len is {limit} but the index is {value}{named}"),
        2 => {
            let element = element.unwrap_or_else(|| format!("element {value}"));
            format!("{element} is outside the section that is mapped, {first}..{limit}")
        }
        3 => format!("element {value} of a row of {limit} is not the iteration's own"),
        4 => "attempt to divide by zero".into(),
        5 => "attempt to calculate the remainder with a divisor of zero".into(),
        6 => "attempt to divide with overflow".into(),
        7 => "attempt to calculate the remainder with overflow".into(),
        9 => format!("range end index {value} out of range for slice of length {limit}"),
        10 => format!("slice index starts at {value} but ends at {limit}"),
        11 => "assertion failed: step != 0".into(),
        12 => "clamp: assertion failed: min <= max".into(),
        13 => "argument of integer square root cannot be negative".into(),
        14 => "argument of integer logarithm must be positive".into(),
        15 => {
            let array = array.map_or_else(|| "the array".into(), |array| format!("`{array}`"));
            format!("{array} is used as a whole, and only the section {first}..{limit} is mapped")
        }
        16 => format!(
            "the threads of a team do not agree here: thread {value} does not go the way of thread 0, and all threads of a \
             team must meet the same barriers and the same loops"
        ),
        kind => format!("the device reports an unknown fault, {kind}"),
    })
}

#[cfg(test)]
mod tests;
