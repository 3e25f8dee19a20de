//! `teams` with code of its own: what each team does, and what its threads do.

use ferromp::prelude::*;

#[omp]
fn rows(rows: usize, columns: usize) -> Vec<i64> {
    let mut cells = vec![0; rows * columns];
    #[omp(target teams)]
    {
        #[omp(distribute)]
        for i in 0..rows {
            let base = i as i64 * 100;
            #[omp(parallel for)]
            for j in 0..columns {
                cells[i * columns + j] = base + j as i64;
            }
        }
    }
    cells
}

#[test]
fn a_row_for_each_team_and_a_cell_for_each_thread() {
    let cells = rows(7, 33);
    assert!((0..7).all(|i| (0..33).all(|j| cells[i * 33 + j] == (i * 100 + j) as i64)));
}

#[omp]
fn combined_rows(rows: usize, columns: usize) -> Vec<i64> {
    let mut cells = vec![0; rows * columns];
    #[omp(target teams distribute num_teams(3))]
    for i in 0..rows {
        #[omp(parallel for num_threads(4))]
        for j in 0..columns {
            cells[i * columns + j] = (i + j) as i64;
        }
    }
    cells
}

#[test]
fn teams_distribute_with_threads_inside() {
    let cells = combined_rows(5, 19);
    assert!((0..5).all(|i| (0..19).all(|j| cells[i * 19 + j] == (i + j) as i64)));
}

#[omp]
fn numbers(teams: &mut [usize]) -> usize {
    let mut count = 0;
    let most = teams.len();
    #[omp(target teams num_teams(most) map(tofrom: teams) map(from: count))]
    {
        let team = omp_get_team_num();
        teams[team] += 1;
        if team == 0 {
            count = omp_get_num_teams();
        }
    }
    count
}

#[test]
fn every_team_has_its_number() {
    let mut teams = [0; 4];
    let count = numbers(&mut teams);
    assert!((1..=4).contains(&count));
    assert!((0..4).all(|team| teams[team] == usize::from(team < count)));
}

#[omp]
fn team_sum() -> (usize, usize) {
    let (mut sum, mut teams) = (0, 0);
    #[omp(target teams num_teams(3) reduction(+: sum, teams))]
    {
        teams += 1;
        #[omp(parallel reduction(+: sum))]
        {
            sum += 1;
        }
    }
    (sum, teams)
}

#[test]
fn teams_and_threads_are_summed() {
    let (sum, teams) = team_sum();
    assert!((1..=3).contains(&teams) && sum >= teams);
}

#[omp]
fn host_league(a: &mut [usize]) -> usize {
    let mut sum = 0;
    #[omp(teams distribute parallel for reduction(+: sum))]
    for i in 0..a.len() {
        a[i] = i;
        sum += i;
    }
    #[omp(teams num_teams(2) thread_limit(2) reduction(+: sum))]
    {
        #[omp(distribute)]
        for i in 0..a.len() {
            a[i] += omp_get_team_num();
        }
        #[omp(distribute parallel for)]
        for i in 0..a.len() {
            a[i] += 1;
        }
        #[omp(parallel reduction(max: sum))]
        {
            sum = sum.max(omp_get_num_threads());
        }
    }
    sum
}

#[test]
fn a_league_on_the_host() {
    let mut a = [0; 50];
    let sum = host_league(&mut a);
    assert!((0..50).all(|i| a[i] == i + 1));
    assert!((1226..=1227).contains(&sum), "{sum}");
}

#[omp]
fn limited(wanted: usize) -> (usize, usize) {
    let teams = 2;
    let (mut in_loop, mut in_region) = (0, 0);
    #[omp(teams loop num_teams(teams) thread_limit(wanted) reduction(max: in_loop))]
    for _ in 0..100 {
        in_loop = in_loop.max(omp_get_num_threads());
    }
    #[omp(target teams num_teams(teams) thread_limit(wanted) reduction(max: in_region) device(omp_get_initial_device()))]
    {
        #[omp(parallel num_threads(8) reduction(max: in_region))]
        {
            in_region = in_region.max(omp_get_num_threads());
        }
    }
    (in_loop, in_region)
}

#[test]
fn the_host_keeps_the_limit() {
    omp_set_num_threads(8);
    assert_eq!(limited(2), (2, 2));
    assert_eq!(limited(1), (1, 1));
}
