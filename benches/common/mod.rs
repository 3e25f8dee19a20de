//! What the benchmarks share: peers that take turns, and what is said of their times.
#![allow(dead_code, reason = "every benchmark compiles this module and uses a part of it")]

/// The times of every run of every peer. The peers take turns, run by run, so that whatever else the machine does meets
/// all of them alike; and each round starts with another peer, so that none always comes after the same one, which may
/// have let a GPU fall asleep.
pub(crate) fn take_turns<P>(
    peers: &mut [P],
    runs: u32,
    run: impl FnMut(&mut P) -> Result<f64, String>,
) -> Result<Vec<Spread>, String> {
    take_turns_while(peers, |done| done < runs, run)
}

/// [`take_turns`] for as many rounds as `more` wants, which is told how many there were; one at least.
pub(crate) fn take_turns_while<P>(
    peers: &mut [P],
    mut more: impl FnMut(u32) -> bool,
    mut run: impl FnMut(&mut P) -> Result<f64, String>,
) -> Result<Vec<Spread>, String> {
    let mut times = vec![Vec::new(); peers.len()];
    for round in 0_u32.. {
        for turn in 0..peers.len() {
            let next = (round as usize + turn) % peers.len();
            times[next].push(run(&mut peers[next])?);
        }
        if !more(round + 1) {
            break;
        }
    }
    Ok(times.into_iter().map(Spread::of).collect())
}

/// What is reported of the runs of one peer.
#[derive(Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    /// A quarter of the runs took less than the first, a quarter more than the second.
    pub(crate) quartiles: [f64; 2],
}

impl Spread {
    /// Of one run at least.
    fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        let last = times.len() - 1;
        let [lower, median, upper] = [0.25, 0.5, 0.75].map(|share| quantile(&times, share));
        Self { median, min: times[0], max: times[last], quartiles: [lower, upper] }
    }
}

/// What `share` of the sorted times are below, between two of them in proportion.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * place.fract()
}

/// Whether `value` is pi as closely as `steps` strips of the midpoint rule allow: its own error, and roundings. One
/// strip more or less is off by 2 / steps.
pub(crate) fn is_pi(value: f64, steps: usize) -> bool {
    let n = steps as f64;
    (value - std::f64::consts::PI).abs() <= 1.0 / (6.0 * n * n) + 1e-14 + 2e-15 * n.sqrt()
}
