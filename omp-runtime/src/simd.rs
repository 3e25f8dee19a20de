//! Runs a closure compiled for the best instruction set that the processor has.
//!
//! Rust compiles a crate for one baseline (x86-64 means SSE2). A function with `#[target_feature]` is compiled for
//! more, and so is what LLVM inlines into it: calling a generic closure from one such function per level gives the
//! closure's loop once per level. Rust never contracts `a * b + c`, so all levels compute the same bits.

use std::sync::atomic::{AtomicU8, Ordering};

/// An instruction set, by what it adds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Level {
    /// What the crate is compiled for.
    Baseline = 1,
    /// 256-bit vectors.
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
    if is_x86_feature_detected!("avx2") {
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

/// Makes all later dispatches use `level`, which the processor must have.
#[cfg(test)]
pub(crate) fn force(level: Level) {
    assert!(supported().contains(&level));
    LEVEL.store(level as u8, Ordering::Relaxed);
}

/// Work that is to be compiled for every level. A trait, since a closure cannot be told to inline.
pub(crate) trait Kernel {
    type Output;
    /// Implementations are `#[inline(always)]`, so that they take on the level of the caller.
    fn run(self) -> Self::Output;
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

struct Call<F>(F);

impl<R, F: FnOnce() -> R> Kernel for Call<F> {
    type Output = R;
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the closure must be called at the level of the caller")]
    fn run(self) -> R {
        (self.0)()
    }
}

/// `simd`: runs `f`, where LLVM inlines it, with the widest vectors of the processor. The result has the same bits.
#[inline]
pub fn simd<R>(f: impl FnOnce() -> R) -> R {
    dispatch(Call(f))
}

#[inline(never)]
fn baseline<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline(never)]
fn avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
#[inline(never)]
fn avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closure_runs_once_and_its_panic_leaves() {
        let mut calls = 0;
        assert_eq!(
            simd(|| {
                calls += 1;
                calls
            }),
            1
        );
        assert!(std::panic::catch_unwind(|| simd(|| assert_eq!(1, 2))).is_err());
        assert!(supported().contains(&level()));
    }
}
