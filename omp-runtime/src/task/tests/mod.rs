//! Behaviour for several team sizes, among them more threads than cores.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use crate::{
    private::{Fork, parallel},
    routines::omp_get_thread_num,
};

mod deque;
mod drops;
mod feed;
mod join;
mod panics;
mod scope;
mod stress;

const SIZES: [usize; 5] = [1, 2, 3, 8, 64];

/// Runs `body` on thread 0 of a team while the others wait at the barrier that ends the region, and help.
fn on_one_of<R: Send>(size: usize, body: impl Fn() -> R + Sync) -> R {
    let result = Mutex::new(None);
    parallel(Fork::new().num_threads(size), || {
        if omp_get_thread_num() == 0 {
            *result.lock().unwrap() = Some(body());
        }
    });
    result.into_inner().unwrap().unwrap()
}

/// A value whose drops are counted.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// The text of the panic of `body`, or none.
fn panic_of(body: impl FnOnce()) -> Option<String> {
    let payload = std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)).err()?;
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    Some(text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap())
}
