//! Tasks that are waited for before their results are used, or that share nothing.

use ferromp::prelude::*;

use crate::compare;

/// 100 passes the index by reference, 101 by value; a task gets its element as the `&mut` that the loop makes.
#[omp]
fn task_for_each(threads: usize, a: &mut [usize]) {
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        for (i, x) in a.iter_mut().enumerate() {
            #[omp(task)]
            {
                *x = i + 1;
            }
        }
    }
}

#[test]
fn drb100_drb101_task_value() {
    let run = |threads| {
        let mut a = vec![0; 100];
        task_for_each(threads, &mut a);
        a
    };
    compare(run, || (1..=100).collect());
}

#[omp]
fn fib(n: u32) -> u64 {
    if n < 2 {
        return u64::from(n);
    }
    let mut i = 0;
    let mut j = 0;
    #[omp(task shared(i))]
    {
        i = fib(n - 1);
    }
    #[omp(task shared(j))]
    {
        j = fib(n - 2);
    }
    omp!(taskwait);
    i + j
}

#[omp]
fn fib_by_team(threads: usize, n: u32) -> u64 {
    let mut result = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        result = fib(n);
    }
    result
}

#[test]
fn drb105_taskwait() {
    compare(|threads| fib_by_team(threads, 16), || 987);
}

/// The kernel waits by `taskgroup`.
#[omp]
fn one_after_the_other(threads: usize) -> i32 {
    let mut result = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task)]
        {
            std::thread::yield_now();
            result = 1;
        }
        omp!(taskwait);
        #[omp(task)]
        {
            result += 1;
        }
    }
    result
}

#[test]
fn drb107_taskgroup() {
    compare(one_after_the_other, || 2);
}

/// A task whose condition is false runs at once, which orders the tasks of the loop.
#[omp]
fn undeferred(threads: usize) -> i32 {
    let mut var = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        for _ in 0..10 {
            #[omp(task if(false))]
            {
                var += 1;
            }
            omp!(taskwait);
        }
    }
    var
}

#[test]
fn drb122_taskundeferred() {
    compare(undeferred, || 10);
}

#[omp]
fn shared_in_task(threads: usize) -> i32 {
    let mut x = 2;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task shared(x))]
        {
            x += 1;
        }
        omp!(taskwait);
    }
    x
}

#[test]
fn drb130_mergeable_taskwait() {
    compare(shared_in_task, || 3);
}

/// 072, 078, 132, 133, 166 and 167 order their tasks by `depend`; a wait between them is the common core's way.
#[omp]
fn ordered_by_waits(threads: usize) -> (i32, i32) {
    let mut x = 0;
    let mut y = 2;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task shared(x))]
        {
            x += 1;
        }
        #[omp(task shared(y))]
        {
            y -= 1;
        }
        omp!(taskwait);
        #[omp(task shared(x, y))]
        {
            y -= x;
        }
        omp!(taskwait);
    }
    (x, y)
}

#[test]
fn drb132_drb133_ordered_tasks() {
    compare(ordered_by_waits, || (1, 0));
}

/// A value that several tasks read: 079.
#[omp]
fn many_readers(threads: usize) -> (i32, i32) {
    let mut i = 0;
    let mut j = 0;
    let mut k = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task)]
        {
            i = 1;
        }
        omp!(taskwait);
        #[omp(task)]
        {
            j = i;
        }
        #[omp(task)]
        {
            k = i;
        }
    }
    (j, k)
}

#[test]
fn drb079_taskdep3() {
    compare(many_readers, || (1, 1));
}

/// 174: a task of a task, each waited for by its creator.
#[omp]
fn non_siblings(threads: usize) -> i32 {
    let mut a = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task)]
        {
            #[omp(task)]
            {
                a += 1;
            }
            omp!(taskwait);
        }
        omp!(taskwait);
        #[omp(task)]
        {
            #[omp(task)]
            {
                a += 1;
            }
            omp!(taskwait);
        }
        omp!(taskwait);
    }
    a
}

#[test]
fn drb174_non_sibling_taskdep() {
    compare(non_siblings, || 2);
}

/// 176 lets a third task add; its operands are waited for.
#[omp]
fn fib_with_sum(n: u32) -> u64 {
    if n < 2 {
        return u64::from(n);
    }
    let mut i = 0;
    let mut j = 0;
    let mut s = 0;
    #[omp(task shared(i))]
    {
        i = fib_with_sum(n - 1);
    }
    #[omp(task shared(j))]
    {
        j = fib_with_sum(n - 2);
    }
    omp!(taskwait);
    #[omp(task shared(s))]
    {
        s = i + j;
    }
    omp!(taskwait);
    s
}

#[omp]
fn fib_with_sum_by_team(threads: usize) -> u64 {
    let mut result = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        result = fib_with_sum(10);
    }
    result
}

#[test]
fn drb176_fib_taskdep() {
    compare(fib_with_sum_by_team, || 55);
}
