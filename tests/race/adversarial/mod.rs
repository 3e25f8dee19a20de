//! Programs that the macro cannot judge from their tokens: the runtime's types do, and answer with a panic that
//! names what happened, never with a race. Those that no compiler accepts are `no_compile/trick_*.rs`.

mod harmless;
mod index;
mod team;

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The text of the panic that `f` ends in.
#[track_caller]
fn panics(f: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).expect_err("this must not pass");
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap_or_default()
}

#[track_caller]
fn panics_with(text: &str, f: impl FnOnce()) {
    let found = panics(f);
    assert!(found.contains(text), "{found}");
}
