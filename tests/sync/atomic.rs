//! `atomic`: read, write, update, capture.

use conformance::conformance;
use ferromp::prelude::*;

/// Write, read and update of elements, in three phases.
#[conformance]
fn atomic(threads: usize) -> bool {
    let (n, fill) = (8, 6);
    let mut a = vec![0; n];
    #[crossed(omp(parallel num_threads(threads)))]
    {
        let index = omp_get_thread_num() % n;
        #[omp(atomic write)]
        a[index] = fill;
        omp!(barrier);
        let other = #[omp(atomic read)]
        a[(index + 1) % n];
        omp!(barrier);
        #[omp(atomic update)]
        a[index] += other + index;
    }
    // How many threads have this element, and what each of them read in the next.
    let users = |index: usize| (0..threads).filter(|me| me % n == index).count();
    let filled = |index: usize| if users(index) > 0 { fill } else { 0 };
    (0..n).all(|i| a[i] == filled(i) + users(i) * (filled((i + 1) % n) + i))
}

/// Each capture gives the value before its own update: no two the same.
#[conformance]
fn atomic_capture(threads: usize) -> bool {
    let each = 50;
    let mut counter = 0;
    let mut captured = vec![0; each * threads];
    #[crossed(omp(parallel num_threads(threads)), omp(parallel num_threads(threads + 1)))]
    {
        #[omp(for schedule(static))]
        for i in 0..each * threads {
            let old;
            #[omp(atomic capture)]
            {
                old = counter;
                counter += 2;
            }
            captured[i] = old;
        }
        #[omp(atomic)]
        counter += 1;
    }
    captured.sort_unstable();
    let all: Vec<usize> = (0..each * threads).map(|i| 2 * i).collect();
    captured == all && counter == 2 * each * threads + threads
}

/// The other order captures the value after the update, and the block may be an initialiser.
#[conformance]
fn atomic_capture_after(threads: usize) -> bool {
    let mut counter = 10;
    let mut captured = vec![0; threads];
    #[crossed(omp(parallel num_threads(threads)))]
    {
        let new = #[omp(atomic capture)]
        {
            counter += 1;
            counter
        };
        let me = omp_get_thread_num();
        captured[me] = new;
    }
    captured.sort_unstable();
    captured == (11..11 + threads).collect::<Vec<_>>()
}

/// Every operator, on every kind of number.
macro_rules! operators {
    ($($int:ident)*) => {$(
        #[conformance]
        fn $int(threads: usize) -> bool {
            let (mut add, mut sub, mut max, mut or) = (0 as $int, 100 as $int, 0 as $int, 0 as $int);
            #[crossed(omp(parallel num_threads(threads)))]
            {
                let me = omp_get_thread_num() as $int;
                #[omp(atomic)]
                add += 1;
                #[omp(atomic)]
                sub -= 1;
                #[omp(atomic)]
                max = max.max(me);
                #[omp(atomic)]
                or |= me & 1;
            }
            let team = threads as $int;
            add == team && sub == 100 - team && max == team - 1 && or == (team - 1).min(1)
        }
    )*};
}

mod types {
    use super::*;
    operators!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);
}

/// Floating point: exact here, since the numbers are small.
#[conformance]
fn atomic_float(threads: usize) -> bool {
    let (mut sum, mut product, mut small) = (0.5_f64, 1.0_f32, f64::INFINITY);
    #[crossed(omp(parallel num_threads(threads)))]
    {
        let me = omp_get_thread_num() as f64;
        #[omp(atomic)]
        sum += 0.25;
        #[omp(atomic)]
        product *= 2.0;
        #[omp(atomic)]
        small = small.min(-me);
    }
    sum == 0.5 + 0.25 * threads as f64
        && product == 2.0_f32.powi(threads as i32)
        && small == -((threads - 1) as f64)
}

/// Many updates of one place.
#[conformance]
fn atomic_contended(threads: usize) -> bool {
    let mut hits = [0_u64; 2];
    #[crossed(omp(parallel num_threads(threads)))]
    {
        for i in 0..1000 {
            #[omp(atomic)]
            hits[i % 2] += 1;
        }
    }
    hits == [500 * threads as u64; 2]
}

/// A histogram: the index is not known, the element is atomic.
#[conformance]
fn atomic_histogram(threads: usize) -> bool {
    let values: Vec<usize> = (0..1000).map(|i| i * i % 10).collect();
    let mut bins = [0; 10];
    #[omp(parallel for num_threads(threads))]
    for i in 0..values.len() {
        #[omp(atomic)]
        bins[values[i]] += 1;
    }
    bins == [100, 200, 0, 0, 200, 100, 200, 0, 0, 200]
}

/// A field of a value.
#[conformance]
fn atomic_field(threads: usize) -> bool {
    struct Stats {
        hits: u32,
        name: &'static str,
    }
    let mut stats = Stats { hits: 0, name: "field" };
    #[crossed(omp(parallel num_threads(threads)))]
    {
        #[omp(atomic)]
        stats.hits += stats.name.len() as u32;
    }
    stats.hits as usize == 5 * threads
}
