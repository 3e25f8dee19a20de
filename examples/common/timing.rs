//! Wall-clock times, and how the examples print them.

use std::hint::black_box;
use std::time::Instant;

/// Runs `work` once; its result and the seconds it took.
pub(crate) fn timed<R>(work: impl FnOnce() -> R) -> (R, f64) {
    let start = Instant::now();
    let result = black_box(work());
    (result, start.elapsed().as_secs_f64())
}

/// Runs `work` `repeat` times (at least once); the last result and the shortest time in seconds.
pub(crate) fn best_of<R>(repeat: usize, mut work: impl FnMut() -> R) -> (R, f64) {
    let (mut result, mut best) = timed(&mut work);
    for _ in 1..repeat {
        let (next, seconds) = timed(&mut work);
        result = next;
        best = best.min(seconds);
    }
    (result, best)
}

/// One line of a comparison: a name, its time, and how many times faster than `reference` seconds it is.
pub(crate) fn report(name: &str, seconds: f64, reference: f64) {
    println!("  {name:<22} {:>10.3} ms   {:>6.2} x", seconds * 1e3, reference / seconds);
}

/// Like [`report`], with a rate: `amount` things of `unit` were done in `seconds`.
pub(crate) fn report_rate(name: &str, seconds: f64, reference: f64, amount: f64, unit: &str) {
    let rate = amount / seconds;
    println!("  {name:<22} {:>10.3} ms   {:>6.2} x   {rate:>8.2} {unit}", seconds * 1e3, reference / seconds);
}
