//! Numbers mean on a device what they mean in Rust: each operator and method on edge values, bit by bit.
//!
//! `offload` decides where a loop runs, and the host is the reference.

mod body;
mod casts;
mod floats;
mod integers;

/// Every pair of the values.
fn pairs<T: Copy>(values: &[T]) -> (Vec<T>, Vec<T>) {
    values.iter().flat_map(|x| values.iter().map(move |y| (*x, *y))).unzip()
}

/// Pairs of the values of an integer type where something can go wrong.
macro_rules! edges {
    ($int:ident) => {
        pairs(&[
            0,
            1,
            2,
            3,
            7,
            10,
            100,
            (0 as $int).wrapping_sub(1),
            (0 as $int).wrapping_sub(2),
            $int::MIN,
            $int::MIN + 1,
            $int::MIN / 2,
            $int::MAX,
            $int::MAX - 1,
            $int::MAX / 2,
            $int::MAX / 3,
        ])
    };
}

use edges;
