//! The results as Markdown, and as CSV.

use std::fmt::Write as _;

use crate::case::Outcome;

pub(crate) fn markdown(outcome: &Outcome) -> String {
    let mut text = format!("\n### {}\n\n", outcome.title);
    let _ = writeln!(text, "| {} | median | best | worst | ratio |", outcome.unit);
    text.push_str("|---|---|---|---|---|\n");
    for row in &outcome.rows {
        let [median, best, worst] = [row.median, row.best, row.worst].map(digits);
        let _ = writeln!(text, "| {} | {median} | {best} | {worst} | {:.2} |", row.peer, row.ratio);
    }
    if let Some(of_goal) = outcome.of_goal {
        let _ = writeln!(text, "\nTime over the goal's: {of_goal:.2}");
    }
    text
}

/// Three digits or more.
fn digits(value: f64) -> String {
    let decimals = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else if value >= 1.0 {
        2
    } else {
        3
    };
    format!("{value:.decimals$}")
}

pub(crate) fn csv(outcomes: &[Outcome]) -> String {
    let mut text = String::from("case,peer,unit,median,best,worst,ratio,of_goal\n");
    for outcome in outcomes {
        for (at, row) in outcome.rows.iter().enumerate() {
            let of_goal = outcome.of_goal.filter(|_| at == 0).map(|share| share.to_string());
            let (title, unit, of_goal) = (&outcome.title, outcome.unit, of_goal.unwrap_or_default());
            let _ = writeln!(
                text,
                "\"{title}\",\"{}\",{unit},{},{},{},{},{of_goal}",
                row.peer, row.median, row.best, row.worst, row.ratio
            );
        }
    }
    text
}
