//! The results as text: tables with threads down and patterns across, and CSV.

use std::error::Error;
use std::fs;

use ferromp::prelude::*;

use crate::measure::Run;
use crate::{Args, Pattern};

/// Prints the best times, and beneath them what follows from those.
pub(crate) fn print(args: &Args, sizes: &[usize], patterns: &[Pattern], runs: &[Run], usable: usize) {
    println!("pi by {} steps, best of {}, usable CPUs: {usable}", grouped(args.steps), args.repeat);
    let parallel: Vec<Pattern> = patterns.iter().copied().filter(|&p| p != Pattern::Serial).collect();

    block("Time in seconds", sizes, patterns, runs, |run| Some(format!("{:.5}", run.seconds)));
    if !parallel.is_empty() {
        let title = if parallel.contains(&Pattern::Target) {
            "Speed-up over the same pattern with one thread; of target, over serial"
        } else {
            "Speed-up over the same pattern with one thread"
        };
        block(title, sizes, &parallel, runs, |run| Some(format!("{:.2}", run.speed_up)));
    }
    let teams: Vec<Pattern> = patterns.iter().copied().filter(|p| p.has_team()).collect();
    if !teams.is_empty() {
        block("Efficiency: speed-up for each thread", sizes, &teams, runs, |run| {
            run.efficiency().map(|efficiency| format!("{:.1} %", efficiency * 100.0))
        });
        block("Serial fraction after Karp and Flatt", sizes, &teams, runs, |run| {
            run.karp_flatt().map(|fraction| format!("{fraction:.4}"))
        });
    }
    if patterns.contains(&Pattern::Target) {
        println!("\ntarget: {}", place(args));
    }
    if runs.iter().any(|run| run.oversubscribed) {
        println!("\n* more threads than usable CPUs: no speed-up is to be expected");
    }
}

/// Where target has run.
fn place(args: &Args) -> String {
    let device = args.device.unwrap_or_else(omp_get_default_device);
    match ferromp::devices().get(device) {
        Some(found) => format!("once, with all threads of device {device}, {}", found.name()),
        None => {
            format!("there is no device {device}: the host ran it, with {} threads", omp_get_max_threads())
        }
    }
}

/// One table: a row for each team size, a column for each pattern, a dash where nothing was measured.
fn block(
    title: &str,
    sizes: &[usize],
    patterns: &[Pattern],
    runs: &[Run],
    cell: impl Fn(&Run) -> Option<String>,
) {
    println!("\n{title}");
    print!("{:>8} ", "threads");
    for pattern in patterns {
        print!("{:>11}", pattern.name());
    }
    println!();
    for &size in sizes {
        let row: Vec<&Run> = runs.iter().filter(|run| run.threads == size).collect();
        if row.is_empty() {
            continue;
        }
        let mark = if row.iter().any(|run| run.oversubscribed) { '*' } else { ' ' };
        print!("{size:>8}{mark}");
        for &pattern in patterns {
            let text = row.iter().find(|run| run.pattern == pattern).and_then(|run| cell(run));
            print!("{:>11}", text.as_deref().unwrap_or("-"));
        }
        println!();
    }
}

/// `1234567` as `1,234,567`.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|g| str::from_utf8(g).ok()).collect();
    groups.join(",")
}

/// A row for each run.
pub(crate) fn write_csv(args: &Args, runs: &[Run]) -> Result<(), Box<dyn Error>> {
    let mut text = String::from(
        "pattern,threads,oversubscribed,steps,repeat,best_seconds,speed_up,efficiency,karp_flatt,value\n",
    );
    for run in runs {
        let karp_flatt = run.karp_flatt().map(|fraction| fraction.to_string()).unwrap_or_default();
        let cells = [
            run.pattern.name().to_owned(),
            run.threads.to_string(),
            run.oversubscribed.to_string(),
            args.steps.to_string(),
            args.repeat.to_string(),
            run.seconds.to_string(),
            run.speed_up.to_string(),
            run.efficiency().map(|efficiency| efficiency.to_string()).unwrap_or_default(),
            karp_flatt,
            run.value.to_string(),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    let path = args.out.file("patterns.csv")?;
    fs::write(&path, text)?;
    println!("\nwrote {}", path.display());
    Ok(())
}
