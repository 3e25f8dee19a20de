//! One case with one team size: every peer by turns.

use std::time::Instant;

use crate::case::{Against, Case, Target, Team};
use crate::common::{Spread, take_turns_while};
use crate::sample::{Peer, Program, Setting};
use crate::toolchain::Build;

/// How much is measured.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    /// Of each peer.
    pub(crate) runs: u32,
    /// Seconds after which no round is started, but for the fewest.
    pub(crate) budget: f64,
    pub(crate) fewest: u32,
}

pub(crate) struct Row {
    pub(crate) peer: Peer,
    /// In seconds.
    pub(crate) spread: Spread,
}

pub(crate) struct Outcome {
    pub(crate) case: &'static Case,
    pub(crate) setting: Setting,
    pub(crate) runs: u32,
    /// Ours first, unless it failed.
    pub(crate) rows: Vec<Row>,
    pub(crate) failures: Vec<Failure>,
}

/// Why a peer was left out.
pub(crate) struct Failure {
    pub(crate) text: String,
    /// It crashed, hung or did not start, and it is not ours. Two values that differ may be the fault of either.
    pub(crate) own: bool,
}

/// A target beside what was measured.
pub(crate) struct Verdict {
    pub(crate) target: &'static Target,
    pub(crate) ratio: f64,
    pub(crate) against: String,
}

impl Verdict {
    pub(crate) fn hit(&self) -> bool {
        self.ratio <= self.target.ratio
    }
}

impl Outcome {
    pub(crate) fn ours(&self) -> Option<f64> {
        self.rows.iter().find(|row| row.peer.name == "ours").map(|row| row.spread.median)
    }

    /// Of our median to that of `row`.
    pub(crate) fn ratio(&self, row: &Row) -> Option<f64> {
        self.ours().map(|ours| ours / row.spread.median)
    }

    /// The targets for such a team whose peers were measured.
    pub(crate) fn verdicts(&self) -> Vec<Verdict> {
        let for_team = |target: &&'static Target| match target.team {
            Team::Of(size) => size == self.setting.threads && !self.setting.oversubscribed(),
            Team::Oversubscribed => self.setting.oversubscribed(),
        };
        let verdict = |target: &'static Target| {
            let peers = self.rows.iter().filter(|row| self.is_against(row, target.against));
            let best = peers.min_by(|a, b| a.spread.median.total_cmp(&b.spread.median))?;
            let against = if best.peer.variant == self.case.name {
                best.peer.name.clone()
            } else {
                format!("{} `{}`", best.peer.name, best.peer.variant)
            };
            Some(Verdict { target, ratio: self.ratio(best)?, against })
        };
        self.case.targets.iter().filter(for_team).filter_map(verdict).collect()
    }

    fn is_against(&self, row: &Row, against: Against) -> bool {
        match (&row.peer.program, against) {
            (Program::Rust("ours"), _) => false,
            (_, Against::All) => true,
            (Program::C(_), Against::C(variant)) => row.peer.variant == self.case.variant(variant),
            (Program::Rust(peer), Against::Rust(name)) => *peer == name,
            _ => false,
        }
    }
}

fn peers(case: &'static Case, builds: &[Build]) -> Vec<Peer> {
    let rust = case.rust.iter().map(|&(name, _)| Peer {
        name: name.to_owned(),
        variant: case.name,
        program: Program::Rust(name),
    });
    let c = case.c.iter().flat_map(|variant| {
        builds.iter().map(|build| Peer {
            name: build.name.clone(),
            variant: case.variant(variant),
            program: Program::C(build.binary.clone()),
        })
    });
    rust.chain(c).collect()
}

/// A peer that fails once, or whose value is not that of the first, is reported and left out.
pub(crate) fn measure(
    case: &'static Case,
    builds: &[Build],
    setting: Setting,
    effort: Effort,
) -> Result<Outcome, String> {
    // `None` is a peer that has failed.
    let mut peers: Vec<Option<Peer>> = peers(case, builds).into_iter().map(Some).collect();
    let (mut failures, mut reference, mut runs) = (Vec::new(), None, 0);
    let start = Instant::now();
    let more = |done: u32| {
        runs = done;
        let enough = done >= effort.fewest && start.elapsed().as_secs_f64() > effort.budget;
        done < effort.runs && !enough
    };
    let spreads = take_turns_while(&mut peers, more, |slot| {
        let Some(peer) = slot else { return Ok(f64::NAN) };
        let error = match peer.sample(setting) {
            Ok(sample) => {
                let expected = *reference.get_or_insert(sample.value);
                if (sample.value - expected).abs() <= case.tolerance * expected.abs() {
                    return Ok(sample.seconds);
                }
                (format!("{}, not {expected}", sample.value), false)
            }
            Err(error) => (error, peer.name != "ours"),
        };
        let (name, variant) = (&peer.name, peer.variant);
        let text = format!("{name}, {variant}, {} threads: {}", setting.threads, error.0);
        failures.push(Failure { text, own: error.1 });
        *slot = None;
        Ok(f64::NAN)
    })?;
    let rows = peers.into_iter().zip(spreads).filter_map(|(peer, spread)| Some(Row { peer: peer?, spread }));
    Ok(Outcome { case, setting, runs, rows: rows.collect(), failures })
}
