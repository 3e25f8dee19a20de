//! Runs a closure compiled for the best instruction set that the processor has.
//!
//! Rust compiles a crate for one baseline (x86-64 means SSE2). A function with `#[target_feature]` is compiled for
//! more, and so is what LLVM inlines into it: calling a generic closure from one such function per level gives the
//! closure's loop once per level. Which loops are worth it, the macro decides (`omp-macros/src/lower/looping/wide.rs`).
//! Rust never contracts `a * b + c`, so all levels compute the same bits.

use std::sync::atomic::{AtomicU8, Ordering};

/// An instruction set, by what it adds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Level {
    /// What the crate is compiled for.
    Baseline = 1,
    /// 256-bit vectors, and fused multiply-add: every processor with one has the other, but for a few by VIA.
    #[cfg(target_arch = "x86_64")]
    Avx2 = 2,
    /// 512-bit vectors.
    #[cfg(target_arch = "x86_64")]
    Avx512 = 3,
}

/// The level in use; 0 until somebody asks.
///
/// Relaxed throughout: whoever sees 0 computes the same value again, and nothing else is published with it.
static LEVEL: AtomicU8 = AtomicU8::new(0);

/// The best level of this processor.
#[inline]
pub(crate) fn level() -> Level {
    match LEVEL.load(Ordering::Relaxed) {
        1 => Level::Baseline,
        #[cfg(target_arch = "x86_64")]
        2 => Level::Avx2,
        #[cfg(target_arch = "x86_64")]
        3 => Level::Avx512,
        _ => detect(),
    }
}

#[cold]
fn detect() -> Level {
    let best = *supported().last().unwrap_or(&Level::Baseline);
    LEVEL.store(best as u8, Ordering::Relaxed);
    best
}

/// The levels of this processor, worst first.
#[cfg(target_arch = "x86_64")]
pub(crate) fn supported() -> Vec<Level> {
    let mut levels = vec![Level::Baseline];
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        levels.push(Level::Avx2);
        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
        {
            levels.push(Level::Avx512);
        }
    }
    levels
}

/// The levels of this processor, worst first.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn supported() -> Vec<Level> {
    vec![Level::Baseline]
}

/// Runs a test with all dispatches at each level that the processor has, one test at a time.
#[cfg(test)]
pub(crate) fn at_every_level(mut f: impl FnMut(Level)) {
    use std::sync::{Mutex, PoisonError};
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    for level in supported() {
        LEVEL.store(level as u8, Ordering::Relaxed);
        f(level);
    }
}

/// Work that is to be compiled for every level. A trait, since a closure cannot be told to inline.
pub(crate) trait Kernel {
    type Output;
    /// Implementations are `#[inline(always)]`, so that they take on the level of the caller, and see `fused` as a
    /// constant: whether the level has an instruction for `f64::mul_add`, which is a slow call elsewhere.
    fn run(self, fused: bool) -> Self::Output;
}

/// Runs the kernel at [`level()`].
#[inline]
pub(crate) fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    match level() {
        Level::Baseline => baseline(kernel),
        // SAFETY: `level` only returns what `supported` found on this processor.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { avx2(kernel) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => unsafe { avx512(kernel) },
    }
}

/// Arguments by value: what a loop writes through is then known to be no part of the loop's own state.
struct Call<A, F>(A, F);

impl<A, R, F: FnOnce(A, bool) -> R> Kernel for Call<A, F> {
    type Output = R;
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the closure must be called at the level of the caller")]
    fn run(self, fused: bool) -> R {
        (self.1)(self.0, fused)
    }
}

/// Runs `f`, which is to be `#[inline(always)]`, with the widest vectors of the processor, and tells it whether these
/// have fused multiply-add. If it does not look at that, the result has the same bits.
#[inline]
pub fn wide<A, R>(arguments: A, f: impl FnOnce(A, bool) -> R) -> R {
    dispatch(Call(arguments, f))
}

/// [`wide`], if the condition of a `simd` directive holds; else for the baseline.
#[inline]
pub fn wide_if<A, R>(wide: bool, arguments: A, f: impl FnOnce(A, bool) -> R) -> R {
    dispatch_if(wide, Call(arguments, f))
}

/// [`dispatch`] or the baseline.
#[inline]
pub(crate) fn dispatch_if<K: Kernel>(wide: bool, kernel: K) -> K::Output {
    if wide { dispatch(kernel) } else { baseline(kernel) }
}

/// Whether code that is told `fused` is for processors worth much of it: on x86-64 those with AVX2, all since 2015 but for
/// the smallest.
pub(crate) const fn tuned(fused: bool) -> bool {
    fused || !cfg!(target_arch = "x86_64")
}

/// Whether what the crate is compiled for has fused multiply-add.
const FUSED_BASELINE: bool = cfg!(any(target_feature = "fma", target_arch = "aarch64"));

#[inline(never)]
fn baseline<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(FUSED_BASELINE)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[inline(never)]
fn avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(true)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,fma")]
#[inline(never)]
fn avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closure_runs_once_and_its_panic_leaves() {
        let mut calls = 0;
        assert_eq!(
            wide(2, |n, _| {
                calls += 1;
                calls * n
            }),
            2
        );
        assert!(std::panic::catch_unwind(|| wide(1, |n, _| assert_eq!(n, 2))).is_err());
        assert!(supported().contains(&level()));
    }

    /// What no level may contract or reorder, in a loop that all of them vectorise.
    #[test]
    fn every_level_computes_the_same_bits() {
        let a: Vec<f64> = (0..1003).map(|i| 1.0 / f64::from(i + 3)).collect();
        let mut bits: Option<Vec<u64>> = None;
        at_every_level(|level| {
            let mut c = vec![0.1; a.len()];
            wide(&mut c[..], |c, _| {
                for i in 0..c.len() {
                    c[i] += a[i] * a[a.len() - 1 - i] - c[i] * 0.3;
                }
            });
            let now: Vec<u64> = c.iter().map(|x| x.to_bits()).collect();
            assert_eq!(&now, bits.get_or_insert_with(|| now.clone()), "{level:?}");
        });
    }
}
