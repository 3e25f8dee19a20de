//! `matches!`, patterns of tuples and structs, loops with a value: the device takes the case that the host takes.
#![allow(
    clippy::bool_to_int_with_if,
    clippy::manual_is_multiple_of,
    clippy::manual_range_patterns,
    clippy::match_overlapping_arm,
    clippy::never_loop,
    reason = "what is tested is that these forms have a translation"
)]

use ferromp::prelude::*;

const N: usize = 300;

/// The same on the device and on the host.
fn agree<T: PartialEq + std::fmt::Debug + Default + Clone>(run: impl Fn(bool, &mut [T])) -> Vec<T> {
    let (mut device, mut host) = (vec![T::default(); N], vec![T::default(); N]);
    run(true, &mut device);
    run(false, &mut host);
    assert_eq!(device, host);
    device
}

#[omp]
fn macro_matches(device: bool, out: &mut [i32]) {
    #[omp(target teams loop if(device))]
    for i in 0..out.len() {
        let x = i % 11;
        out[i] = if matches!(x, 1..=3 | 7) { 1 } else { 0 };
        if matches!(x, 2 | 5 if i > 20) || matches!((x, i % 3), (4, 1) | (9.., _)) {
            out[i] += 10;
        }
    }
}

#[test]
fn matches_is_a_condition() {
    let out = agree(macro_matches);
    assert_eq!((out[2], out[7], out[24], out[4], out[9]), (1, 1, 11, 10, 10));
    assert_eq!(out[15], 0);
}

const FOUR: i32 = 4;

#[omp]
fn tuples(device: bool, out: &mut [i32]) {
    #[omp(target teams loop if(device))]
    for i in 0..out.len() {
        let (x, y) = ((i % 6) as i32 - 1, i % 3);
        out[i] = match (x, y, i > 100) {
            (-1, 0, false) => 1,
            (1..=2, 1, _) => 2,
            (_, 2, true) | (3, ..) => 3,
            (a, b, _) if a > 1 && a + 1 > b as i32 => a * 100 + b as i32,
            (FOUR, ..) => 5,
            (mut a, 0, big) => {
                a += 7;
                if big { a } else { -a }
            }
            (a @ ..=0, ..) => a - 50,
            _ => 9,
        };
        match ((i, x), y) {
            ((0..5, _), 1) => out[i] += 1000,
            ((k, -1), ..) if k % 4 == 0 => out[i] += 2000,
            _ => {}
        }
    }
}

#[test]
fn tuples_are_matched_part_by_part() {
    let out = agree(tuples);
    assert!(out.contains(&3) && out.contains(&1003) && out.contains(&-50) && out.contains(&2001));
}

#[omp(declare target)]
#[derive(Clone, Copy)]
#[repr(C)]
struct Cell {
    kind: i32,
    weight: f32,
}

#[omp(declare target)]
fn price(cell: Cell) -> f32 {
    match cell {
        Cell { kind: 0, .. } => 0.0,
        Cell { kind: 1..=3, weight } => 2.0 * weight,
        Cell { weight: 5.0, kind } => kind as f32,
        Cell { weight, .. } => weight,
    }
}

#[omp]
fn structs(device: bool, cells: &[Cell], out: &mut [f32]) {
    #[omp(target teams loop if(device))]
    for i in 0..out.len() {
        out[i] = price(cells[i]);
    }
}

#[test]
fn structs_are_matched_field_by_field() {
    let cells: Vec<Cell> = (0..N).map(|k| Cell { kind: (k % 6) as i32, weight: (k % 7) as f32 }).collect();
    let out = agree(|device, out| structs(device, &cells, out));
    assert_eq!((out[0], out[1], out[5], out[10]), (0.0, 2.0, 5.0, 3.0));
    assert_eq!(out[40], 4.0);
}

#[omp]
fn loops(device: bool, out: &mut [u64]) {
    #[omp(target teams loop if(device))]
    for i in 0..out.len() {
        let start = i as u64;
        let mut k = 0;
        let root = loop {
            k += 1;
            if k * k > start {
                break k - 1;
            }
        };
        // Steps of the Collatz sequence, and the first divisor of two numbers of which one is out of reach.
        let mut x = start + 1;
        let mut steps = 0;
        let length: u64 = loop {
            match x {
                1 => break steps,
                _ if steps == 60 => break 999,
                _ => x = if x % 2 == 0 { x / 2 } else { 3 * x + 1 },
            }
            steps += 1;
        };
        let (mut a, mut last) = (2_u64, 0);
        let pair = 'outer: loop {
            loop {
                if a * 7 == start + 14 {
                    break 'outer 1_000_000 * a;
                }
                if a > 40 {
                    break;
                }
                a += 1;
            }
            last += 1;
            if last == 3 {
                break last;
            }
        };
        out[i] = root
            + length * 100
            + pair
            + if i > 5 {
                loop {
                    break 3;
                }
            } else {
                0
            };
    }
}

#[test]
fn a_loop_has_the_value_that_it_is_left_with() {
    let out = agree(loops);
    assert_eq!(out[9], 3 + 600 + 3 + 3);
    assert_eq!(out[7], 2 + 300 + 3_000_000 + 3);
}

#[omp(declare target)]
fn halvings(mut x: f64) -> i32 {
    let mut count = 0;
    loop {
        if x < 1.0 {
            break count;
        }
        x /= 2.0;
        count += 1;
    }
}

#[omp]
fn of_a_function(device: bool, out: &mut [i32]) {
    #[omp(target teams loop if(device))]
    for i in 0..out.len() {
        out[i] = halvings(i as f64);
    }
}

#[test]
fn a_loop_is_the_value_of_a_function() {
    assert_eq!(agree(of_a_function)[..9], [0, 1, 2, 2, 3, 3, 3, 3, 4]);
}

/// The team walks through the block together: what a loop or a `match` binds is the thread's own.
#[omp]
fn in_a_team(device: bool, out: &mut [usize]) {
    #[omp(target teams num_teams(2) if(device))]
    {
        #[omp(distribute parallel for)]
        for i in 0..out.len() {
            let mut k = 0;
            let found = loop {
                if k * 3 >= i {
                    break k;
                }
                k += 1;
            };
            out[i] = match (found % 2, i % 2) {
                (0, 0) => found,
                (a, b) => found * 100 + 10 * a + b,
            };
        }
    }
}

#[test]
fn cases_of_the_threads_of_a_team() {
    assert_eq!(agree(in_a_team)[..5], [0, 111, 110, 111, 2]);
}
