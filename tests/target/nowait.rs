//! `nowait`: the host goes on while the device works.

use ferromp::prelude::*;

/// The host does not wait for the region, but for the tasks.
#[omp]
#[test]
fn nowait() {
    let mut a = 42;
    #[omp(target nowait map(tofrom: a))]
    {
        a += 1;
    }
    omp!(taskwait);
    assert_eq!(a, 43);
}
