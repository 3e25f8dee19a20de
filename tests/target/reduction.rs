//! `reduction` over teams and threads: every operator on every type.
//!
//! Crossed, each variable is `firstprivate` instead, and what the threads made of it is lost.

use conformance::conformance;
use ferromp::prelude::*;

/// Each team adds one.
#[omp]
#[test]
fn teams_reduction() {
    let (mut sum, mut teams) = (0, 0);
    #[omp(target teams map(from: teams) reduction(+: sum))]
    {
        sum += 1;
        let team = omp_get_team_num();
        if team == 0 {
            teams = omp_get_num_teams();
        }
    }
    assert_eq!(teams, sum);
    assert!(if crate::on_device() { teams > 1 } else { teams == 1 });
}

#[omp]
#[test]
fn nest_teams_reduction() {
    let (mut sum, mut teams) = (0, 0);
    #[omp(target map(from: teams) map(tofrom: sum))]
    {
        #[omp(teams reduction(+: sum))]
        {
            sum += 1;
            let team = omp_get_team_num();
            if team == 0 {
                teams = omp_get_num_teams();
            }
        }
    }
    assert_eq!(teams, sum);
    assert!(if crate::on_device() { teams > 1 } else { teams == 1 });
}

#[conformance]
fn teams_distribute_parallel_for_reduction(threads: usize) -> bool {
    let mut sum = 0;
    #[crossed(
        omp(target teams distribute parallel for thread_limit(threads) reduction(+: sum)),
        omp(target teams distribute parallel for thread_limit(threads) firstprivate(sum))
    )]
    for _ in 0..1000 {
        sum += 1;
    }
    sum == 1000
}

#[conformance]
fn nest_teams_distribute_parallel_for_reduction(threads: usize) -> bool {
    let mut sum = 0;
    #[omp(target map(tofrom: sum))]
    {
        #[crossed(
            omp(teams distribute parallel for thread_limit(threads) reduction(+: sum)),
            omp(teams distribute parallel for thread_limit(threads) firstprivate(sum))
        )]
        for _ in 0..1000 {
            sum += 1;
        }
    }
    sum == 1000
}

#[conformance]
fn nest_teams_nest_distribute_parallel_for_reduction(threads: usize) -> bool {
    let mut sum = 0;
    #[omp(target map(tofrom: sum))]
    {
        #[omp(teams num_teams(threads))]
        {
            #[crossed(
                omp(distribute parallel for reduction(+: sum)),
                omp(distribute parallel for firstprivate(sum))
            )]
            for _ in 0..1000 {
                sum += 1;
            }
        }
    }
    sum == 1000
}

/// All operators of the integers, of the bits first. A part of the elements has an effect, so that every one counts.
macro_rules! integers {
    ($($int:ident)*) => {$(
        #[conformance]
        fn $int(threads: usize) -> bool {
            let a: Vec<$int> = (0..1000).map(|i| (i % 100) as $int).collect();
            let (mut sum, mut difference, mut product) = (5 as $int, 5 as $int, 3 as $int);
            let (mut low, mut high) = (50 as $int, 50 as $int);
            let (mut and, mut or, mut xor) = (!0 as $int, 0 as $int, 1 as $int);
            #[crossed(
                omp(target teams loop thread_limit(threads) reduction(+: sum) reduction(-: difference)
                    reduction(*: product) reduction(min: low) reduction(max: high) reduction(&: and)
                    reduction(|: or) reduction(^: xor)),
                omp(target teams loop thread_limit(threads)
                    firstprivate(sum) firstprivate(difference) firstprivate(product) firstprivate(low)
                    firstprivate(high) firstprivate(and) firstprivate(or) firstprivate(xor))
            )]
            for i in 0..1000 {
                sum = sum.wrapping_add(a[i]);
                difference = difference.wrapping_sub(a[i]);
                product = product.wrapping_mul(a[i] | 1);
                low = low.min(a[i]);
                high = high.max(a[i]);
                and &= !(a[i] & 6);
                or |= a[i] & 5;
                xor ^= a[i];
            }
            let (less, more) = (5_u8 as $int, 3 as $int);
            sum == a.iter().fold(less, |sum, v| sum.wrapping_add(*v))
                && difference == a.iter().fold(less, |sum, v| sum.wrapping_sub(*v))
                && product == a.iter().fold(more, |product, v| product.wrapping_mul(*v | 1))
                && (low, high) == (0, 99)
                && (and, or) == (!6, 5)
                && xor == a.iter().fold(1, |xor, v| xor ^ v)
        }
    )*};
}

/// Values whose sums and products are exact in any order.
macro_rules! floats {
    ($($float:ident)*) => {$(
        #[conformance]
        fn $float(threads: usize) -> bool {
            let a: Vec<$float> = (0..1000_u16).map(|i| $float::from(i % 64) / 4.0 - 3.0).collect();
            let (mut sum, mut difference, mut product): ($float, $float, $float) = (0.5, 0.25, 3.0);
            let (mut low, mut high): ($float, $float) = (0.0, 0.0);
            #[crossed(
                omp(target teams loop thread_limit(threads) reduction(+: sum) reduction(-: difference)
                    reduction(*: product) reduction(min: low) reduction(max: high)),
                omp(target teams loop thread_limit(threads)
                    firstprivate(sum) firstprivate(difference) firstprivate(product) firstprivate(low)
                    firstprivate(high))
            )]
            for i in 0..1000 {
                sum += a[i];
                difference -= a[i];
                product *= if i % 100 == 7 { 2.0 } else { 1.0 };
                low = low.min(a[i]);
                high = high.max(a[i]);
            }
            let total: $float = a.iter().sum();
            sum == 0.5 + total
                && difference == 0.25 - total
                && product == 3072.0
                && (low, high) == (-3.0, 12.75)
        }
    )*};
}

mod types {
    use super::*;
    integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);
    floats!(f32 f64);

    #[conformance]
    fn bools(threads: usize) -> bool {
        let a: Vec<bool> = (0..1001).map(|i| i % 91 == 5).collect();
        let (mut all, mut any, mut and, mut or, mut odd) = (true, false, true, false, false);
        #[crossed(
            omp(target teams loop thread_limit(threads) reduction(&&: all) reduction(||: any) reduction(&: and)
                reduction(|: or) reduction(^: odd)),
            omp(target teams loop thread_limit(threads)
                firstprivate(all) firstprivate(any) firstprivate(and) firstprivate(or) firstprivate(odd))
        )]
        for i in 0..1001 {
            all = all && !a[i];
            any = any || a[i];
            and &= !a[i];
            or |= a[i];
            odd ^= a[i];
        }
        (all, any, and, or) == (false, true, false, true)
            && odd == (a.iter().filter(|v| **v).count() % 2 == 1)
    }

    /// What every iteration agrees on.
    #[omp]
    #[test]
    fn bools_that_hold() {
        let (mut all, mut any) = (true, false);
        #[omp(target teams loop reduction(&&: all) reduction(||: any))]
        for i in 0..1000 {
            all = all && i < 1000;
            any = any || i > 1000;
        }
        assert_eq!((all, any), (true, false));
        #[omp(target teams loop reduction(&&: all) reduction(||: any))]
        for i in 0..0 {
            all = all && i > 0;
            any = any || i == 0;
        }
        assert_eq!((all, any), (true, false));
    }
}

/// Elements of an array, one by one, and what was in them takes part.
#[conformance]
fn array_reduction(threads: usize) -> bool {
    let mut bins = [10_u32; 4];
    #[crossed(
        omp(target teams loop thread_limit(threads) reduction(+: bins)),
        omp(target teams loop thread_limit(threads) firstprivate(bins))
    )]
    for i in 0..1000 {
        bins[i % 4] += 1;
    }
    bins == [260; 4]
}

/// Each operator on arrays.
#[omp]
#[test]
fn array_operators() {
    let a: Vec<i64> = (0..999).map(|i| i * 7919 % 1000).collect();
    let (mut products, mut lows, mut highs) = ([1_i64; 3], [i64::MAX; 3], [i64::MIN; 3]);
    let (mut ands, mut ors, mut xors, mut alls) = ([-1_i64; 3], [0_i64; 3], [0_i64; 3], [true; 3]);
    #[omp(target teams loop reduction(*: products) reduction(min: lows) reduction(max: highs) reduction(&: ands)
        reduction(|: ors) reduction(^: xors) reduction(&&: alls))]
    for i in 0..999 {
        let k = i % 3;
        products[k] = products[k].wrapping_mul(a[i] | 1);
        lows[k] = lows[k].min(a[i]);
        highs[k] = highs[k].max(a[i]);
        ands[k] &= a[i] | 0x40;
        ors[k] |= a[i] & 0x28;
        xors[k] ^= a[i];
        alls[k] = alls[k] && a[i] != 3 * 7919 % 1000;
    }
    for k in 0..3 {
        let part = || a.iter().copied().skip(k).step_by(3);
        assert_eq!(products[k], part().fold(1, |product: i64, v| product.wrapping_mul(v | 1)));
        assert_eq!((Some(lows[k]), Some(highs[k])), (part().min(), part().max()));
        assert_eq!(ands[k], part().fold(-1, |and, v| and & (v | 0x40)));
        assert_eq!(ors[k], part().fold(0, |or, v| or | v & 0x28));
        assert_eq!(xors[k], part().fold(0, |xor, v| xor ^ v));
        assert_eq!(alls[k], k != 0);
    }
}

/// Of threads in a team, of teams in a league, and of loops, in a region each.
#[omp]
#[test]
fn reductions_of_constructs() {
    let (mut of_threads, mut of_loop, mut of_both) = (1, 2, 3);
    #[omp(target map(tofrom: of_threads, of_loop))]
    {
        #[omp(parallel num_threads(16) reduction(+: of_threads))]
        {
            of_threads += omp_get_thread_num();
        }
        #[omp(parallel for reduction(+: of_loop))]
        for i in 0..100 {
            of_loop += i;
        }
    }
    #[omp(target teams num_teams(4) reduction(+: of_both))]
    {
        #[omp(parallel num_threads(8) reduction(+: of_both))]
        {
            of_both += 1;
        }
    }
    assert_eq!((of_threads, of_loop), (1 + 120, 2 + 4950));
    assert_eq!(of_both, 3 + if crate::on_device() { 32 } else { 8 });
}

/// A `for` with a reduction inside of a region: every thread sees the sum behind it.
#[omp]
#[test]
fn reduction_of_a_loop_in_a_region() {
    let (mut sum, mut seen) = (10, [0; 16]);
    #[omp(target map(tofrom: sum, seen))]
    {
        #[omp(parallel num_threads(16))]
        {
            #[omp(for reduction(+: sum))]
            for i in 0..100 {
                sum += i;
            }
            let thread = omp_get_thread_num();
            seen[thread] = sum;
        }
    }
    assert_eq!((sum, seen), (4960, [4960; 16]));
}

#[omp]
fn pi(steps: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let mut sum = 0.0;
    #[omp(target teams distribute parallel for reduction(+: sum))]
    for i in 0..steps {
        let x = (i as f64 + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    step * sum
}

/// Right, and the same bits in every run on a device.
#[test]
fn sums_are_reproducible() {
    let first = pi(1_000_000);
    assert!((first - std::f64::consts::PI).abs() < 1e-10, "{first}");
    assert!((0..5).all(|_| pi(1_000_000).to_bits() == first.to_bits()));
}

/// An array that is large for a reduction.
#[omp]
#[test]
fn large_histogram() {
    let mut bins = [0_u32; 1024];
    #[omp(target teams loop reduction(+: bins))]
    for i in 0..102_400 {
        bins[i * 7 % 1024] += 1;
    }
    assert_eq!(bins, [100; 1024]);
}
