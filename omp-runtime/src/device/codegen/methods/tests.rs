//! The macro refuses a method that is not in its own list, and the table here knows the types: two lists of the same names.

use std::collections::BTreeSet;

use super::table::{METHODS, has};
use crate::device::types::Type;

const OF_THE_MACRO: &str = include_str!("../../../../../omp-macros/src/opencl/methods.rs");

/// The words of a list of the macro.
fn words(list: &str) -> BTreeSet<&'static str> {
    let start = format!("const {list}: &[&str] = &[");
    let (_, list) = OF_THE_MACRO.split_once(&start).expect("a list with that name");
    let (list, _) = list.split_once("];").expect("an end of the list");
    list.split('"').skip(1).step_by(2).collect()
}

#[test]
fn the_macro_accepts_the_methods_of_the_table() {
    let (functions, methods): (BTreeSet<_>, BTreeSet<_>) =
        METHODS.iter().map(|method| method.0).partition(|name| name.contains("::"));
    assert_eq!(words("METHODS"), methods);
    assert_eq!(words("CONVERSIONS"), functions);
}

#[test]
fn no_method_is_there_twice_for_a_type() {
    for ty in [Type::I8, Type::I64, Type::U8, Type::U32, Type::U64, Type::Usize, Type::F32, Type::F64] {
        let mut seen = BTreeSet::new();
        let mut own = METHODS.iter().filter(|method| has(method.1, &ty)).map(|method| method.0);
        assert_eq!(own.find(|name| !seen.insert(*name)), None, "{}", ty.rust_name());
    }
}
