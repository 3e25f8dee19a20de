//! `simd`, `for simd`, `parallel for simd`.

use std::collections::VecDeque;

use ferromp::prelude::*;

use crate::common::panics_with;

const SIZES: [usize; 7] = [0, 1, 15, 16, 33, 1000, 1003];

fn numbers(n: usize) -> Vec<f64> {
    (0..n).map(|i| 1.0 / (i as f64 + 3.0) - 0.1).collect()
}

#[omp]
fn scale(c: &mut [f64], a: &[f64], s: f64) {
    #[omp(simd)]
    for i in 0..a.len() {
        c[i] += s * a[i];
    }
}

#[test]
fn a_function_without_a_region() {
    for n in SIZES {
        let (mut c, a) = (numbers(n), numbers(n));
        let expected: Vec<f64> = c.iter().zip(&a).map(|(c, a)| c + 0.3 * a).collect();
        scale(&mut c, &a, 0.3);
        assert_eq!(c, expected);
    }
}

struct Field {
    part: Vec<usize>,
}

#[omp]
#[test]
fn what_is_written_may_be_of_any_type() {
    let n = 40;
    let (mut vector, mut array, mut deque) = (vec![0; n], [0; 40], VecDeque::from(vec![0; n]));
    let mut rows = vec![vec![0; n]; 3];
    let mut field = Field { part: vec![0; n] };
    #[omp(simd)]
    for i in 0..n {
        vector[i] = i * 2;
        array[i] = vector[i] + 1;
        deque[i] += array[i];
        rows[i % 3][i] += 1;
        field.part[i] = i;
    }
    for i in 0..n {
        assert_eq!((vector[i], array[i], deque[i], rows[i % 3][i]), (2 * i, 2 * i + 1, 2 * i + 1, 1));
        assert_eq!(field.part[i], i);
    }
}

/// One thread runs the iterations in their order.
#[omp]
#[test]
fn a_recurrence_is_no_race() {
    let mut a = vec![1_u64; 50];
    #[omp(simd)]
    for i in 2..a.len() {
        a[i] = a[i - 1] + a[i - 2];
    }
    assert_eq!(a[49], 12_586_269_025);
}

#[test]
fn an_index_that_fails_panics_as_ever() {
    #[omp]
    fn count(a: &mut Vec<i32>) {
        #[omp(simd)]
        for i in 0..12 {
            a[i] += 1;
        }
    }
    panics_with(&["the len is 10 but the index is 10"], || count(&mut vec![1; 10]));
}

#[omp]
fn dot(a: &[f64], b: &[f64], wide: bool) -> f64 {
    let mut sum = 0.1;
    #[omp(simd, reduction(+: sum), if(wide))]
    for i in 0..a.len() {
        sum += a[i] * b[i];
    }
    sum
}

/// Whole rows of sixteen lanes, combined by halves of eights; then what is left, one after the other.
fn in_lanes(a: &[f64], b: &[f64]) -> f64 {
    let products: Vec<f64> = a.iter().zip(b).map(|(a, b)| a * b).collect();
    let mut lanes = vec![-0.0; 16];
    let (rows, rest) = products.split_at(products.len() / 16 * 16);
    for (i, product) in rows.iter().enumerate() {
        lanes[i % 16] += product;
    }
    for half in [4, 2, 1] {
        let pairs = |whole: &[f64]| (0..half).map(|l| whole[l] + whole[l + half]).collect::<Vec<_>>();
        lanes = lanes.chunks(2 * half).flat_map(pairs).collect();
    }
    let sum = lanes[0] + lanes[1];
    let end = rest.iter().fold(-0.0, |sum, product| sum + product);
    0.1 + match (rows.is_empty(), rest.is_empty()) {
        (true, _) => end,
        (false, true) => sum,
        (false, false) => sum + end,
    }
}

#[test]
fn a_reduction_has_the_same_bits_in_every_way() {
    for n in SIZES {
        let (a, b) = (numbers(n), numbers(n));
        let expected = in_lanes(&a, &b).to_bits();
        assert_eq!(dot(&a, &b, true).to_bits(), expected, "{n}");
        assert_eq!(dot(&a, &b, false).to_bits(), expected, "{n}");
    }
}

#[omp]
#[test]
fn reductions_that_do_not_fit_lanes() {
    let (mut most, mut total, a) = (i64::MIN, 0, [3, -4, 9, 2]);
    #[omp(simd reduction(max: most) reduction(+: total) collapse(2))]
    for i in 0..2 {
        for j in 0..2 {
            if a[i * 2 + j] < 0 {
                continue;
            }
            most = most.max(a[i * 2 + j]);
            total += a[i * 2 + j];
        }
    }
    assert_eq!((most, total), (9, 14));
}

#[omp]
#[test]
fn private_and_lastprivate() {
    let a: Vec<i32> = (0..20).collect();
    let (mut t, mut last, mut c) = (-1, -1, vec![0; 20]);
    #[omp(simd private(t) lastprivate(last))]
    for i in 0..20 {
        t = a[i] * 2;
        last = t + 1;
        c[i] = last;
    }
    assert_eq!((t, last, c[3]), (-1, 39, 7));
    t = 0;
    #[omp(simd lastprivate(t) collapse(2))]
    for i in 0..2_usize {
        for j in 0..3_usize {
            t = (i * 10 + j) as i32;
            if j == 1 {
                continue;
            }
            t += 1;
        }
    }
    assert_eq!(t, 13);
}

#[omp]
#[test]
fn slices_and_nests() {
    let (mut a, b) = (vec![0; 12], vec![1; 12]);
    #[omp(simd)]
    for (x, y) in a.iter_mut().zip(&b) {
        *x += 2 * y;
    }
    #[omp(simd collapse(2))]
    for i in 0..3 {
        let base = i * 4;
        for j in 0..4 {
            a[base + j] += i;
        }
    }
    assert_eq!(a, [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]);
}

#[omp]
#[test]
fn in_regions_of_all_sizes() {
    for threads in [1, 2, 3, 4, 7, 16, 64] {
        let n = 37;
        let (a, mut c, mut once) = (numbers(n * n), vec![0.0; n], vec![0.0; n]);
        let shared = numbers(n);
        #[omp(parallel num_threads(threads))]
        {
            let mut own = vec![0.0; n];
            #[omp(simd)]
            for i in 0..n {
                own[i] = shared[i] * 2.0;
            }
            assert_eq!(own[5], shared[5] * 2.0);
            #[omp(single)]
            {
                #[omp(simd)]
                for i in 0..n {
                    once[i] += shared[i] + 1.0;
                }
            }
            #[omp(for)]
            for i in 0..n {
                let mut sum = 0.0;
                #[omp(simd reduction(+: sum))]
                for j in 0..n {
                    sum += a[i * n + j];
                }
                c[i] = sum;
            }
        }
        let row = |i: usize| dot(&a[i * n..][..n], &vec![1.0; n], true) - 0.1;
        for i in 0..n {
            assert!((c[i] - row(i)).abs() < 1e-12);
            assert_eq!(once[i], shared[i] + 1.0);
        }
    }
}

#[omp]
#[test]
fn in_tasks_and_combined_loops() {
    let (mut left, mut right) = (vec![1; 100], vec![2; 100]);
    #[omp(parallel)]
    #[omp(single)]
    {
        #[omp(task)]
        {
            #[omp(simd)]
            for i in 0..100 {
                left[i] += i;
            }
        }
        #[omp(task)]
        {
            #[omp(simd)]
            for i in 0..100 {
                right[i] *= i;
            }
        }
    }
    assert_eq!((left[99], right[99]), (100, 198));
    let mut table = vec![0; 64 * 64];
    #[omp(parallel for num_threads(8))]
    for i in 0..64 {
        #[omp(simd)]
        for j in 0..64 {
            table[i * 64 + j] += i * j;
        }
    }
    assert!((0..64 * 64).all(|k| table[k] == (k / 64) * (k % 64)));
}

#[omp]
#[test]
fn combined_with_worksharing() {
    for threads in [1, 2, 5, 64] {
        let n = 1003;
        let (a, b, mut c, mut sum, mut plain, mut last) = (numbers(n), numbers(n), vec![0.0; n], 0.0, 0.0, 0);
        #[omp(parallel for simd num_threads(threads) reduction(+: sum) schedule(static))]
        for i in 0..n {
            sum += a[i] * b[i];
        }
        #[omp(parallel for num_threads(threads) reduction(+: plain))]
        for i in 0..n {
            plain += a[i] * b[i];
        }
        assert_eq!(sum.to_bits(), plain.to_bits());
        #[omp(parallel num_threads(threads))]
        {
            #[omp(for simd lastprivate(last))]
            for i in 0..n {
                c[i] = a[i];
                last = i;
            }
            assert!(omp_get_thread_num() < omp_get_num_threads());
        }
        assert_eq!((&c, last), (&a, n - 1));
    }
}

#[omp(fastmath)]
fn multiply(a: &[f64], b: &[f64], c: &mut [f64], n: usize) {
    #[omp(simd)]
    for i in 0..n {
        for k in 0..n {
            let x = a[i * n + k];
            for j in 0..n {
                c[i * n + j] += x * b[k * n + j];
            }
        }
    }
}

/// Each element's sum is in the order of `k`, with one rounding a step where the processor has the instruction.
#[test]
fn fastmath_contracts_the_body() {
    let n = 21;
    let (a, b, mut c) = (numbers(n * n), numbers(n * n), vec![0.0; n * n]);
    multiply(&a, &b, &mut c, n);
    let product = |fused: bool| -> Vec<f64> {
        let sum = |i: usize, j: usize| {
            (0..n).fold(0.0_f64, |sum, k| {
                let (x, y) = (a[i * n + k], b[k * n + j]);
                if fused { x.mul_add(y, sum) } else { sum + x * y }
            })
        };
        (0..n * n).map(|at| sum(at / n, at % n)).collect()
    };
    assert_ne!(product(true), product(false));
    #[cfg(target_arch = "x86_64")]
    let fused = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    #[cfg(not(target_arch = "x86_64"))]
    let fused = cfg!(target_arch = "aarch64");
    assert_eq!(c, product(fused));
}

#[omp]
#[test]
fn what_may_stand_inside() {
    let mut hits = 0;
    let mut a = vec![0; 30];
    #[omp(parallel num_threads(4))]
    {
        #[omp(simd)]
        for _ in 0..10 {
            #[omp(atomic)]
            hits += 1;
        }
    }
    #[omp(simd)]
    for i in 0..3 {
        #[omp(simd)]
        for j in 0..10 {
            a[i * 10 + j] = i;
        }
    }
    assert_eq!((hits, a[9], a[29]), (40, 0, 2));
}
