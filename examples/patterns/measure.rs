//! Runs the patterns, and what follows from their times.

use ferromp::prelude::*;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::ThreadPoolBuilder;

use crate::common::timing::timed;
use crate::{Args, Pattern, pi};

/// One pattern with one team size.
pub(crate) struct Run {
    pub(crate) pattern: Pattern,
    pub(crate) threads: usize,
    /// There are more threads than CPUs to run them.
    pub(crate) oversubscribed: bool,
    /// The shortest time.
    pub(crate) seconds: f64,
    /// The result furthest from pi of all repetitions.
    pub(crate) value: f64,
    /// How many times faster than the same pattern with one thread; target: than the serial loop.
    pub(crate) speed_up: f64,
}

impl Run {
    /// Speed-up for each thread of the team.
    pub(crate) fn efficiency(&self) -> Option<f64> {
        self.pattern.has_team().then(|| self.speed_up / self.threads as f64)
    }

    /// The serial fraction that explains the speed-up (Karp and Flatt): (1/s - 1/p) / (1 - 1/p). Below zero where the
    /// speed-up is better than the number of threads; none for one thread.
    pub(crate) fn karp_flatt(&self) -> Option<f64> {
        let part = 1.0 / self.threads as f64;
        (self.threads > 1).then(|| (1.0 / self.speed_up - part) / (1.0 - part))
    }
}

/// Every pattern with every team size; serial and target, which have no team, once.
pub(crate) fn measure(args: &Args, sizes: &[usize], patterns: &[Pattern], usable: usize) -> Vec<Run> {
    let pairs: Vec<(usize, Pattern)> = sizes
        .iter()
        .flat_map(|&size| patterns.iter().map(move |&pattern| (size, pattern)))
        .filter(|&(size, pattern)| size == 1 || pattern.has_team())
        .collect();
    // It hides itself where standard error is no terminal, and is drawn between the runs: nothing ticks in one.
    let bar = ProgressBar::new((pairs.len() * args.repeat) as u64);
    let style = ProgressStyle::with_template("{msg:<20} {wide_bar} {pos}/{len}");
    bar.set_style(style.expect("the template is well formed"));

    let mut runs: Vec<Run> = Vec::with_capacity(pairs.len());
    for (threads, pattern) in pairs {
        bar.set_message(format!("{}, threads: {threads}", pattern.name()));
        let (value, seconds) = best_run(pattern, threads, args, &bar);
        let reference = if pattern == Pattern::Target { Pattern::Serial } else { pattern };
        let alone = runs.iter().find(|run| run.pattern == reference).map_or(seconds, |run| run.seconds);
        let speed_up = alone / seconds;
        runs.push(Run { pattern, threads, oversubscribed: threads > usable, seconds, value, speed_up });
    }
    bar.finish_and_clear();
    runs
}

/// The worst result and the best time.
fn best_run(pattern: Pattern, threads: usize, args: &Args, bar: &ProgressBar) -> (f64, f64) {
    let (mut worst, mut best) = (std::f64::consts::PI, f64::INFINITY);
    let compute = computation(pattern, threads, args.device);
    // Starts the threads, and builds target's kernel: what is compared is the work.
    compute(args.steps.min(10_000));
    for _ in 0..args.repeat {
        let (value, seconds) = timed(|| compute(args.steps));
        let error = |value: f64| (value - std::f64::consts::PI).abs();
        if error(value) > error(worst) || value.is_nan() {
            worst = value;
        }
        best = best.min(seconds);
        bar.inc(1);
    }
    (worst, best)
}

fn computation(pattern: Pattern, threads: usize, device: Option<usize>) -> Box<dyn Fn(usize) -> f64> {
    match pattern {
        Pattern::Serial => Box::new(pi::serial),
        Pattern::Loop => Box::new(move |steps| pi::by_loop(steps, threads)),
        Pattern::Spmd => Box::new(move |steps| pi::by_spmd(steps, threads)),
        Pattern::Task => Box::new(move |steps| pi::by_task(steps, threads)),
        Pattern::Target => {
            let device = device.unwrap_or_else(omp_get_default_device);
            Box::new(move |steps| pi::by_target(steps, device))
        }
        Pattern::Rayon => {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build();
            let pool = pool.unwrap_or_else(|e| panic!("rayon cannot start {threads} threads: {e}"));
            Box::new(move |steps| pool.install(|| pi::by_rayon(steps)))
        }
    }
}
