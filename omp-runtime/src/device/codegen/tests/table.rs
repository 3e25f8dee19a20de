//! The table of methods.

use crate::device::codegen::methods;

#[test]
fn no_method_is_there_twice_for_a_type() {
    let names: Vec<_> = methods::names().collect();
    let twice = |name: &&&str| names.iter().filter(|other| other == name).count() > 2;
    assert_eq!(names.iter().find(twice), None);
}
