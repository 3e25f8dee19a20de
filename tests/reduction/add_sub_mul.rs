//! `+`, `-` and `*`, for integers and both floating-point types.
//!
//! Crossed, each variable is `firstprivate` instead, and what the threads made of it is lost.

use conformance::conformance;
use ferromp::prelude::*;

/// `parallel reduction`: each thread has one value.
macro_rules! parallel {
    ($($name:ident: $op:tt $type:ty, from $from:literal, each $each:literal, to $expected:expr;)*) => {$(
        #[conformance]
        fn $name(size: usize) -> bool {
            // As many factors of two as every type can hold.
            let threads = size.min(20);
            let mut redux: $type = $from;
            let mut team = 0;
            #[crossed(
                omp(parallel num_threads(threads) reduction($op: redux)),
                omp(parallel num_threads(threads) firstprivate(redux))
            )]
            {
                #[omp(masked)]
                {
                    team = omp_get_num_threads();
                }
                redux = $each;
            }
            let expected: fn(i32) -> $type = $expected;
            team == threads && redux == expected(threads as i32)
        }
    )*};
}

parallel! {
    parallel_reduction_add_int: + i64, from 0, each 1, to |n| i64::from(n);
    parallel_reduction_sub_int: - i64, from 0, each 1, to |n| i64::from(n);
    parallel_reduction_mul_int: * i64, from 1, each 2, to |n| 1 << n;
    parallel_reduction_add_fp64: + f64, from 0.0, each 1.0, to |n| f64::from(n);
    parallel_reduction_sub_fp64: - f64, from 0.0, each 1.0, to |n| f64::from(n);
    parallel_reduction_mul_fp64: * f64, from 1.0, each 2.0, to |n| 2_f64.powi(n);
    parallel_reduction_add_fp32: + f32, from 0.0, each 1.0, to |n| n as f32;
    parallel_reduction_sub_fp32: - f32, from 0.0, each 1.0, to |n| n as f32;
    parallel_reduction_mul_fp32: * f32, from 1.0, each 2.0, to |n| 2_f32.powi(n);
    parallel_reduction_add_int_10: + i64, from 10, each 1, to |n| i64::from(n) + 10;
    parallel_reduction_add_fp32_10: + f32, from 10.0, each 1.0, to |n| n as f32 + 10.0;
    parallel_reduction_add_fp64_10: + f64, from 10.0, each 1.0, to |n| f64::from(n) + 10.0;
}

/// `parallel for reduction`.
macro_rules! parallel_for {
    ($($name:ident: $op:tt $type:ty, from $from:literal, $update:tt $each:literal, to $expected:literal;)*) => {$(
        #[conformance]
        fn $name(threads: usize) -> bool {
            let mut redux: $type = $from;
            #[crossed(
                omp(parallel for num_threads(threads) reduction($op: redux)),
                omp(parallel for num_threads(threads) firstprivate(redux))
            )]
            for _ in 0..10 {
                redux $update $each;
            }
            redux == $expected
        }
    )*};
}

parallel_for! {
    parallel_for_reduction_add_int: + i32, from 0, += 1, to 10;
    parallel_for_reduction_sub_int: - i32, from 0, -= 1, to -10;
    parallel_for_reduction_mul_int: * i32, from 1, *= 2, to 1024;
    parallel_for_reduction_add_fp64: + f64, from 0.0, += 1.0, to 10.0;
    parallel_for_reduction_sub_fp64: - f64, from 0.0, -= 1.0, to -10.0;
    parallel_for_reduction_mul_fp64: * f64, from 1.0, *= 2.0, to 1024.0;
    parallel_for_reduction_add_fp32: + f32, from 0.0, += 1.0, to 10.0;
    parallel_for_reduction_sub_fp32: - f32, from 0.0, -= 1.0, to -10.0;
    parallel_for_reduction_mul_fp32: * f32, from 1.0, *= 2.0, to 1024.0;
    parallel_for_reduction_add_int_10: + i32, from 10, += 1, to 20;
    parallel_for_reduction_add_fp32_10: + f32, from 10.0, += 1.0, to 20.0;
    parallel_for_reduction_add_fp64_10: + f64, from 10.0, += 1.0, to 20.0;
}

/// `for reduction` in a region.
macro_rules! parallel_nest_for {
    ($($name:ident: $op:tt $type:ty, from $from:literal, $update:tt $each:literal, to $expected:literal;)*) => {$(
        #[conformance]
        fn $name(threads: usize) -> bool {
            let mut redux: $type = $from;
            #[omp(parallel num_threads(threads))]
            {
                #[crossed(omp(for reduction($op: redux)), omp(for firstprivate(redux)))]
                for _ in 0..10 {
                    redux $update $each;
                }
            }
            redux == $expected
        }
    )*};
}

parallel_nest_for! {
    parallel_nest_for_reduction_add_int: + i64, from 0, += 1, to 10;
    parallel_nest_for_reduction_sub_int: - i64, from 0, -= 1, to -10;
    parallel_nest_for_reduction_mul_int: * i64, from 1, *= 2, to 1024;
    parallel_nest_for_reduction_add_fp64: + f64, from 0.0, += 1.0, to 10.0;
    parallel_nest_for_reduction_sub_fp64: - f64, from 0.0, -= 1.0, to -10.0;
    parallel_nest_for_reduction_mul_fp64: * f64, from 1.0, *= 2.0, to 1024.0;
    parallel_nest_for_reduction_add_fp32: + f32, from 0.0, += 1.0, to 10.0;
    parallel_nest_for_reduction_sub_fp32: - f32, from 0.0, -= 1.0, to -10.0;
    parallel_nest_for_reduction_mul_fp32: * f32, from 1.0, *= 2.0, to 1024.0;
}

/// Every integer type, with every loop.
macro_rules! every_integer {
    ($($int:ident)*) => {$(
        #[conformance]
        fn $int(threads: usize) -> bool {
            let (mut sum, mut product) = (1 as $int, 1 as $int);
            #[crossed(
                omp(parallel for num_threads(threads) reduction(+: sum) reduction(*: product)),
                omp(parallel for num_threads(threads) firstprivate(sum, product))
            )]
            for i in 0..6 as $int {
                sum += i;
                if i > 1 {
                    product *= i;
                }
            }
            sum == 16 && product == 120
        }
    )*};
}

mod types {
    use super::*;
    every_integer!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
}

/// Several variables of one clause, several clauses.
#[conformance]
fn several_reductions(threads: usize) -> bool {
    let (mut count, mut sum, mut product, mut largest) = (0, 100_u64, 1.0, i32::MIN);
    #[crossed(
        omp(parallel for num_threads(threads) reduction(+: count, sum) reduction(*: product) reduction(max: largest)),
        omp(parallel for num_threads(threads) firstprivate(count, sum, product, largest))
    )]
    for i in 0..20_u8 {
        count += 1;
        sum += u64::from(i);
        product *= if i < 10 { 2.0 } else { 0.5 };
        largest = largest.max((i32::from(i) - 7) * (12 - i32::from(i)));
    }
    count == 20 && sum == 290 && product == 1.0 && largest == 6
}

/// Bodies with branches, `continue` and inner loops.
#[conformance]
fn reduction_of_a_branching_body(threads: usize) -> bool {
    let mut primes = 0;
    #[crossed(
        omp(parallel for num_threads(threads) reduction(+: primes) schedule(dynamic, 7)),
        omp(parallel for num_threads(threads) firstprivate(primes))
    )]
    for n in 2..1000_u32 {
        if n % 2 == 0 && n > 2 {
            continue;
        }
        let mut k = 3;
        while k * k <= n && n % k != 0 {
            k += 2;
        }
        if k * k > n {
            primes += 1;
        }
    }
    primes == 168
}

/// A reduction over no iterations leaves the variable as it was.
#[conformance]
fn reduction_of_nothing(threads: usize) -> bool {
    let (mut sum, mut product, mut least) = (1.5, 3, 7_u8);
    #[omp(parallel for num_threads(threads) reduction(+: sum) reduction(*: product) reduction(min: least))]
    for i in 0..0 {
        sum += f64::from(i);
        product *= i;
        least = 0;
    }
    sum == 1.5 && product == 3 && least == 7
}

/// A region's reduction over a loop's.
#[conformance]
fn reduction_of_a_reduction(threads: usize) -> bool {
    let (mut total, mut agree) = (0, true);
    #[crossed(
        omp(parallel num_threads(threads) reduction(&&: agree)),
        omp(parallel num_threads(threads) firstprivate(agree))
    )]
    {
        #[omp(for reduction(+: total))]
        for i in 1..=100 {
            total += i;
        }
        agree = total == 5050 && omp_get_thread_num() + 1 < omp_get_num_threads();
    }
    total == 5050 && !agree
}
