//! Sibling tasks: a variable each, a guard, or a wait between them.

use ferromp::prelude::*;

use crate::compare;

#[omp]
fn two_writers(threads: usize) -> i32 {
    let mut i = 0;
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
            i += 2;
        }
    }
    i
}

#[test]
fn drb027_task_depend_missing() {
    compare(two_writers, || 3);
}

#[omp]
fn fib(n: u64) -> u64 {
    if n < 2 {
        return n;
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
fn fib_in_a_team(threads: usize) -> u64 {
    let mut result = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        result = fib(15);
    }
    result
}

#[test]
fn drb106_taskwait_missing() {
    compare(fib_in_a_team, || 610);
}

#[omp]
fn grandchild(threads: usize, a: &[i32; 4]) -> i32 {
    let mut low = 0;
    let mut high = 0;
    let mut sum = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task)]
        {
            #[omp(task)]
            {
                high = a[2] + a[3];
            }
            low = a[0] + a[1];
            omp!(taskwait);
        }
        omp!(taskwait);
        sum = low + high;
    }
    sum
}

#[test]
fn drb117_taskwait_only_child() {
    compare(|threads| grandchild(threads, &[1, 2, 3, 4]), || 10);
}

#[omp]
fn counted_by_tasks(threads: usize) -> i32 {
    let mut var = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    for _ in 0..10 {
        #[omp(task shared(var))]
        {
            #[omp(atomic)]
            var += 1;
        }
    }
    var
}

#[test]
fn drb123_task_undeferred_missing() {
    compare(counted_by_tasks, || 10);
}

#[omp]
fn wait_before_use(threads: usize) -> (i32, i32, i32) {
    let mut x = 0;
    let mut y = 2;
    let mut seen = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task)]
        {
            x += 1;
        }
        #[omp(task)]
        {
            y -= 1;
        }
        omp!(taskwait);
        seen = 10 * x + y;
    }
    (x, y, seen)
}

#[test]
fn drb131_task_dependence_on_other() {
    compare(wait_before_use, || (1, 1, 11));
}

#[omp]
fn wait_between(threads: usize) -> (i32, i32) {
    let mut x = 0;
    let mut y = 2;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task)]
        {
            x += 1;
        }
        omp!(taskwait);
        #[omp(task)]
        {
            y -= x;
        }
    }
    (x, y)
}

#[test]
fn drb134_task_reads_sibling() {
    compare(wait_between, || (1, 1));
}

#[omp]
fn mutual_exclusion(threads: usize, a: i32, b: i32) -> i32 {
    let mut c = 1;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task)]
        {
            #[omp(critical)]
            {
                c += a;
            }
        }
        #[omp(task)]
        {
            #[omp(critical)]
            {
                c += b;
            }
        }
    }
    c
}

#[test]
fn drb136_task_mutual_exclusion_missing() {
    compare(|threads| mutual_exclusion(threads, 2, 3), || 6);
}

#[omp]
fn one_task(threads: usize) -> i32 {
    let mut a = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task)]
        {
            a += 1;
        }
    }
    a
}

#[test]
fn drb175_task_by_every_thread() {
    compare(one_task, || 1);
}

#[omp]
fn fib_sum(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let mut i = 0;
    let mut j = 0;
    let mut s = 0;
    #[omp(task shared(i))]
    {
        i = fib_sum(n - 1);
    }
    #[omp(task shared(j))]
    {
        j = fib_sum(n - 2);
    }
    omp!(taskwait);
    #[omp(task shared(s))]
    {
        s = i + j;
    }
    omp!(taskwait);
    s
}

/// Outside of a region, too: a team of one runs the tasks.
#[test]
fn drb177_fib_dependence_missing() {
    assert_eq!(fib_sum(12), 144);
}
