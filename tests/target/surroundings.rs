//! What is around a construct: scopes, names, control flow, where its value would be.

use ferromp::prelude::*;

#[omp]
fn shadowed(n: usize) -> Vec<usize> {
    let mut a = vec![0; n];
    let k = 3;
    {
        let k = k + n;
        let a = &mut a[..];
        #[omp(target teams loop)]
        for i in 0..n {
            let k = k + i;
            a[i] = k;
        }
    }
    a[0] += k;
    a
}

#[test]
fn names_mean_what_they_mean_in_the_scope() {
    assert_eq!(shadowed(3), [9, 7, 8]);
}

#[omp]
fn counted(n: i32) -> i32 {
    let mut count = 0;
    #[omp(target teams loop reduction(+: count))]
    for _ in 0..n {
        count += 1;
    }
    count
}

#[test]
fn a_loop_without_a_variable() {
    assert_eq!(counted(100), 100);
}

#[omp]
fn in_arms(kind: u8, a: &mut [i32]) {
    match kind {
        0 =>
        {
            #[omp(target teams loop)]
            for i in 0..a.len() {
                a[i] = 10;
            }
        }
        1 if !a.is_empty() =>
        {
            #[omp(target teams distribute)]
            for i in 0..a.len() {
                a[i] = 20;
            }
        }
        _ => {
            for turn in 0..3 {
                #[omp(target parallel for)]
                {
                    for i in 0..a.len() {
                        a[i] += turn;
                    }
                }
            }
        }
    }
}

#[test]
fn constructs_in_arms_and_loops() {
    let mut a = [1; 4];
    in_arms(2, &mut a);
    assert_eq!(a, [4; 4]);
    in_arms(1, &mut a);
    assert_eq!(a, [20; 4]);
    in_arms(0, &mut a);
    assert_eq!(a, [10; 4]);
}

#[omp]
fn jumps(a: &mut [i32]) {
    #[omp(target teams loop)]
    'cells: for i in 0..a.len() {
        if a[i] < 0 {
            continue;
        }
        'inner: for j in 0..10 {
            for k in 0..10 {
                if j * k > 20 {
                    break 'inner;
                }
                if a[i] == 3 {
                    continue 'cells;
                }
                a[i] += 1;
            }
        }
        a[i] = -a[i];
    }
}

#[test]
fn jumps_inside_of_an_iteration() {
    let (mut device, mut host) = ([-5, 3, 0, 100], [-5, 3, 0, 100]);
    jumps(&mut device);
    for x in host.iter_mut().filter(|x| **x >= 0 && **x != 3) {
        // Rows 0, 1 and 2 have ten columns, row 3 breaks at the eighth.
        let mut steps = 0;
        'inner: for j in 0..10 {
            for k in 0..10 {
                if j * k > 20 {
                    break 'inner;
                }
                if *x + steps == 3 {
                    *x += steps;
                    steps = i32::MIN;
                    break 'inner;
                }
                steps += 1;
            }
        }
        if steps != i32::MIN {
            *x = -(*x + steps);
        }
    }
    assert_eq!(device, host);
}

struct Inner<const N: usize> {
    values: [f64; N],
}

struct Outer<const N: usize> {
    inner: Inner<N>,
    boxed: Box<[f64]>,
}

#[omp]
impl<const N: usize> Outer<N> {
    fn mix(&mut self, by: f64) -> f64 {
        let mut sum = 0.0;
        #[omp(target teams loop reduction(+: sum))]
        for i in 0..N {
            self.inner.values[i] += by;
            self.boxed[i] = self.inner.values[i] * 2.0;
            sum += self.boxed[i];
        }
        sum
    }
}

#[test]
fn fields_of_fields() {
    let mut outer = Outer { inner: Inner { values: [1.0; 4] }, boxed: vec![0.0; 4].into() };
    assert_eq!(outer.mix(0.5), 12.0);
    assert_eq!((outer.inner.values, &outer.boxed[..]), ([1.5; 4], &[3.0; 4][..]));
}

#[omp]
fn three_loops(n: usize) -> [[[u16; 3]; 4]; 5] {
    let mut cells = [[[0; 3]; 4]; 5];
    let mut flat = vec![0; 60];
    #[omp(target teams distribute parallel for collapse(3) if(target: n > 0))]
    for i in 0..5 {
        for j in 0..4 {
            for k in 0..3 {
                flat[i * 12 + j * 3 + k] = (i * 100 + j * 10 + k) as u16;
            }
        }
    }
    for (at, value) in flat.into_iter().enumerate() {
        cells[at / 12][at / 3 % 4][at % 3] = value;
    }
    cells
}

#[test]
fn three_loops_are_one() {
    let cells = three_loops(1);
    assert!((0..60).all(|at| {
        let (i, j, k) = (at / 12, at / 3 % 4, at % 3);
        usize::from(cells[i][j][k]) == i * 100 + j * 10 + k
    }));
}

#[omp]
fn by_value(mut a: [i32; 5], offsets: (i32, i32)) -> [i32; 5] {
    let (first, second) = offsets;
    #[omp(target teams loop firstprivate(first) shared(second))]
    for i in 0i32..5 {
        a[i as usize] += first * i + second;
    }
    a
}

#[test]
fn parameters_by_value() {
    assert_eq!(by_value([1; 5], (2, 3)), [4, 6, 8, 10, 12]);
}

#[omp]
fn halves(a: &mut [f32]) {
    let middle = a.len() / 2;
    let (low, high) = a.split_at_mut(middle);
    #[omp(target teams loop map(to: high))]
    for i in 0..low.len() {
        low[i] += high[i];
    }
}

#[test]
fn two_parts_of_one_array() {
    let mut a = [1.0; 8];
    halves(&mut a);
    assert_eq!(a, [2.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0]);
}

#[omp]
fn panics(a: &mut [i32], at: usize) {
    #[omp(target teams loop)]
    for i in 0..a.len() {
        let other = if i == 3 { at } else { i };
        a[i] += i32::from(other < 1000) / (other as i32 - 77);
    }
}

#[test]
fn a_panic_names_the_line_and_the_next_region_is_right() {
    let mut a = [0; 10];
    let met = std::panic::catch_unwind(move || panics(&mut a, 77));
    let payload = met.unwrap_err();
    let text = payload.downcast_ref::<String>().cloned();
    let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap();
    assert!(text.contains("attempt to divide by zero"), "{text}");
    let mut a = [5; 10];
    panics(&mut a, 0);
    assert_eq!(a, [5; 10]);
}
