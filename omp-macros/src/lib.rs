//! The compiler of ferromp: it turns the OpenMP directives in an annotated item into calls of the runtime.
//!
//! The phases are those of a compiler: `syntax` reads directives, `check` rejects what OpenMP or this implementation
//! does not allow, `lower` writes the parallel program, and `expand` drives them. A user writes
//! `use ferromp::prelude::*;` and never names this crate.
#![forbid(unsafe_code)]

mod check;
mod error;
mod expand;
mod lower;
mod normal;
mod opencl;
mod recover;
mod report;
mod sharing;
mod suggest;
mod syntax;

use proc_macro::TokenStream;

/// Compiles the OpenMP directives in a function, a method, an `impl` block or an inline module.
///
/// Inside, `#[omp(DIRECTIVE CLAUSES)]` sits on a statement, a block or the initialiser of a `let`, and `omp!(DIRECTIVE);` is a
/// statement of its own:
///
/// ```text
/// #[omp]
/// fn dot(a: &[f64], b: &[f64]) -> f64 {
///     let mut sum = 0.0;
///     #[omp(parallel for reduction(+: sum) schedule(static))]
///     for i in 0..a.len() {
///         sum += a[i] * b[i];
///     }
///     sum
/// }
/// ```
///
/// Three spellings mean the same, and commas between clauses are free:
///
/// ```text
/// #[omp(parallel_for, reduction(+: sum), schedule(dynamic, 16))]
/// #[omp(parallel for reduction(+:sum) schedule(dynamic, 16))]
/// #[omp("parallel for reduction(+:sum) schedule(dynamic,16)")]
/// ```
///
/// # Directives
///
/// | Directive | Sits on | Clauses |
/// |---|---|---|
/// | `parallel` | any statement | `num_threads` `if` `private` `firstprivate` `shared` `unsafe(shared(..))` `default` `reduction` `proc_bind` |
/// | `for` | a loop | `private` `firstprivate` `lastprivate` `reduction` `schedule` `nowait` `collapse` `order` |
/// | `parallel for` | a loop | those of `parallel` and `for`, except `nowait` |
/// | `simd` | a loop, run by the encountering thread in vectors | `if` `private` `lastprivate` `reduction` `collapse` |
/// | `for simd`, `parallel for simd` | a loop | those of `for` and `parallel for` |
/// | `single` | any statement; gives its value to every thread | `private` `firstprivate` `copyprivate` `nowait` |
/// | `masked`, `master` | any statement | `filter` (`masked` only) |
/// | `critical`, `critical(name)` | any statement; gives its value | |
/// | `atomic` | an assignment, or a block of two for `capture`; `read` and `capture` give their value | `read` `write` `update` `capture` |
/// | `task` | any statement | `if` `final` `private` `firstprivate` `shared` `default` |
/// | `barrier`, `flush`, `taskwait` | stand alone: `omp!(barrier);` | |
/// | `target` | any statement | `map` `device` `if` `private` `firstprivate` `defaultmap` `is_device_ptr` `thread_limit` `nowait` `depend` `kernel` |
/// | `teams` | all of a `target`, or a statement outside of threads | `num_teams` `thread_limit` `private` `firstprivate` `shared` `default` `reduction` |
/// | `distribute` | a loop in `teams` | `private` `firstprivate` `collapse` `dist_schedule` `order` |
/// | `loop` | a loop in `teams` or `parallel` | `private` `reduction` `collapse` `order` |
/// | `target data` | any statement | `map` `device` `if` `use_device_ptr` |
/// | `target enter data`, `target exit data` | stand alone | `map` `device` `if` `nowait` `depend` |
/// | `target update` | stand alone | `to` `from` `device` `if` `nowait` `depend` |
///
/// `target`, `teams`, `distribute`, `parallel`, `for`, `simd` and `loop` combine as in OpenMP, with the clauses of all parts except
/// `lastprivate`: `target teams distribute parallel for simd`, `target parallel loop`, `teams loop`.
///
/// Directives stack as pragmas do, outermost first: `#[omp(parallel)] #[omp(single)] { .. }`. The value of a
/// construct is taken by an initialiser: `let v = #[omp(single)] { 40 };`.
///
/// `parallel`, `for` and `single` end with a barrier, the last two unless they say `nowait`; a single that gives a value always
/// does. `masked` and `critical` have none.
///
/// # Clauses
///
/// Arguments are Rust expressions; lists hold variables and fields (`x`, `self.total`), not elements.
///
/// | Clause | Means |
/// |---|---|
/// | `num_threads(n)` | a team of `n` threads, of any integer type |
/// | `if(condition)` | when false, a team of one; on `task`, run at once by this thread |
/// | `final(condition)` | when true, the task runs at once, and so do all tasks that are created in it, however deep |
/// | `proc_bind(primary)`, `close`, `spread` | where the team's threads run, among the places |
/// | `private(x)` | a fresh `x`, to be assigned before it is used: for each iteration of a loop, else for each thread |
/// | `firstprivate(x)` | a clone for each thread, or for the task |
/// | `lastprivate(x)` | as `private`, and the value of the last iteration moves to the original |
/// | `shared(x)` | states that `x` is shared; the rules hold for it as for any other. On `task`: it writes the creator's own `x` |
/// | `unsafe(shared(x))` | shares `x` unchecked. You promise that no two accesses race |
/// | `default(none)`, `default(shared)` | each variable from outside must stand in a clause; or need not |
/// | `reduction(op: x)` | private copies, combined into `x` with `+ - * min max & \| ^ && \|\|`. On an orphaned `for` every thread's own `x` gets the result |
/// | `schedule(kind)`, `schedule(kind, chunk)` | `static`, `dynamic`, `guided`; without chunk also `auto`, `runtime`. The modifiers `monotonic:` and `nonmonotonic:` are taken |
/// | `collapse(n)` | shares out the iterations of `n` nested loops, at most 3 |
/// | `order(reproducible)` | a reduction has the same bits for any number of threads under every schedule; without a chunk size `static` and the default have them anyway |
/// | `nowait` | no barrier at the end |
/// | `copyprivate(x)` | the single thread's `x` goes to every thread's own `x` |
/// | `filter(n)` | thread `n` instead of 0 |
/// | `map(to: a, b[lo..hi])` | what the device gets (`to`, `tofrom`), gives back (`from`, `tofrom`) or has for itself (`alloc`); without a type `tofrom`. Arrays that no clause lists are mapped by their use, scalars are copied in |
/// | `defaultmap(tofrom: scalar)` | how variables that no clause lists are mapped: `to`, `from`, `tofrom`, `alloc`, `firstprivate`, `none`; for `scalar`, `aggregate` or all |
/// | `device(n)` | the device of that number; without it that of `omp_get_default_device()` |
/// | `num_teams(n)`, `thread_limit(n)` | at most that many teams, and threads in each |
/// | `is_device_ptr(p)` | `p` is a `DeviceSlice` |
/// | `dist_schedule(static)` | the default |
/// | `to(a[lo..hi])`, `from(a)` | what `target update` moves |
/// | `unsafe(kernel("kernels/vadd.cl", vadd(a, b, n)))` | an OpenCL C kernel takes the place of the translated body, which is what the host runs |
///
/// # Fast math
///
/// `#[omp(fastmath)]` in place of `#[omp]` lets the worksharing loops below it contract `a * b + c` into one rounding where
/// the processor has the instruction, and sum inner serial loops in lanes: for `f32` and `f64` alone. README.md says exactly
/// what changes.
///
/// # Loops
///
/// `a..b` and `a..=b` of any integer type, with `.rev()` and `.step_by(k)`; slices by `iter`, `iter_mut`, `chunks`, `chunks_mut`,
/// `chunks_exact`, `chunks_exact_mut`, with `enumerate` and `zip`; with the feature `rayon`, its indexed parallel iterators.
/// `continue` is fine; `break`, `return`, `?` and `.await` out of a construct are errors.
///
/// # Sharing
///
/// A variable from outside that a construct writes must be free of races: by own elements (`c[i]`), own slots (`c[tid]`), a
/// guard (`critical`, `atomic`), a barrier, the order of tasks, or a copy by one of the clauses. Anything else is an
/// error that names both accesses. The crate's front page has the rules with examples.
///
/// # Devices
///
/// A `target` region runs on an OpenCL device, or where there is none on the host: a `target` loop as `parallel for`, a
/// league as one team. The rules of sharing hold for it as they do there; besides, teams must not meet in a variable. A
/// scalar from outside that the region writes needs `map(tofrom: x)` or another clause that says what becomes of it.
///
/// # Errors
///
/// Every clause is lowered or is an error where it stands. After an error the function is still there, without its
/// directives, so that the rest of the crate compiles against it.
///
/// # Panics
///
/// What cannot be known before the run panics there, with the line in your source: `num_threads(0)`, a chunk or step of zero,
/// threads that disagree about a loop, an element that belongs to another thread, an access that needs a barrier first, a
/// barrier where not all threads come by, a critical section inside itself.
#[proc_macro_attribute]
pub fn omp(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(&args.into(), item.into()).into()
}
