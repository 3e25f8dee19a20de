//! What is measured, wherever it runs.

/// One run: how long it took and what came out.
pub(crate) struct Sample {
    pub(crate) seconds: f64,
    pub(crate) value: f64,
}

/// One way to compute pi.
pub(crate) trait Peer {
    fn name(&self) -> &str;
    /// A warm-up and one measured run.
    fn run(&mut self, threads: usize, steps: usize) -> Result<Sample, String>;
}

/// Reads `seconds value`, which a peer in a process of its own prints.
pub(crate) fn parse_sample(line: &str) -> Result<Sample, String> {
    let mut numbers = line.split_whitespace().map(str::parse);
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(Ok(seconds)), Some(Ok(value)), None) => Ok(Sample { seconds, value }),
        _ => Err(format!("expected seconds and a result, found `{}`", line.trim())),
    }
}
