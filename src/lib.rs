//! OpenMP for Rust: see the README.

pub use omp_macros::omp;
pub use omp_runtime as runtime;

#[doc(hidden)]
pub use omp_runtime::private as __private;

/// Everything a program needs: the attribute `omp` and the `omp_*` routines.
pub mod prelude {
    pub use omp_macros::omp;
    pub use omp_runtime::routines::*;
}
