//! Data of tasks.

use conformance::conformance;
/// A variable of the region is shared with its task; one of the creating thread's is copied.
#[conformance]
fn task_data_sharing_default(threads: usize) -> bool {
    let (n1, n2) = (1, 2);
    let mut x = n1;
    let (mut same, mut after) = ((false, false), 0);
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            let y = n1;
            #[omp(task shared(x, same) firstprivate(y))]
            {
                same = (x == n1, y == n1);
                x = n2;
                y += n2;
                assert_eq!(y, n1 + n2);
            }
            omp!(taskwait);
            after = y;
        }
    }
    same == (true, true) && x == n2 && after == n1
}

/// The tasks divide an array by hand.
#[conformance]
fn shared_array(threads: usize) -> bool {
    let mut a = vec![0; 40];
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            let (low, high) = a.split_at_mut(20);
            #[omp(task)]
            {
                for (i, x) in low.iter_mut().enumerate() {
                    *x = i + 1;
                }
            }
            #[omp(task)]
            {
                for (i, x) in high.iter_mut().enumerate() {
                    *x = i + 21;
                }
            }
            omp!(taskwait);
        }
    }
    a.iter().enumerate().all(|(i, a)| *a == i + 1)
}

/// Each task has the loop variable's value from when it was created.
#[conformance]
fn task_captures_the_loop_variable(threads: usize) -> bool {
    let mut seen = Vec::new();
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        for i in 0..30 {
            let twice = 2 * i;
            #[omp(task)]
            {
                #[omp(critical(seen_by_tasks))]
                {
                    seen.push((i, twice));
                }
            }
        }
    }
    seen.sort_unstable();
    seen == (0..30).map(|i| (i, 2 * i)).collect::<Vec<_>>()
}

/// `firstprivate` is cloned when the task is created, whatever happens to the original before it runs.
#[conformance]
fn task_firstprivate(threads: usize) -> bool {
    let mut seen = Vec::new();
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        let mut name = String::from("a");
        for _ in 0..5 {
            #[omp(task firstprivate(name))]
            {
                #[omp(critical(names_of_tasks))]
                {
                    seen.push(name);
                }
            }
            name.push('b');
        }
    }
    seen.sort_unstable();
    seen == ["a", "ab", "abb", "abbb", "abbbb"]
}
