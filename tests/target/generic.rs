//! Generic functions, `declare target` functions and structs.

use std::ops::{Add, Mul};

use ferromp::{Mappable, prelude::*};

/// `y = a x + y` of any type that a device has.
#[omp]
fn axpy<T: Mappable + Add<Output = T> + Mul<Output = T>>(a: T, x: &[T], y: &mut [T]) {
    #[omp(target teams loop)]
    for i in 0..x.len() {
        y[i] = a * x[i] + y[i];
    }
}

/// One function, a kernel for each of its types.
#[test]
fn a_generic_function_offloads_for_every_type() {
    for _ in 0..2 {
        let mut y = [1.0_f32, 0.1, f32::MAX];
        axpy(2.0, &[1.5, 0.1, f32::MAX], &mut y);
        assert_eq!(y, [4.0, 2.0 * 0.1_f32 + 0.1, f32::INFINITY]);
        let mut y = [1.0_f64, 0.1, 1e300];
        axpy(2.0, &[1.5, 0.1, 1e300], &mut y);
        assert_eq!(y, [4.0, 2.0 * 0.1 + 0.1, 3e300]);
        let mut y = [1_i16, -7];
        axpy(3, &[100, -7], &mut y);
        assert_eq!(y, [301, -28]);
    }
}

/// Types that are inferred, from what the result is used for alone.
#[omp]
fn ramp<T: Mappable + Add<Output = T>>(first: T, step: T, n: usize) -> Vec<T> {
    let mut out = vec![first; n];
    #[omp(target teams loop)]
    for i in 0..n {
        let mut value = out[i];
        for _ in 0..i {
            value = value + step;
        }
        out[i] = value;
    }
    out
}

#[test]
fn generic_locals() {
    assert_eq!(ramp(1.0_f32, 0.5, 4), [1.0, 1.5, 2.0, 2.5]);
    assert_eq!(ramp(1.0, 0.25, 3), [1.0, 1.25, 1.5]);
    assert_eq!(ramp(250_u8, 1, 5), [250, 251, 252, 253, 254]);
}

/// A constant parameter, as an array's length.
#[omp]
fn row_sums<const N: usize>(rows: &[[i32; N]]) -> Vec<i32> {
    let mut sums = vec![0; rows.len()];
    #[omp(target teams loop)]
    for i in 0..rows.len() {
        let mut sum = 0;
        for j in 0..N {
            sum += rows[i][j];
        }
        sums[i] = sum;
    }
    sums
}

#[test]
fn generic_lengths() {
    assert_eq!(row_sums(&[[1, 2], [3, 4]]), [3, 7]);
    assert_eq!(row_sums(&[[1, 2, 3, 4, 5]]), [15]);
}

mod geometry {
    use ferromp::prelude::*;

    /// A point of the plane.
    #[omp(declare target)]
    #[repr(C)]
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub(crate) struct Point {
        pub(crate) x: f32,
        pub(crate) y: f32,
    }

    /// A body of a kind, at a place: structs in structs, and arrays.
    #[omp(declare target)]
    #[repr(C)]
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub(crate) struct Body {
        pub(crate) mass: f64,
        pub(crate) at: Point,
        pub(crate) spin: [i16; 3],
        pub(crate) kind: u16,
    }

    #[omp(declare target)]
    pub(crate) fn square(x: f32) -> f32 {
        x * x
    }

    /// A function that calls another.
    #[omp(declare target)]
    pub(crate) fn distance(a: Point, b: Point) -> f32 {
        (square(a.x - b.x) + square(a.y - b.y)).sqrt()
    }

    /// The larger of two numbers of a type.
    #[omp(declare target)]
    pub(crate) fn larger<T: ferromp::Mappable + PartialOrd>(a: T, b: T) -> T {
        if a > b { a } else { b }
    }
}

use geometry::{Body, Point};

/// Through a path and by name, with a struct by value and back.
#[omp]
#[test]
fn declare_target_functions_and_structs() {
    let (points, origin) = ([Point { x: 3.0, y: 4.0 }, Point { x: -5.0, y: 12.0 }], Point { x: 0.0, y: 0.0 });
    let (mut distances, mut mirrored) = ([0.0; 2], [origin; 2]);
    #[omp(target teams loop)]
    for i in 0..2 {
        distances[i] = geometry::distance(points[i], origin);
        let point = points[i];
        mirrored[i] = Point { x: point.y, y: point.x };
    }
    assert_eq!(distances, [5.0, 13.0]);
    assert_eq!(mirrored, [Point { x: 4.0, y: 3.0 }, Point { x: 12.0, y: -5.0 }]);
}

#[omp]
#[test]
fn structs_with_structs_and_arrays() {
    let at = Point { x: 1.0, y: 2.0 };
    let mut bodies = vec![Body { mass: 1.5, at, spin: [1, 2, 3], kind: 7 }; 50];
    #[omp(target teams loop)]
    for i in 0..50 {
        bodies[i].mass *= 2.0;
        bodies[i].at.x += i as f32;
        bodies[i].spin[i % 3] = -(i as i16);
        bodies[i].kind += 1;
    }
    for (i, body) in bodies.iter().enumerate() {
        let mut spin = [1, 2, 3];
        spin[i % 3] = -(i as i16);
        let at = Point { x: 1.0 + i as f32, y: 2.0 };
        assert_eq!(*body, Body { mass: 3.0, at, spin, kind: 8 });
    }
}

/// A generic function, for several types in one region.
#[omp]
#[test]
fn generic_declare_target_functions() {
    let (a, b) = ([1.5_f32, -2.0], [7_i64, -9]);
    let (mut c, mut d) = ([0.0_f32; 2], [0_i64; 2]);
    #[omp(target teams loop)]
    for i in 0..2 {
        c[i] = geometry::larger(a[i], 0.0);
        d[i] = geometry::larger(b[i], -3);
    }
    assert_eq!((c, d), ([1.5, 0.0], [7, -3]));
}

/// Newton's method, with a loop that returns from the middle.
#[omp(declare target)]
fn root(x: f64) -> f64 {
    let mut guess = x;
    for _ in 0..100 {
        let next = 0.5 * (guess + x / guess);
        if next == guess {
            return guess;
        }
        guess = next;
    }
    guess
}

#[omp]
#[test]
fn early_return() {
    let mut roots = [0.0; 10];
    #[omp(target teams loop)]
    for i in 0..10 {
        roots[i] = root((i * i + 1) as f64);
    }
    assert!(roots.iter().enumerate().all(|(i, v)| v.to_bits() == root((i * i + 1) as f64).to_bits()));
}

/// Constants, of the module and of types.
#[omp]
#[test]
fn constants() {
    const SCALE: i32 = 12;
    let mut out = [0; 3];
    #[omp(target teams loop)]
    for i in 0..3 {
        out[i] = if i == 0 { i32::MAX } else { SCALE * i as i32 + LOCAL };
    }
    assert_eq!(out, [i32::MAX, 12 - 5, 24 - 5]);
}

const LOCAL: i32 = -5;

/// A method that offloads, with fields of `self` as captured variables.
struct Field {
    cells: Vec<f32>,
    scale: f32,
}

#[omp]
impl Field {
    fn grow(&mut self) {
        #[omp(target teams loop)]
        for i in 0..self.cells.len() {
            self.cells[i] *= self.scale;
        }
    }
}

#[test]
fn fields_of_self() {
    let mut field = Field { cells: vec![1.0, 2.0], scale: 3.0 };
    field.grow();
    assert_eq!(field.cells, [3.0, 6.0]);
}
