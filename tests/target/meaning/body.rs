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
        let sign = if x < 0 {
            -1
        } else if x == 0 {
            0
        } else {
            1
        };
        let mut steps = 0;
        let mut c = i as u64 + 1;
        while c != 1 {
            c = if c % 2 == 0 { c / 2 } else { 3 * c + 1 };
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
            if k % 2 == 0 {
                continue;
            }
            found += k as i64;
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
        out[i] = order + inside as i32 * 100 + outside as i32 * 1000;
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
        down += i as u32;
    }
    #[omp(target teams loop reduction(+: low))]
    for i in (i64::MIN..i64::MIN + 100).step_by(10) {
        low += (i - i64::MIN) as i32;
    }
    assert_eq!((up, down, low), (45, 1515, 450));
}
