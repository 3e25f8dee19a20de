//! The end of a region in teams that have a CPU for each thread: the encountering thread learns that all have come, and
//! nobody else waits.

use super::station::Stations;
use crate::wait::{Event, Pace};

/// How many threads, itself included, one thread gathers in one step. One line for each is read at once.
const FAN: usize = 16;

/// Thread `num` has come to the end of `region`. Waits for the threads that it gathers, and tells the one by which it is
/// gathered; thread 0 waits for all. What each did before is visible to thread 0 afterwards. False if `stop` let it go
/// before.
pub(super) fn gather(
    stations: &Stations,
    num: usize,
    region: u64,
    (event, pace): (&Event, Pace),
    stop: impl Fn() -> bool,
    mut help: impl FnMut() -> bool,
) -> bool {
    let children = || children(num, stations.len());
    let has_ended = |child| stations.has_ended(child, region);
    // All lines are asked for before the first answer decides anything.
    if !children().fold(true, |all, child| all & has_ended(child)) {
        for child in children() {
            event.wait(pace, || has_ended(child) || stop(), &mut help);
            if !has_ended(child) {
                return false;
            }
        }
    }
    if num > 0 {
        stations.end(num, region);
        event.notify();
    }
    true
}

/// The threads that `num` gathers: the next ones up to a multiple of `FAN`, and if it is one itself the multiples behind
/// it up to one of `FAN * FAN`, and so on.
fn children(num: usize, size: usize) -> impl Iterator<Item = usize> {
    let steps = std::iter::successors(Some(1), |step: &usize| step.checked_mul(FAN));
    let steps = steps.take_while(move |&step| step < size && (num / step).is_multiple_of(FAN));
    steps.flat_map(move |step| (1..FAN).map(move |k| num + k * step).take_while(move |&child| child < size))
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::children;

    #[test]
    fn each_thread_is_gathered_once_by_one_of_a_lower_number() {
        for size in [1, 2, 3, 15, 16, 17, 64, 255, 256, 257, 1000, 5000] {
            let mut gathered = vec![0; size];
            for num in 0..size {
                for child in children(num, size) {
                    assert!(child > num);
                    gathered[child] += 1;
                }
            }
            assert_eq!(gathered[0], 0);
            assert!(gathered[1..].iter().all(|&n| n == 1), "{size}");
        }
    }
}
