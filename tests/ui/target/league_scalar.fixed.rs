//! The fix: every team writes one variable.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) -> (i32, i32) {
    let (mut sum, mut first) = (0, 0);
    #[omp(target teams num_teams(1) map(tofrom: first) reduction(+: sum))]
    {
        sum += n;
        if omp_get_team_num() == 0 {
            first = n;
        }
    }
    (sum, first)
}

pub(crate) fn main() {
    assert_eq!(f(3), (3, 3));
}
