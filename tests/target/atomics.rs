//! The forms of `atomic` on a device.

use ferromp::prelude::*;

#[omp]
fn exchanged(device: bool, n: usize) -> (i64, i64) {
    let (mut last, mut sum) = (-1, 0);
    #[omp(target teams loop if(device) map(tofrom: last) reduction(+: sum))]
    for i in 0..n {
        let before;
        #[omp(atomic capture)]
        {
            before = last;
            last = i as i64;
        }
        sum += before;
    }
    (last, sum)
}

/// What was taken out and what is left are what was put in.
#[test]
fn an_exchange_loses_nothing() {
    for device in [true, false] {
        let (last, sum) = exchanged(device, 1000);
        assert_eq!(last + sum, 999 * 500 - 1);
    }
}

#[omp]
fn exchanged_floats(n: usize, seen: &mut [f32]) -> f32 {
    let mut held = 0.5_f32;
    #[omp(target teams loop map(tofrom: held))]
    for i in 0..n {
        seen[i] = #[omp(atomic capture)]
        {
            let before = held;
            held = i as f32;
            before
        };
    }
    held
}

#[test]
fn an_exchange_of_floats_loses_nothing() {
    let mut seen = vec![0.0; 500];
    let held = exchanged_floats(500, &mut seen);
    seen.push(held);
    seen.sort_by(f32::total_cmp);
    let mut all: Vec<f32> = (0..500).map(|k| k as f32).collect();
    all.insert(1, 0.5);
    assert_eq!(seen, all);
}

#[omp]
fn tickets(n: usize, drawn: &mut [u32], doubled: &mut [u32], last: &mut [u32]) -> u32 {
    let mut next = 0;
    #[omp(target teams loop map(tofrom: next))]
    for i in 0..n {
        drawn[i] = 1 + #[omp(atomic capture)]
        {
            let ticket = next;
            next += 1;
            ticket
        };
        doubled[i] = {
            let ticket = if i % 2 == 0 {
                #[omp(atomic capture)]
                {
                    let ticket = next;
                    next += 1;
                    ticket
                }
            } else {
                0
            };
            2 * ticket
        };
        last[i] = #[omp(atomic read)]
        next;
    }
    next
}

#[test]
fn a_construct_is_a_value_wherever_one_is() {
    let (mut drawn, mut doubled, mut last) = (vec![0; 500], vec![0; 500], vec![0; 500]);
    assert_eq!(tickets(500, &mut drawn, &mut doubled, &mut last), 750);
    let mut all: Vec<u32> = drawn.iter().map(|ticket| ticket - 1).collect();
    all.extend(doubled.iter().step_by(2).map(|twice| twice / 2));
    all.sort_unstable();
    assert_eq!(all, (0..750).collect::<Vec<_>>());
    assert!(last.iter().zip(&drawn).all(|(last, drawn)| last >= drawn));
}

#[omp]
fn captured(n: usize, order: &mut [u32]) -> (u32, u32) {
    let (mut next, mut down, mut sum) = (0, 1000, 0);
    #[omp(target teams loop map(tofrom: next, down) reduction(+: sum))]
    for i in 0..n {
        let place;
        #[omp(atomic capture)]
        {
            place = next;
            next += 1;
        }
        #[omp(atomic capture)]
        {
            down -= 1;
            order[i] = down;
        }
        sum += place;
    }
    (next, sum)
}

#[test]
fn a_capture_takes_each_value_once() {
    let mut order = vec![0; 600];
    assert_eq!(captured(600, &mut order), (600, 600 * 599 / 2));
    order.sort_unstable();
    assert!(order.iter().copied().eq(400..1000));
}

/// `x = e - x` twice gives `x` again; of an odd number of them one is left.
#[omp]
fn reversed(n: usize) -> (i32, f64) {
    let (mut x, mut y) = (3, 2.0);
    #[omp(target teams loop map(tofrom: x, y))]
    for _ in 0..n {
        #[omp(atomic)]
        x = 10 - x;
        #[omp(atomic)]
        y = 8.0 / y;
    }
    (x, y)
}

#[test]
fn the_place_may_be_the_right_operand() {
    assert_eq!(reversed(100), (3, 2.0));
    assert_eq!(reversed(101), (7, 4.0));
}
