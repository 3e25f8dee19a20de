//! What a body is made of: branches, loops, jumps, tuples, slices, names.

use ferromp::prelude::*;

/// Each `if`, `match`, loop and jump that a body may have, in one program: what it says of a number.
#[omp]
fn control(n: usize, offload: bool) -> Vec<i64> {
    let mut out = vec![0; n];
    #[omp(target teams loop if(offload))]
    for i in 0..n {
        let x = i as i64 - 50;
        let kind = match x {
            i64::MIN..=-40 => 1,
            -39 | -37 | -35 => 2,
            -34..-20 => 3,
            y if y % 7 == 0 => y * 10,
            0 => 5,
            _ => 6,
        };
        let sign = if x < -3 {
            -1
        } else if x > 4 {
            1
        } else {
            3
        };
        let mut steps = 0;
        let mut c = i as u64 + 1;
        while c != 1 {
            c = if c & 1 == 0 { c / 2 } else { 3 * c + 1 };
            steps += 1;
            if steps > 60 {
                break;
            }
        }
        let mut found = 0;
        'rows: for row in 0..10 {
            for column in (0..10).rev().step_by(3) {
                if column == row {
                    continue 'rows;
                }
                if row * column > i as i64 / 4 + 5 {
                    found = row * 100 + column;
                    break 'rows;
                }
            }
            found += 1;
        }
        let mut k = 0_u8;
        loop {
            k += 3;
            if k >= 20 {
                break;
            }
            if k & 1 == 0 {
                continue;
            }
            found += i64::from(k);
        }
        let (mut low, high) = {
            let shadowed = x * 2;
            (shadowed.min(10), shadowed.max(10))
        };
        for j in 1..=3 {
            low += j;
        }
        let x = (x, low);
        let sum = x.0 + x.1 * 3 - high;
        out[i] = kind + sign * 1000 + steps * 10_000 + found * 1_000_000 + sum * 7;
    }
    out
}

#[test]
fn control_flow() {
    assert_eq!(control(200, true), control(200, false));
}

/// `&&` and `||` look at their right side only where they must, and operands are evaluated from left to right.
#[omp]
#[test]
fn evaluation_order() {
    let (a, mut out) = ([5, 0, 7], [0; 4]);
    #[omp(target teams loop)]
    for i in 0..4 {
        let inside = i < 3 && a[i] > 0;
        let outside = i >= 3 || a[i] == 0;
        let mut counter = 1;
        let order = {
            counter += 1;
            counter
        } * 10
            + {
                counter *= 5;
                counter
            };
        out[i] = order + i32::from(inside) * 100 + i32::from(outside) * 1000;
    }
    assert_eq!(out, [130, 1030, 130, 1030]);
}

/// Slices of slices, and rows by `&a[..]`.
#[omp]
#[test]
fn slices_in_a_body() {
    let (a, mut sums) = ((0..60).collect::<Vec<i32>>(), vec![0; 6]);
    #[omp(target teams loop)]
    for i in 0..6 {
        let row = &a[i * 10..(i + 1) * 10];
        let tail = &row[5..];
        let mut sum = 0;
        for k in 0..tail.len() {
            sum += tail[k];
        }
        sums[i] = sum + row.len() as i32 * 1000;
    }
    let expected: Vec<i32> = a.chunks(10).map(|row| row[5..].iter().sum::<i32>() + 10_000).collect();
    assert_eq!(sums, expected);
}

/// Names that mean something in C.
#[omp]
#[test]
fn names_of_c() {
    let (float, int, half, mut global) = (1.5_f64, 2, 4.0, [0.0; 8]);
    #[omp(target teams loop)]
    for kernel in 0..8 {
        let double = float * half;
        let clamp = double.clamp(0.0, 5.0);
        let goto = int * kernel;
        let r#type = goto + 1;
        let barrier = clamp + r#type as f64;
        global[kernel] = barrier;
    }
    assert!((0..8).all(|i| global[i] == 5.0 + (2 * i + 1) as f64));
}

/// The full range of the largest types as loops.
#[omp]
#[test]
fn loops_at_the_ends_of_types() {
    let (mut up, mut down, mut low) = (0_u64, 0_u32, 0_i32);
    #[omp(target teams loop reduction(+: up))]
    for i in u64::MAX - 9..=u64::MAX {
        up += u64::MAX - i;
    }
    #[omp(target teams loop reduction(+: down))]
    for i in (250..=255_u8).rev() {
        down += u32::from(i);
    }
    #[omp(target teams loop reduction(+: low))]
    for i in (i64::MIN..i64::MIN + 100).step_by(10) {
        low += (i - i64::MIN) as i32;
    }
    assert_eq!((up, down, low), (45, 1515, 450));
}

/// Conditions that index: what `&&` leaves out is not looked at, and each turn of a `while` looks again.
#[omp]
#[test]
fn conditions_that_index() {
    let (a, mut out) = ([1, 2, 3, 0, 5], [0; 5]);
    #[omp(target teams loop)]
    for i in 0..5 {
        let mut k = i;
        while k < a.len() && a[k] != 0 {
            k += 1;
        }
        let mut m = 4;
        while a[m] > 0 {
            m -= 1;
        }
        out[i] = if k < 5 && a[k] == 0 && i < 2 {
            k
        } else if a[i] == 3 || a[4 - i] == 2 {
            100 + m
        } else {
            200 + k
        };
    }
    assert_eq!(out, [3, 3, 103, 103, 205]);
}

/// Ranges that are empty, run backwards, have steps, or end where their type ends.
#[omp]
fn inner_ranges(offload: bool) -> [u32; 10] {
    let mut out = [0; 10];
    #[omp(target teams loop if(offload))]
    for i in 0..10 {
        if i == 3 {
            continue;
        }
        let short = i as u8;
        let mut n = 0;
        for _ in 5..i {
            n += 1;
        }
        for k in (5..short).rev() {
            n += u32::from(k) * 3;
        }
        for _ in 5..=short {
            n += 100;
        }
        for k in 250..=255_u8 {
            n += u32::from(k) * 5;
        }
        for k in (0..=255_u8).step_by(100) {
            n += u32::from(k) * 7;
        }
        for k in (-128..=127_i8).rev().step_by(100) {
            n = n * 2 + (i32::from(k) + 128) as u32;
        }
        out[i] = n;
    }
    out
}

#[test]
fn ranges_in_a_body() {
    assert_eq!(inner_ranges(true), inner_ranges(false));
}

/// A serial algorithm in one thread of the device.
#[omp]
#[test]
fn bubble_sort() {
    let mut a = [3, 1, 2, 9, 8, 7];
    #[omp(target)]
    for i in 0..a.len() {
        for j in 0..a.len() - 1 - i {
            if a[j] > a[j + 1] {
                let larger = a[j];
                a[j] = a[j + 1];
                a[j + 1] = larger;
            }
        }
    }
    assert_eq!(a, [1, 2, 3, 7, 8, 9]);
}
