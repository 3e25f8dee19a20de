//! The results as lines, as Markdown and as CSV.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::case::{Against, Group, Team};
use crate::machine::{self, Facts};
use crate::measure::{Failure, Outcome, Row, Verdict};
use crate::sample::Program;

/// What is printed as soon as a case is measured.
pub(crate) fn lines(outcome: &Outcome) -> String {
    let mut text = format!("{:<28}", outcome.case.name);
    for row in &outcome.rows {
        let _ = write!(text, " {} {}", title(outcome, row), cell(outcome, row));
    }
    text.push('\n');
    for verdict in outcome.verdicts() {
        let _ = writeln!(text, "    {}", against(&verdict));
    }
    for failure in &outcome.failures {
        let _ = writeln!(text, "    FAILED {}", failure.text);
    }
    text
}

fn against(verdict: &Verdict) -> String {
    let word = if verdict.hit() { "hit" } else { "MISS" };
    format!("{word}: {:.2} of {}, target {}", verdict.ratio, verdict.against, verdict.target.ratio)
}

/// The peer, and its variant where it is not the case.
fn title(outcome: &Outcome, row: &Row) -> String {
    let name = &row.peer.name;
    if row.peer.variant == outcome.case.name { name.clone() } else { format!("{name} {}", row.peer.variant) }
}

/// The median, half the distance of the quartiles as a share of it, and the ratio.
fn cell(outcome: &Outcome, row: &Row) -> String {
    let [lower, upper] = row.spread.quartiles;
    let median = row.spread.median;
    let half = 50.0 * (upper - lower) / median;
    let (_, scale) = outcome.case.group.unit();
    let time = format!("{} ±{half:.0}%", digits(median * scale));
    match outcome.ratio(row) {
        Some(ratio) if row.peer.name != "ours" => format!("{time} ({})", digits(ratio)),
        _ => time,
    }
}

/// Three digits, and as many decimals as that takes.
pub(crate) fn digits(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let before = value.abs().log10().floor() as i32 + 1;
    let decimals = usize::try_from(3 - before).unwrap_or(0).min(6);
    format!("{value:.decimals$}")
}

/// Writes both files; `compiled` is the table of what compiling takes.
pub(crate) fn write(
    out: &Path,
    facts: &Facts,
    outcomes: &[Outcome],
    compiled: Option<&str>,
) -> Result<(), String> {
    let save = |name: &str, text: String| {
        let path = out.join(name);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("wrote {}", path.display());
        Ok::<(), String>(())
    };
    fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    let mut text = markdown(facts, outcomes);
    if let Some(table) = compiled {
        let _ = write!(text, "\n## Compiling\n\nThe shortest of the builds.\n\n{table}");
    }
    save("RESULTS.md", text)?;
    save("peers.csv", csv(outcomes))
}

/// Team sizes, each once.
pub(crate) fn teams(outcomes: &[Outcome]) -> Vec<usize> {
    let mut teams: Vec<usize> = outcomes.iter().map(|outcome| outcome.setting.threads).collect();
    teams.dedup();
    teams
}

fn markdown(facts: &Facts, outcomes: &[Outcome]) -> String {
    let mut text = heading(facts, outcomes);
    text.push_str(&targets(outcomes));
    for threads in teams(outcomes) {
        for group in [Group::Overheads, Group::Loops, Group::Tasks] {
            let of_both = |o: &&Outcome| o.setting.threads == threads && o.case.group == group;
            let found: Vec<&Outcome> = outcomes.iter().filter(of_both).collect();
            if !found.is_empty() {
                text.push_str(&table(group, &found));
            }
        }
    }
    let failures: Vec<&Failure> = outcomes.iter().flat_map(|outcome| &outcome.failures).collect();
    if !failures.is_empty() {
        text.push_str("\n## Failed\n\n");
        for failure in failures {
            let _ = writeln!(text, "- {}", failure.text);
        }
    }
    text
}

fn heading(facts: &Facts, outcomes: &[Outcome]) -> String {
    let mut text = String::from("# Beside C OpenMP, rayon and others\n\n");
    let fewest = outcomes.iter().map(|outcome| outcome.runs).min().unwrap_or(0);
    let most = outcomes.iter().map(|outcome| outcome.runs).max().unwrap_or(0);
    let runs = if fewest == most { most.to_string() } else { format!("{fewest} to {most}") };
    let setting = outcomes.first().map(|outcome| outcome.setting);
    let pinned = setting.is_some_and(|setting| setting.pin);
    let pinned = if pinned { "OpenMP's threads are bound to cores" } else { "no thread is bound" };
    let _ = writeln!(
        text,
        "By `cargo bench --bench peers`. Medians of {runs} runs; `±` is half the distance of the quartiles; in \
         parentheses our time to\nthe peer's, below 1 where ours is less. The peers take turns, each run in a process of \
         its own; {pinned}."
    );
    if let Some(setting) = setting.filter(|setting| setting.programs > 1) {
        let _ = writeln!(
            text,
            "A run is {} processes of one peer at once, and the mean of them.",
            setting.programs
        );
    }
    text.push_str("\n| | |\n|---|---|\n");
    for (name, fact) in facts {
        let _ = writeln!(text, "| {name} | {fact} |");
    }
    let _ = writeln!(text, "| load at the end | {} |", machine::load());
    text
}

fn targets(outcomes: &[Outcome]) -> String {
    let mut rows = String::new();
    for outcome in outcomes {
        for verdict in outcome.verdicts() {
            let threads = match verdict.target.team {
                Team::Of(_) => outcome.setting.threads.to_string(),
                Team::Oversubscribed => format!("{}, oversubscribed", outcome.setting.threads),
            };
            let among = match verdict.target.against {
                Against::All => "the fastest",
                Against::C(_) => "C",
                Against::Rust(_) => "Rust",
            };
            let _ = writeln!(
                rows,
                "| {} | {threads} | {among}: {} | {} | {} | {} |",
                outcome.case.name,
                verdict.against,
                verdict.target.ratio,
                digits(verdict.ratio),
                if verdict.hit() { "hit" } else { "**miss**" }
            );
        }
    }
    if rows.is_empty() {
        return rows;
    }
    format!(
        "\n## Targets\n\n| case | threads | against | target | ratio | |\n|---|---|---|---|---|---|\n{rows}"
    )
}

/// A row for each case and each of its variants in C; a column for each peer.
fn table(group: Group, outcomes: &[&Outcome]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for row in outcomes.iter().flat_map(|outcome| &outcome.rows) {
        if !columns.contains(&&*row.peer.name) {
            columns.push(&row.peer.name);
        }
    }
    let (unit, _) = group.unit();
    let about = outcomes.first().map_or_else(String::new, |outcome| outcome.setting.about());
    let mut text = format!("\n## {}, {about}, {unit}\n\n| | size |", capital(group.name()));
    for column in &columns {
        let _ = write!(text, " {column} |");
    }
    let _ = writeln!(text, "\n|---|---|{}", "---|".repeat(columns.len()));
    for outcome in outcomes {
        for (name, has) in variants(outcome) {
            let _ = write!(text, "| {name} | {} |", outcome.setting.size);
            for column in &columns {
                let row = outcome.rows.iter().find(|row| row.peer.name == *column && has(row));
                let _ = write!(text, " {} |", row.map_or_else(String::new, |row| cell(outcome, row)));
            }
            text.push('\n');
        }
    }
    text
}

type Has = Box<dyn Fn(&Row) -> bool>;

/// The lines of a case in a table: the Rust peers stand in the first.
fn variants(outcome: &Outcome) -> Vec<(String, Has)> {
    let case = outcome.case;
    let variants = if case.c.is_empty() { &[""] } else { case.c };
    let line = |(at, variant): (usize, &&'static str)| {
        let variant = case.variant(variant);
        let name =
            if variant == case.name { case.name.to_owned() } else { format!("{}; C: {variant}", case.name) };
        let has = move |row: &Row| match row.peer.program {
            Program::Rust(_) => at == 0,
            Program::C(_) => row.peer.variant == variant,
        };
        (name, Box::new(has) as Has)
    };
    variants.iter().enumerate().map(line).collect()
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

fn csv(outcomes: &[Outcome]) -> String {
    let mut text =
        String::from("group,case,threads,programs,size,runs,peer,variant,median,min,lower,upper,max,ratio\n");
    for outcome in outcomes {
        let (case, setting) = (outcome.case, outcome.setting);
        for row in &outcome.rows {
            let spread = row.spread;
            let ratio = outcome.ratio(row).map_or_else(String::new, |ratio| ratio.to_string());
            let _ = writeln!(
                text,
                "{},{},{},{},{},{},{},{},{},{},{},{},{},{ratio}",
                case.group.name(),
                case.name,
                setting.threads,
                setting.programs,
                setting.size,
                outcome.runs,
                row.peer.name,
                row.peer.variant,
                spread.median,
                spread.min,
                spread.quartiles[0],
                spread.quartiles[1],
                spread.max,
            );
        }
    }
    text
}
