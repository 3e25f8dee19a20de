//! Conversions that keep the value: `f64::from(x)`, `x.into()`, and as an index.

use ferromp::prelude::*;

#[omp]
fn lossless(device: bool, bytes: &[u8], small: &[i16], out: &mut [f64], wide: &mut [u64]) {
    #[omp(target teams loop if(device))]
    for i in 0..out.len() {
        let near: f32 = small[i].into();
        let sign = i64::from(small[i]) + i64::from(i8::MIN);
        out[i] = f64::from(bytes[usize::from(bytes[i])]) + f64::from(near) + f64::from(sign as i32);
        wide[i] = (u64::from(bytes[i]) + u64::from(small[i] > 1) + u64::from(u32::from(bytes[i]))) << 32;
        wide[i] |= u64::from(true);
    }
}

#[test]
fn conversions_keep_the_value() {
    let bytes: Vec<u8> = (0..=255).rev().collect();
    let small: Vec<i16> = (0..256).map(|k| (k * 256 - 32768) as i16).collect();
    let run = |device| {
        let (mut out, mut wide) = (vec![0.0; 256], vec![0; 256]);
        lossless(device, &bytes, &small, &mut out, &mut wide);
        (out, wide)
    };
    assert_eq!(run(true), run(false));
    assert_eq!(run(true).0[3], 3.0 - 2.0 * 32000.0 - 128.0);
}

#[omp]
fn own_elements(device: bool, rows: u16, columns: u8, a: &mut [u32]) {
    #[omp(target teams loop if(device))]
    for i in 0..rows {
        for j in 0..columns {
            a[usize::from(i) * usize::from(columns) + usize::from(j)] += u32::from(i) * 100 + u32::from(j);
        }
    }
}

#[test]
fn a_converted_variable_is_an_index_of_the_iterations_own() {
    let mut a = vec![1; 70];
    own_elements(true, 10, 7, &mut a);
    assert!(a.iter().zip(0..).all(|(v, k)| *v == 1 + k / 7 * 100 + k % 7));
}

/// What a lint would write for `x % y == 0`.
#[omp]
fn multiples(device: bool, n: u32, out: &mut [u32]) {
    #[omp(target teams loop if(device))]
    for i in 0..out.len() {
        let k = i as u32;
        out[i] = u32::from(k.is_multiple_of(n)) + 2 * u32::from((i as u8).is_multiple_of(3));
    }
}

#[test]
fn multiples_of_a_number_and_of_zero() {
    for (n, device) in [(4, true), (4, false), (0, true), (0, false)] {
        let mut out = [0; 13];
        multiples(device, n, &mut out);
        assert_eq!((out[0], out[3], out[8], out[12]), (3, 2, u32::from(n > 0), 2 + u32::from(n > 0)));
    }
}
