//! The ratios of every case as a plot, one for each team size.

use std::error::Error;
use std::path::Path;

use plotters::prelude::*;
use plotters::style::register_font;

use crate::measure::Outcome;
use crate::report::teams;

const WIDTH: u32 = 1000;
/// Of one case.
const LINE: u32 = 24;
/// Above and below the cases.
const AROUND: u32 = 170;
/// A family that every viewer of the SVG knows; what sets it here is our font.
const FAMILY: &str = "sans-serif";
/// Told apart without red and green (Okabe and Ito).
const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
];

/// A peer's points: the ratio and the case's line.
struct Series {
    peer: String,
    points: Vec<(f64, f64)>,
}

/// Writes `peers-N.svg` for teams of N.
pub(crate) fn write(out: &Path, outcomes: &[Outcome]) -> Result<(), Box<dyn Error>> {
    register_font(
        FAMILY,
        FontStyle::Normal,
        include_bytes!("../../examples/patterns/font/DejaVuSans-ascii.ttf"),
    )
    .map_err(|_| "the embedded font is damaged")?;
    for threads in teams(outcomes) {
        let of_team: Vec<&Outcome> =
            outcomes.iter().filter(|outcome| outcome.setting.threads == threads).collect();
        let path = out.join(format!("peers-{threads}.svg"));
        draw(&path, threads, &of_team)?;
        println!("wrote {}", path.display());
    }
    Ok(())
}

/// Cases from the top down: the first has the highest line.
fn series(outcomes: &[&Outcome]) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for (outcome, line) in outcomes.iter().rev().zip(0_u32..) {
        for row in outcome.rows.iter().filter(|row| row.peer.name != "ours") {
            let Some(ratio) = outcome.ratio(row) else { continue };
            let point = (ratio, f64::from(line));
            match all.iter_mut().find(|series| series.peer == row.peer.name) {
                Some(series) => series.points.push(point),
                None => all.push(Series { peer: row.peer.name.clone(), points: vec![point] }),
            }
        }
    }
    all.sort_by(|a, b| a.peer.cmp(&b.peer));
    all
}

fn draw(path: &Path, threads: usize, outcomes: &[&Outcome]) -> Result<(), Box<dyn Error>> {
    let all = series(outcomes);
    let ratios = || all.iter().flat_map(|series| &series.points).map(|point| point.0);
    let (low, high) = (ratios().fold(0.5, f64::min) * 0.8, ratios().fold(2.0, f64::max) * 1.25);
    let lines = outcomes.len() as u32;
    let area = SVGBackend::new(path, (WIDTH, LINE * lines + AROUND)).into_drawing_area();
    area.fill(&WHITE)?;
    let (chart_area, legend) = area.split_vertically(LINE * lines + AROUND - 40);
    let mut chart = ChartBuilder::on(&chart_area)
        .caption(format!("{threads} threads: our time to the peer's"), (FAMILY, 24))
        .margin(16)
        .x_label_area_size(60)
        .y_label_area_size(230)
        .build_cartesian_2d((low..high).log_scale(), -0.7..f64::from(lines) - 0.3)?;
    chart
        .configure_mesh()
        .x_desc("ratio: left of 1 ours takes less")
        .disable_y_mesh()
        .y_labels(0)
        .axis_desc_style((FAMILY, 18))
        .label_style((FAMILY, 16))
        .x_label_formatter(&|ratio| ratio.to_string())
        .light_line_style(WHITE)
        .draw()?;
    let bottom = -0.7;
    chart.draw_series(LineSeries::new(
        [(1.0, bottom), (1.0, f64::from(lines) - 0.3)],
        BLACK.stroke_width(2),
    ))?;
    for (outcome, line) in outcomes.iter().rev().zip(0_u32..) {
        let y = f64::from(line);
        chart.draw_series(LineSeries::new([(low, y), (high, y)], RGBColor(225, 225, 225)))?;
        let (_, pixel) = chart.backend_coord(&(low, y));
        chart_area.draw_text(
            outcome.case.name,
            &(FAMILY, 16).into_text_style(&chart_area),
            (20, pixel - 8),
        )?;
    }
    for (series, colour) in all.iter().zip(COLOURS.iter().cycle()) {
        chart.draw_series(series.points.iter().map(|&point| Circle::new(point, 5, colour.filled())))?;
    }
    draw_legend(&legend, &all)?;
    area.present()?;
    Ok(())
}

fn draw_legend(
    area: &DrawingArea<SVGBackend, plotters::coord::Shift>,
    all: &[Series],
) -> Result<(), Box<dyn Error>> {
    for ((series, colour), at) in all.iter().zip(COLOURS.iter().cycle()).zip(0_i32..) {
        let x = 250 + 120 * at;
        area.draw(&Circle::new((x, 16), 5, colour.filled()))?;
        area.draw_text(&series.peer, &(FAMILY, 18).into_text_style(area), (x + 12, 7))?;
    }
    Ok(())
}
