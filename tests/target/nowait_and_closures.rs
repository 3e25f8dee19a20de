//! Closures between `nowait` and `taskwait`: what the host does with them meanwhile, and a region in one.

use ferromp::prelude::*;

/// Closures of every shape that leave alone what the device has: they capture, change, return early, use `?`.
#[omp]
#[test]
fn closures_meanwhile() {
    let (mut a, mut n) = (vec![0; 100], 1);
    let before = |x: i32| x + 1;
    #[omp(target teams loop nowait map(tofrom: a))]
    for i in 0..100 {
        a[i] += 1;
    }
    let add = |x: i32| before(x) + 1;
    let mut bump = || n += add(1);
    bump();
    bump();
    let length = (|| a.len())();
    let early = |x| {
        if add(x) > 2 {
            return "more";
        }
        "less"
    };
    let words = [early(0), early(1)];
    let doubled: Vec<i32> = (0..10).map(|x| 2 * add(x)).collect();
    let question = |x: Option<i32>| Some(x? + 1);
    let answers = (question(None), question(Some(1)));
    omp!(taskwait);
    assert_eq!((a[0], n, length, words, doubled[1]), (1, 7, 100, ["less", "more"], 6));
    assert_eq!(answers, (None, Some(2)));
}

/// What the device only reads, closures on other threads may read too.
#[omp]
#[test]
fn closures_on_other_threads() {
    let (b, mut a, mut out) = (vec![1; 100], vec![0; 100], vec![0; 100]);
    #[omp(target teams loop nowait map(to: b) map(tofrom: a))]
    for i in 0..100 {
        a[i] += b[i];
    }
    let (mut x, mut y) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| x = b.iter().sum::<i32>());
        scope.spawn(|| y = b[3] + 1);
    });
    #[omp(parallel for)]
    for i in 0..100 {
        out[i] = b[i] + 1;
    }
    let most = b.iter().map(|v| v * 2).max();
    omp!(taskwait);
    assert_eq!((a[0], x, y, most, out[5]), (1, 100, 2, Some(2), 2));
}

/// The end of a closure waits, each time that it is called.
#[omp]
#[test]
fn a_region_in_a_closure() {
    let mut a = vec![0; 100];
    let mut run = |by: i32| {
        #[omp(target teams loop nowait map(tofrom: a))]
        for i in 0..100 {
            a[i] += by;
        }
    };
    run(1);
    run(2);
    assert_eq!(a[0], 3);
}

/// A closure made and called while another region is deferred; one that defers on the same array.
#[omp]
#[test]
fn a_region_in_a_closure_meanwhile() {
    let (mut a, mut b) = (vec![0; 100], vec![0; 100]);
    #[omp(target teams loop nowait map(tofrom: b))]
    for i in 0..100 {
        b[i] += 1;
    }
    let mut other = |by: i32| {
        #[omp(target teams loop nowait map(tofrom: a))]
        for i in 0..100 {
            a[i] += by;
        }
        omp!(taskwait);
    };
    other(1);
    other(2);
    let mut same = |by: i32| {
        #[omp(target teams loop nowait map(tofrom: b))]
        for i in 0..100 {
            b[i] *= by;
        }
    };
    same(5);
    same(7);
    omp!(taskwait);
    assert_eq!((a[0], b[0]), (3, 35));
}
