//! The peers in this process.

use std::time::Instant;

use ferromp::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder, prelude::*};

use crate::peer::{Peer, Sample};

/// This library first: the others are compared with it.
pub(crate) fn peers() -> Vec<Box<dyn Peer>> {
    vec![Box::new(Ours), Box::new(Rayon { pool: None })]
}

#[omp]
fn pi_ours(steps: usize, threads: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let mut sum = 0.0;
    #[omp(parallel for num_threads(threads) reduction(+: sum))]
    for i in 0..steps {
        let x = (i as f64 + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    step * sum
}

fn pi_rayon(steps: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let height = |i| {
        let x = (i as f64 + 0.5) * step;
        4.0 / (1.0 + x * x)
    };
    step * (0..steps).into_par_iter().map(height).sum::<f64>()
}

struct Ours;

impl Peer for Ours {
    fn name(&self) -> &'static str {
        "ferromp"
    }

    fn run(&mut self, threads: usize, steps: usize) -> Result<Sample, String> {
        pi_ours(steps / 10, threads);
        let start = Instant::now();
        let value = pi_ours(steps, threads);
        Ok(Sample { seconds: start.elapsed().as_secs_f64(), value })
    }
}

struct Rayon {
    /// Of the size asked for last.
    pool: Option<ThreadPool>,
}

impl Peer for Rayon {
    fn name(&self) -> &'static str {
        "rayon"
    }

    fn run(&mut self, threads: usize, steps: usize) -> Result<Sample, String> {
        let pool = match self.pool.take().filter(|pool| pool.current_num_threads() == threads) {
            Some(pool) => pool,
            None => {
                ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| error.to_string())?
            }
        };
        // Timed on a thread of the pool: how long it takes to get there is not the loop's affair.
        let sample = pool.install(|| {
            pi_rayon(steps / 10);
            let start = Instant::now();
            let value = pi_rayon(steps);
            Sample { seconds: start.elapsed().as_secs_f64(), value }
        });
        self.pool = Some(pool);
        Ok(sample)
    }
}
