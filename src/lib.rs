//! OpenMP for Rust: put `#[omp]` on a function, an OpenMP directive on a loop or block in it, and it runs in parallel.
//!
//! ```
//! use ferromp::prelude::*;
//!
//! #[omp]
//! fn dot(a: &[f64], b: &[f64]) -> f64 {
//!     let mut sum = 0.0;
//!     #[omp(parallel for reduction(+: sum))]
//!     for i in 0..a.len() {
//!         sum += a[i] * b[i];
//!     }
//!     sum
//! }
//!
//! assert_eq!(dot(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]), 32.0);
//! ```
//!
//! The directives are those of OpenMP 5.2 (the table is at [`omp`](macro@omp)); what differs is that **a data race does
//! not compile** unless the word `unsafe` is in the directive, and that a floating-point reduction has **the same bits
//! for any number of threads**. The generated code contains no `unsafe`, unless you wrote it, and compiles under
//! `#![forbid(unsafe_code)]`.
//!
//! # Loops
//!
//! `parallel for` makes a team of threads and shares the iterations of one loop out to them. The loop runs over an
//! integer range of any type, also `..=`, `.rev()` and `.step_by(k)`; over a slice (`iter`, `iter_mut`, `chunks`,
//! `chunks_mut`, `chunks_exact`, `chunks_exact_mut`, each with `enumerate` and `zip`); or, with the feature `rayon`,
//! over any of rayon's indexed parallel iterators. Clause arguments are Rust expressions.
//!
//! ```
//! use ferromp::prelude::*;
//!
//! #[omp]
//! fn multiply(a: &[f64], b: &[f64], c: &mut [f64], n: usize) {
//!     #[omp(parallel for schedule(dynamic, 4) if(n > 64))]
//!     for i in 0..n {
//!         for k in 0..n {
//!             for j in 0..n {
//!                 c[i * n + j] += a[i * n + k] * b[k * n + j];
//!             }
//!         }
//!     }
//! }
//!
//! #[omp]
//! fn scale(values: &mut [f64], by: f64) {
//!     #[omp(parallel for num_threads(4))]
//!     for value in values.iter_mut() {
//!         *value *= by;
//!     }
//! }
//!
//! let (a, b, mut c) = ([1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 1.0, 0.0], [0.0; 4]);
//! multiply(&a, &b, &mut c, 2);
//! scale(&mut c, 10.0);
//! assert_eq!(c, [20.0, 10.0, 40.0, 30.0]);
//! ```
//!
//! # Regions
//!
//! `parallel` runs a block on every thread of a team; inside, `for` shares out a loop, `single` and `masked` choose a
//! thread, and `barrier` lets all threads catch up. `for` and `single` end with a barrier unless they say `nowait`. An
//! inner construct may also stand in a function that is called from the region (an *orphaned* construct).
//!
//! ```
//! use ferromp::prelude::*;
//!
//! #[omp]
//! fn smooth(n: usize) -> (Vec<f64>, usize) {
//!     let mut points = vec![0.0; n];
//!     let mut means = vec![0.0; n];
//!     let mut greetings = Vec::new();
//!     #[omp(parallel)]
//!     {
//!         // One thread computes it, every thread gets it.
//!         let scale = #[omp(single)] { 0.5 };
//!         #[omp(for)]
//!         for i in 0..n {
//!             points[i] = i as f64 * scale;
//!         }
//!         // Behind the loop's barrier every thread may read every point.
//!         #[omp(for nowait)]
//!         for i in 0..n {
//!             means[i] = (points[i.saturating_sub(1)] + points[i]) / 2.0;
//!         }
//!         #[omp(critical)]
//!         {
//!             greetings.push(omp_get_thread_num());
//!         }
//!     }
//!     (means, greetings.len())
//! }
//!
//! let (means, threads) = smooth(4);
//! assert_eq!(means, [0.0, 0.25, 0.75, 1.25]);
//! assert!(threads >= 1);
//! ```
//!
//! # Tasks
//!
//! `task` lets the team run a block while this thread goes on; `taskwait` waits for the tasks made so far. A task that
//! gives a value back to the function that made it says `shared` for the variable, which may be used again after the
//! wait. Tasks that no `taskwait` waits for are complete at the end of the block that made them. A task that is `final` runs
//! at once, and so do all tasks that are made in it: `final(depth > 8)`, and below that depth `task` costs a call.
//!
//! ```
//! use ferromp::prelude::*;
//!
//! #[omp]
//! fn fib(n: u64) -> u64 {
//!     if n < 2 {
//!         return n;
//!     }
//!     let (mut a, mut b) = (0, 0);
//!     #[omp(task shared(a) if(n > 12))]
//!     {
//!         a = fib(n - 1);
//!     }
//!     #[omp(task shared(b) if(n > 12))]
//!     {
//!         b = fib(n - 2);
//!     }
//!     omp!(taskwait);
//!     a + b
//! }
//!
//! #[omp]
//! fn parallel_fib(n: u64) -> u64 {
//!     let mut result = 0;
//!     #[omp(parallel)]
//!     #[omp(single)]
//!     {
//!         result = fib(n);
//!     }
//!     result
//! }
//!
//! assert_eq!(parallel_fib(16), 987);
//! ```
//!
//! # Sharing
//!
//! A variable bound inside a construct is private. One bound outside is shared, and as long as the construct only
//! reads it nothing needs to be said. A shared variable that is *written* must be free of races by one of these rules:
//!
//! | Rule | Looks like |
//! |---|---|
//! | own element | `c[i] = ..` with `i` the loop's variable; also `c[i][j]`, `c[i * n + j]`, `c[2 * i + 1]`, `self.grid[i]` |
//! | own slot | `partial[t] = ..` with `let t = omp_get_thread_num();` |
//! | guard | every access in `critical` of one name, or every access `atomic` |
//! | phase | written by one thread (`single`, `masked`) or by own elements; read by others behind a barrier |
//! | task order | written by a task, used after the `taskwait` |
//! | a copy | `private`, `firstprivate`, `lastprivate`, `reduction` |
//!
//! Everything else is a compile error that names what clashes, and one way out:
//!
//! ```compile_fail
//! # use ferromp::prelude::*;
//! #[omp]
//! fn sum(values: &[f64]) -> f64 {
//!     let mut sum = 0.0;
//!     #[omp(parallel for)]
//!     for i in 0..values.len() {
//!         sum += values[i]; // `sum` is shared, and every iteration updates it: add `reduction(+: sum)`
//!     }
//!     sum
//! }
//! ```
//!
//! The macro sees names, not types, so the rules are checked a second time by the types that it puts in place of the
//! shared variables: an index outside the thread's part, or an access that a barrier should precede, panics and says
//! which. `unsafe(shared(x))` switches both checks off for `x`: the one way to write a race. It makes the generated
//! code `unsafe`, so `#![forbid(unsafe_code)]` keeps it out.
//!
//! # Panics
//!
//! A panic in a region cancels it: the other threads leave at their next barrier, what is private is dropped, and the
//! panic goes on where the region was encountered. The team stays usable.
//!
//! # Environment
//!
//! `OMP_NUM_THREADS`, `OMP_SCHEDULE`, `OMP_DYNAMIC`, `OMP_PROC_BIND`, `OMP_PLACES`, `OMP_WAIT_POLICY`, `OMP_STACKSIZE`,
//! `OMP_THREAD_LIMIT`, `OMP_MAX_ACTIVE_LEVELS`, `OMP_TARGET_OFFLOAD`, `OMP_DEFAULT_DEVICE` and `OMP_DISPLAY_ENV` mean what
//! OpenMP 5.2, chapter 21, says. A value that is malformed causes a warning and counts as not set.
//!
//! `FERROMP_SPINS` is how often a waiting thread looks before it sleeps, with a pause instruction in between, and now and then
//! an offer of its CPU to other threads. By default 20000 where the team has a CPU for each thread, which takes 0.2 to 1 ms,
//! and none where it has not. `OMP_WAIT_POLICY=active` keeps threads awake for good, `passive` has them sleep at once.

pub use omp_macros::omp;
pub use omp_runtime as runtime;
pub use omp_runtime::device::devices::{Device, DeviceKind, PartitionError, devices};
pub use omp_runtime::device::record::{DeviceEvent, DeviceEventKind, record};
pub use omp_runtime::private::device::{DeviceSlice, Mappable};

#[doc(hidden)]
pub use omp_runtime::private as __private;

/// Everything a program needs: the attribute `omp` and the `omp_*` routines.
pub mod prelude {
    pub use omp_macros::omp;
    pub use omp_runtime::routines::*;
}

/// The code in the documents is compiled and run as the tests of this module are.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../README.md")]
    mod readme {}
    #[doc = include_str!("../docs/porting.md")]
    mod porting {}
    #[doc = include_str!("../ARCHITECTURE.md")]
    mod architecture {}
    #[doc = include_str!("../kernels/README.md")]
    mod kernels {}
}
