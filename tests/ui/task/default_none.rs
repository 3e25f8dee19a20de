use ferromp::prelude::*;

#[omp]
fn sum(v: &[u64], n: usize) -> u64 {
    let mut a = 0;
    #[omp(task default(none) shared(a, v))]
    {
        a = v[..n].iter().sum();
    }
    omp!(taskwait);
    a
}

fn main() {
    sum(&[1], 1);
}
