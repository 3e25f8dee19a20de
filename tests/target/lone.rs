//! `if omp_get_thread_num() == 0`, which leaves one thread as `masked` does.

use ferromp::prelude::*;

#[omp]
fn team_size(wanted: usize) -> (usize, usize) {
    let (mut size, mut level) = (0, 0);
    #[omp(parallel num_threads(wanted))]
    {
        if omp_get_thread_num() == 0 {
            size = omp_get_num_threads();
        }
        let me = omp_get_thread_num();
        if size_of::<usize>() > 1 && me == 0 {
            level = omp_get_level();
        }
    }
    (size, level)
}

#[test]
fn one_thread_writes() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(team_size(threads), (threads, 1));
    }
}

#[omp]
fn between_barriers(rounds: usize) -> usize {
    let mut turn = 0;
    let mut seen = [0; 4];
    #[omp(parallel num_threads(4))]
    {
        let me = omp_get_thread_num();
        for _ in 0..rounds {
            if me == 1 {
                turn += 1;
            } else {
                std::hint::spin_loop();
            }
            omp!(barrier);
            seen[me] += turn;
            omp!(barrier);
        }
    }
    assert!(seen.iter().all(|one| *one == seen[0]));
    seen[0]
}

#[test]
fn others_read_behind_a_barrier() {
    assert_eq!(between_barriers(10), 55);
}

#[omp]
fn on_a_device() -> (usize, usize) {
    let (mut teams, mut threads) = (0, 0);
    #[omp(target teams num_teams(3) thread_limit(4) map(from: teams, threads))]
    {
        #[omp(parallel num_threads(2))]
        {
            let (team, thread) = (omp_get_team_num(), omp_get_thread_num());
            let one = omp_get_thread_num();
            let first = omp_get_team_num();
            if first == 0 && one == 0 {
                teams = omp_get_num_teams() + team + thread;
                threads = omp_get_num_threads();
            }
        }
    }
    (teams, threads)
}

#[test]
fn one_thread_of_one_team() {
    let (teams, threads) = on_a_device();
    assert!((1..=3).contains(&teams) && (1..=2).contains(&threads));
}
