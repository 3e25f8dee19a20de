//! This library beside C OpenMP by gcc and by clang, rayon and others: overheads, loops, tasks.
//!
//!     cargo bench --bench peers -- --threads 1,2 --quick
//!
//! The peers take turns, run by run, each run in a process of its own. What counts is a ratio: our median to the
//! fastest peer's, of one run of this program on one machine; below 1 we are faster. Values must agree, or the peer is
//! reported as failed, and so does this program, which cannot know which of the two is wrong. A peer that the machine lacks
//! is reported as missing, and one that crashes as failed; neither says anything of this library, and only a crash of ours
//! makes this program fail.

mod case;
#[path = "../common/mod.rs"]
mod common;
mod compile;
mod loops;
mod machine;
mod measure;
mod overheads;
mod plot;
mod report;
mod sample;
mod tasks;
mod toolchain;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use case::Case;
use clap::Parser;
use measure::{Effort, Outcome, measure};
use sample::Setting;
use toolchain::Builds;

#[derive(Parser)]
#[command(about = "This library beside C OpenMP, rayon and others")]
struct Args {
    /// Team sizes [default: the number of usable CPUs]
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u16).range(1..))]
    threads: Vec<u16>,
    /// Only cases whose name contains this, or that are `overheads`, `loops`, `tasks`; `compile` is what annotated
    /// loops cost the compiler
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Small sizes, three runs at most, less than a minute
    #[arg(long)]
    quick: bool,
    /// Runs of each peer
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Seconds for one case and team size, after which no round of runs is started, except that there are three
    #[arg(long, default_value_t = 60.0)]
    budget: f64,
    /// Bind every OpenMP thread to a core
    #[arg(long)]
    pin: bool,
    /// How many processes of a peer run at once. Not with `--pin`, which would bind all of them to the same cores
    #[arg(long, default_value_t = 1, conflicts_with = "pin", value_parser = clap::value_parser!(u16).range(1..))]
    programs: u16,
    /// What the C peers are compiled for
    #[arg(long, default_value = "native")]
    march: String,
    /// Compilers of the C peers [default: gcc and the newest clang]
    #[arg(long, value_delimiter = ',')]
    cc: Vec<String>,
    /// Build the C peers into this folder with the libraries they need, and measure nothing
    #[arg(long)]
    build: Option<PathBuf>,
    /// The folder with the C peers built before, for a machine without compilers
    #[arg(long)]
    peers: Option<PathBuf>,
    /// Folder for `RESULTS.md`, `peers.csv` and the plots; created when it does not exist
    #[arg(long, default_value = "out")]
    out: PathBuf,
    /// Be one peer: PEER CASE THREADS SIZE
    #[arg(long, hide = true, num_args = 4)]
    worker: Vec<String>,
    /// What `cargo bench` passes
    #[arg(long, hide = true)]
    bench: bool,
}

impl Args {
    fn teams(&self) -> Vec<usize> {
        let mut teams: Vec<usize> = self.threads.iter().map(|&team| team.into()).collect();
        if teams.is_empty() {
            teams.push(machine::usable_cpus());
        }
        teams.sort_unstable();
        teams.dedup();
        teams
    }

    fn wants(&self, case: &Case) -> bool {
        self.only.is_empty()
            || self.only.iter().any(|only| case.name.contains(&**only) || case.group.name() == only)
    }

    /// A quick run stays quick on a machine that is busy with something else.
    fn effort(&self) -> Effort {
        if self.quick {
            Effort { runs: self.runs.min(3), budget: self.budget.min(0.5), fewest: 1 }
        } else {
            Effort { runs: self.runs, budget: self.budget, fewest: 3 }
        }
    }

    /// In a quick run only when it is asked for: the first time it builds every dependency.
    fn wants_compile(&self) -> bool {
        let asked = self.only.iter().any(|only| only == "compile");
        asked || (self.only.is_empty() && !self.quick && self.peers.is_none())
    }

    fn builds(&self) -> Result<Builds, String> {
        match &self.peers {
            Some(dir) => Builds::prebuilt(dir),
            None => {
                Builds::built(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers"), &self.march, &self.cc)
            }
        }
    }
}

fn cases() -> impl Iterator<Item = &'static Case> {
    overheads::CASES.iter().chain(loops::CASES).chain(tasks::CASES)
}

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match &args.build {
        _ if !args.worker.is_empty() => work(&args.worker),
        Some(dir) => build(dir, &args),
        None => compare(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// One sample of one peer in Rust, where a region has `threads` threads without saying so; printed as the C peers print theirs.
fn work(worker: &[String]) -> Result<(), String> {
    let [peer, case, numbers @ ..] = worker else { return Err("no peer and case".to_owned()) };
    let case = cases().find(|found| found.name == case).ok_or_else(|| format!("no case `{case}`"))?;
    let (_, run) = case.rust.iter().find(|(name, _)| name == peer).ok_or_else(|| format!("no `{peer}`"))?;
    let numbers: Vec<usize> = numbers.iter().filter_map(|number| number.parse().ok()).collect();
    let [threads, size] = numbers[..] else { return Err("no threads and size".to_owned()) };
    ferromp::prelude::omp_set_num_threads(threads);
    let sample = run(threads, size);
    println!("{:.12} {:e}", sample.seconds, sample.value);
    Ok(())
}

fn build(dir: &Path, args: &Args) -> Result<(), String> {
    let builds = Builds::built(dir, &args.march, &args.cc)?;
    builds.copy_libraries(dir)?;
    for build in &builds.found {
        println!("{}: {}", build.binary.display(), build.about.join(", "));
    }
    for missing in &builds.missing {
        println!("missing: {missing}");
    }
    Ok(())
}

fn compare(args: &Args) -> Result<(), String> {
    let builds = args.builds()?;
    let facts = machine::facts(&builds);
    for (name, fact) in &facts {
        println!("{name}: {fact}");
    }
    let effort = args.effort();
    let mut outcomes: Vec<Outcome> = Vec::new();
    for threads in args.teams() {
        let setting = Setting { threads, size: 0, pin: args.pin, programs: args.programs.into() };
        println!("\n{}; ratio: our time to the peer's", setting.about());
        for case in cases().filter(|case| args.wants(case)) {
            let size = if args.quick { case.quick } else { case.size };
            let setting = Setting { size, ..setting };
            let outcome = measure(case, &builds.found, setting, effort)?;
            print!("{}", report::lines(&outcome));
            outcomes.push(outcome);
        }
    }
    let compiled = args.wants_compile().then(|| compiled(args.quick)).transpose()?;
    if outcomes.is_empty() && compiled.is_none() {
        return Err("no case has such a name".to_owned());
    }
    report::write(&args.out, &facts, &outcomes, compiled.as_deref())?;
    plot::write(&args.out, &outcomes).map_err(|error| error.to_string())?;
    let failures = outcomes.iter().flat_map(|outcome| &outcome.failures);
    let failed = failures.filter(|failure| !failure.own).count();
    if failed == 0 { Ok(()) } else { Err(format!("{failed} times ours failed or values disagree")) }
}

/// What annotated loops cost the compiler, as a table.
fn compiled(quick: bool) -> Result<String, String> {
    let (loops, runs) = if quick { (20, 1) } else { (200, 5) };
    let table = compile::table(loops, &compile::measure(loops, runs)?);
    println!("\n{table}");
    Ok(table)
}
