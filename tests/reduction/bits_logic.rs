//! `&`, `|`, `^` on integers and `bool`; `&&`, `||` on `bool`.

use conformance::conformance;
use ferromp::prelude::*;

/// Every bit of every integer type.
macro_rules! every_integer {
    ($($int:ident)*) => {$(
        #[conformance]
        fn $int(threads: usize) -> bool {
            let bits = $int::BITS;
            let (mut and, mut or, mut xor): ($int, $int, $int) = (!0, 0, 1);
            #[crossed(
                omp(parallel for num_threads(threads) reduction(&: and) reduction(|: or) reduction(^: xor)),
                omp(parallel for num_threads(threads) firstprivate(and, or, xor))
            )]
            for bit in 0..bits {
                and &= !(1 << bit);
                or |= 1 << bit;
                xor ^= 1 << bit;
            }
            and == 0 && or == !0 && xor == !1
        }
    )*};
}

mod types {
    use super::*;
    every_integer!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
}

/// `bool` with the operators of bits.
#[conformance]
fn bool_bits(threads: usize) -> bool {
    let (mut and, mut or, mut odd) = (true, false, false);
    #[crossed(
        omp(parallel for num_threads(threads) reduction(&: and) reduction(|: or) reduction(^: odd)),
        omp(parallel for num_threads(threads) firstprivate(and, or, odd))
    )]
    for i in 0..33 {
        and &= i != 20;
        or |= i == 20;
        odd ^= true;
    }
    !and && or && odd
}

/// `bool` with the operators of logic.
#[conformance]
fn bool_logic(threads: usize) -> bool {
    let (mut all, mut any, mut none, mut every) = (true, false, false, true);
    #[crossed(
        omp(parallel for num_threads(threads) reduction(&&: all, every) reduction(||: any, none)),
        omp(parallel for num_threads(threads) firstprivate(all, every, any, none))
    )]
    for i in 0..100 {
        all = all && i != 57;
        every = every && i < 100;
        any = any || i == 57;
        none = none || i > 100;
    }
    !all && any && every && !none
}

/// On a region: one thread is enough to change the result.
#[conformance]
fn logic_of_a_region(threads: usize) -> bool {
    let (mut all, mut any, mut mask) = (true, false, 0_u64);
    #[crossed(
        omp(parallel num_threads(threads) reduction(&&: all) reduction(||: any) reduction(|: mask)),
        omp(parallel num_threads(threads) firstprivate(all, any, mask))
    )]
    {
        let me = omp_get_thread_num();
        all = me + 1 < omp_get_num_threads();
        any = me == 0;
        mask = 1 << me;
    }
    !all && any && mask == u64::MAX >> (64 - threads)
}

/// What was there before takes part.
#[conformance]
fn logic_keeps_the_original(threads: usize) -> bool {
    let (mut all, mut any, mut bits) = (false, true, 0b1000_u8);
    #[omp(parallel for num_threads(threads) reduction(&&: all) reduction(||: any) reduction(|: bits))]
    for i in 0..10 {
        all = all && i < 100;
        any = any || i > 100;
        bits |= 1;
    }
    !all && any && bits == 0b1001
}
