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
mod recover;
mod report;
mod suggest;
mod syntax;

use proc_macro::TokenStream;

/// Compiles the OpenMP directives in a function, a method, an `impl` block or an inline module.
///
/// Inside, `#[omp(DIRECTIVE CLAUSES)]` sits on a statement or a block:
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
/// | `for` | a loop | `private` `firstprivate` `lastprivate` `unsafe(shared(..))` `reduction` `schedule` `nowait` `collapse` `order` |
/// | `parallel for` | a loop | those of `parallel` and `for`, except `nowait` |
/// | `single` | any statement; gives its value to every thread | `private` `firstprivate` `copyprivate` `nowait` |
/// | `masked`, `master` | any statement | `filter` (`masked` only) |
/// | `critical`, `critical(name)` | any statement; gives its value | |
/// | `atomic` | an assignment, or a block of two for `capture` | `read` `write` `update` `capture` |
/// | `task` | any statement | `if` `private` `firstprivate` `shared` `unsafe(shared(..))` `default` |
/// | `barrier`, `flush`, `taskwait` | stand alone: `omp!(barrier);` | |
///
/// Directives stack as pragmas do, outermost first: `#[omp(parallel)] #[omp(single)] { .. }`. The value of a
/// construct is taken by an initialiser: `let v = #[omp(single)] { 40 };`.
///
/// # Errors
///
/// Every clause is lowered or is an error where it stands. Control flow does not leave a construct: `break`,
/// `return`, `?` and `.await` out of one are errors, `continue` of its loop is fine.
#[proc_macro_attribute]
pub fn omp(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(&args.into(), item.into()).into()
}
