//! What may be mapped, reduced and counted over.

use ferromp::{Mappable, prelude::*};

#[omp]
fn nested_arrays(a: &[[i32; 3]], b: &mut [[i32; 3]; 4], c: &mut Vec<[i32; 3]>) {
    #[omp(target teams loop collapse(2))]
    for i in 0..4 {
        for j in 0..3 {
            b[i][j] = a[i][j] * 2;
        }
    }
    #[omp(target teams distribute parallel for)]
    for i in 0..c.len() {
        for j in 0..3 {
            c[i][j] += a[i][2 - j];
        }
    }
}

#[test]
fn arrays_of_arrays() {
    let a = [[1, 2, 3]; 4];
    let (mut b, mut c) = ([[0; 3]; 4], vec![[1; 3]; 4]);
    nested_arrays(&a, &mut b, &mut c);
    assert_eq!(b, [[2, 4, 6]; 4]);
    assert_eq!(c, [[4, 3, 2]; 4]);
}

#[omp]
fn rows(cells: &mut [f32], n: usize) {
    #[omp(target teams loop)]
    for i in 0..cells.len() / n {
        for j in 0..n {
            cells[i * n + j] += j as f32;
        }
    }
}

#[test]
fn rows_of_a_flat_matrix() {
    let mut cells = [1.0; 12];
    rows(&mut cells, 4);
    assert!((0..12).all(|at| cells[at] == 1.0 + (at % 4) as f32));
}

#[omp]
fn histogram(values: &[u8]) -> ([u32; 4], u64) {
    let mut bins = [1; 4];
    let mut total = 0;
    let sum = &mut total;
    #[omp(target teams loop reduction(+: bins, sum))]
    for i in 0..values.len() {
        bins[usize::from(values[i] % 4)] += 1;
        *sum += u64::from(values[i]);
    }
    (bins, total)
}

#[test]
fn arrays_and_references_are_reduced() {
    let values: Vec<u8> = (0..40).collect();
    assert_eq!(histogram(&values), ([11; 4], 780));
}

#[omp]
fn operators(n: i32) -> (i32, u32, u32, u32, bool, bool, i32, f64) {
    let (mut product, mut and, mut or, mut xor) = (1, !0, 0, 0);
    let (mut all, mut any, mut least, mut most) = (true, false, i32::MAX, f64::MIN);
    #[omp(target teams loop reduction(*: product) reduction(&: and) reduction(|: or) reduction(^: xor)
        reduction(&&: all) reduction(||: any) reduction(min: least) reduction(max: most))]
    for i in -2..=n {
        product *= if i == 3 { 5 } else { 1 };
        and &= !(1 << (i + 2));
        or |= 1 << (i + 2);
        xor ^= 3;
        all = all && i < n;
        any = any || i == n;
        least = least.min(i);
        most = most.max(f64::from(i) / 2.0);
    }
    (product, and, or, xor, all, any, least, most)
}

#[test]
fn every_operator() {
    assert_eq!(operators(5), (5, !0xff, 0xff, 0, false, true, -2, 2.5));
}

#[omp]
fn counted(small: &mut [u8], wide: &mut [i64]) {
    #[omp(target parallel for)]
    for i in 0..=255u8 {
        small[i as usize] = i;
    }
    #[omp(target teams loop)]
    for i in (-5i64..5).step_by(2) {
        wide[(i + 5) as usize] = i;
    }
}

#[test]
fn loops_of_other_integers() {
    let (mut small, mut wide) = (vec![0; 256], [9; 10]);
    counted(&mut small, &mut wide);
    assert!((0..=255).all(|i| small[usize::from(i)] == i));
    assert_eq!(wide, [-5, 9, -3, 9, -1, 9, 1, 9, 3, 9]);
}

#[omp]
fn copies(a: &mut [i32], table: [i32; 4], mut shift: i32) -> i32 {
    let mut scratch = 0;
    #[omp(target teams distribute parallel for private(scratch) firstprivate(table, shift))]
    for i in 0..a.len() {
        scratch = table[i % 4];
        shift += 1;
        scratch += shift / 1000;
        a[i] = scratch;
    }
    scratch += shift;
    scratch
}

#[test]
fn private_copies() {
    let mut a = [0; 9];
    assert_eq!(copies(&mut a, [3, 4, 5, 6], 10), 10);
    assert_eq!(a, [3, 4, 5, 6, 3, 4, 5, 6, 3]);
}

#[omp]
fn scaled<T: Mappable + std::ops::Mul<Output = T>>(a: &[T], by: T) -> Vec<T> {
    let mut b = a.to_vec();
    #[omp(target teams loop)]
    for i in 0..a.len() {
        b[i] = a[i] * by;
    }
    b
}

#[test]
fn a_function_of_any_type() {
    assert_eq!(scaled(&[1.0f32, 2.0], 2.0), [2.0, 4.0]);
    assert_eq!(scaled(&[1.0f64, 2.0], 3.0), [3.0, 6.0]);
    assert_eq!(scaled(&[1u16, 2], 3), [3, 6]);
}

struct Field {
    values: Vec<f64>,
    weights: [f64; 3],
    scale: f64,
    total: f64,
}

#[omp]
impl Field {
    fn smooth(&self, out: &mut [f64]) {
        #[omp(target teams loop)]
        for i in 1..self.values.len() - 1 {
            let mut sum = 0.0;
            for j in 0..3 {
                sum += self.weights[j] * self.values[i + j - 1];
            }
            out[i] = sum * self.scale;
        }
    }

    fn add(&mut self) {
        #[omp(target teams loop reduction(+: self.total))]
        for i in 0..self.values.len() {
            self.total += self.values[i];
        }
        #[omp(target map(tofrom: self.scale))]
        {
            self.scale += self.total;
        }
    }
}

#[test]
fn fields_of_a_struct() {
    let mut field = Field { values: vec![1.0; 6], weights: [1.0, 2.0, 1.0], scale: 0.5, total: 1.0 };
    let mut out = [0.0; 6];
    field.smooth(&mut out);
    assert_eq!(out, [0.0, 2.0, 2.0, 2.0, 2.0, 0.0]);
    field.add();
    assert_eq!((field.total, field.scale), (7.0, 7.5));
}

#[omp]
fn strided(cells: &mut [[i32; 8]; 4], k: usize, flat: &mut [i32]) {
    #[omp(target teams loop collapse(2))]
    for i in 0..2 {
        for j in 0..4 {
            cells[i][k * j] = 1;
        }
    }
    #[omp(target teams loop)]
    for j in 0..4 {
        cells[3][j * k] = 2;
        flat[j * k] = 3;
    }
}

#[test]
fn iterations_that_would_meet_are_found_before_the_launch() {
    let (mut cells, mut flat) = ([[0; 8]; 4], [0; 8]);
    strided(&mut cells, 2, &mut flat);
    assert_eq!(cells, [[1, 0, 1, 0, 1, 0, 1, 0], [1, 0, 1, 0, 1, 0, 1, 0], [0; 8], [2, 0, 2, 0, 2, 0, 2, 0]]);
    assert_eq!(flat, [3, 0, 3, 0, 3, 0, 3, 0]);
    let met = std::panic::catch_unwind(move || strided(&mut cells, 0, &mut flat));
    let text = *met.unwrap_err().downcast::<String>().unwrap();
    assert!(text.contains("`cells`") && text.contains("two iterations own one element"), "{text}");
}
