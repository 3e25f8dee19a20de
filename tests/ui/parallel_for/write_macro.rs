//! `writeln!` to one place from all iterations.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    #[omp(parallel for)]
    for i in 0..n {
        writeln!(text, "{i}").unwrap();
    }
    text
}

fn main() {
    assert_eq!(f(4).lines().count(), 4);
}
