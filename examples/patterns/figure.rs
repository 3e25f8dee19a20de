//! The speed-up plot, as SVG and as PNG.
//!
//! Its text is set in the font beside this file, so that the PNG looks the same on a machine without any font.

use std::error::Error;

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::register_font;

use crate::Pattern;
use crate::common::picture::{Out, write_png};
use crate::measure::Run;

const WIDTH: u32 = 1200;
const HEIGHT: u32 = 900;
/// A family that every viewer of the SVG knows; for the PNG it is registered as our font.
const FAMILY: &str = "sans-serif";
/// Points in a curve.
const SAMPLES: u32 = 100;

/// Colours that are told apart without red and green (Okabe and Ito).
fn colour(pattern: Pattern) -> RGBColor {
    match pattern {
        Pattern::Serial => BLACK,
        Pattern::Loop => RGBColor(0, 114, 178),
        Pattern::Spmd => RGBColor(213, 94, 0),
        Pattern::Task => RGBColor(0, 158, 115),
        Pattern::Rayon => RGBColor(204, 121, 167),
    }
}

/// The serial fraction f of Amdahl's law, 1/s = f + (1 - f)/p, that fits the runs best (least squares in 1/s); none
/// where no run had more than one thread and a CPU for each.
fn serial_fraction(runs: &[&Run]) -> Option<f64> {
    let (mut above, mut below) = (0.0, 0.0);
    for run in runs.iter().filter(|run| run.threads > 1 && !run.oversubscribed) {
        let part = 1.0 / run.threads as f64;
        above += (1.0 - part) * (1.0 / run.speed_up - part);
        below += (1.0 - part).powi(2);
    }
    (below > 0.0).then(|| (above / below).clamp(0.0, 1.0))
}

fn amdahl(fraction: f64, threads: f64) -> f64 {
    1.0 / (fraction + (1.0 - fraction) / threads)
}

/// Writes `speedup.svg` and `speedup.png`.
pub(crate) fn write(out: &Out, steps: usize, runs: &[Run]) -> Result<(), Box<dyn Error>> {
    let runs: Vec<&Run> = runs.iter().filter(|run| run.pattern != Pattern::Serial).collect();
    if runs.is_empty() {
        println!("no plot: only the serial loop was run");
        return Ok(());
    }
    register_font(FAMILY, FontStyle::Normal, include_bytes!("font/DejaVuSans-ascii.ttf"))
        .map_err(|_| "the embedded font is damaged")?;

    let svg = out.file("speedup.svg");
    draw(&SVGBackend::new(&svg, (WIDTH, HEIGHT)).into_drawing_area(), steps, &runs)?;
    println!("wrote {}", svg.display());

    let mut pixels = vec![255; (WIDTH * HEIGHT * 3) as usize];
    draw(&BitMapBackend::with_buffer(&mut pixels, (WIDTH, HEIGHT)).into_drawing_area(), steps, &runs)?;
    let png = out.file("speedup.png");
    write_png(&png, (WIDTH as usize, HEIGHT as usize), &pixels)?;
    println!("wrote {}", png.display());
    Ok(())
}

type Area<B> = DrawingArea<B, Shift>;
type Chart<'a, B> = ChartContext<'a, B, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

fn draw<B: DrawingBackend>(area: &Area<B>, steps: usize, runs: &[&Run]) -> Result<(), Box<dyn Error>>
where
    B::ErrorType: 'static,
{
    area.fill(&WHITE)?;
    let most = runs.iter().map(|run| run.threads).max().unwrap_or(1).max(2) as f64;
    let fastest = runs.iter().map(|run| run.speed_up).fold(1.0, f64::max);
    // The ideal line is cut where nothing comes near it.
    let top = (fastest * 1.4).min(most * 1.1).max(fastest * 1.1).max(2.0);
    let mut chart = ChartBuilder::on(area)
        .caption(format!("Speed-up of pi by {:.0e} steps", steps as f64), (FAMILY, 34))
        .margin(24)
        .x_label_area_size(72)
        .y_label_area_size(84)
        .build_cartesian_2d(1.0..most * 1.02, 0.0..top)?;
    chart
        .configure_mesh()
        .x_desc("Threads")
        .y_desc("Speed-up over one thread")
        .axis_desc_style((FAMILY, 26))
        .label_style((FAMILY, 22))
        .x_labels(if most <= 16.0 { most as usize } else { 9 })
        .x_label_formatter(&|threads| format!("{threads:.0}"))
        .y_label_formatter(&|speed_up| format!("{speed_up:.1}"))
        .light_line_style(WHITE)
        .draw()?;

    draw_laws(&mut chart, most, top, serial_fraction(runs))?;
    for pattern in [Pattern::Loop, Pattern::Spmd, Pattern::Task, Pattern::Rayon] {
        let of_pattern: Vec<&Run> = runs.iter().copied().filter(|run| run.pattern == pattern).collect();
        draw_pattern(&mut chart, pattern, &of_pattern)?;
    }
    if runs.iter().any(|run| run.oversubscribed) {
        let outline = BLACK.stroke_width(2);
        chart
            .draw_series(std::iter::empty::<Circle<(f64, f64), i32>>())?
            .label("hollow: more threads than CPUs")
            .legend(move |(x, y)| Circle::new((x + 20, y), 6, outline));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .margin(20)
        .label_font((FAMILY, 22))
        .background_style(WHITE.mix(0.9))
        .border_style(RGBColor(160, 160, 160))
        .legend_area_size(50)
        .draw()?;
    area.present()?;
    Ok(())
}

/// The ideal line and Amdahl's curve.
fn draw_laws<'a, B: DrawingBackend + 'a>(
    chart: &mut Chart<'a, B>,
    most: f64,
    top: f64,
    fraction: Option<f64>,
) -> Result<(), Box<dyn Error>>
where
    B::ErrorType: 'static,
{
    let grey = RGBColor(120, 120, 120).stroke_width(2);
    let end = most.min(top);
    chart
        .draw_series(LineSeries::new([(1.0, 1.0), (end, end)], grey))?
        .label("ideal")
        .legend(move |(x, y)| PathElement::new([(x, y), (x + 40, y)], grey));
    if let Some(fraction) = fraction {
        let black = BLACK.stroke_width(2);
        let threads = (0..=SAMPLES).map(|k| 1.0 + (most - 1.0) * f64::from(k) / f64::from(SAMPLES));
        let curve = threads.map(|p| (p, amdahl(fraction, p)));
        chart
            .draw_series(DashedLineSeries::new(curve, 10, 8, black))?
            .label(format!("Amdahl, serial fraction {:.1} %", fraction * 100.0))
            .legend(move |(x, y)| {
                let dash = move |from: i32| PathElement::new([(x + from, y), (x + from + 10, y)], black);
                EmptyElement::at((0, 0)) + dash(0) + dash(15) + dash(30)
            });
    }
    Ok(())
}

/// One pattern's line and points; hollow where there were more threads than CPUs.
fn draw_pattern<'a, B: DrawingBackend + 'a>(
    chart: &mut Chart<'a, B>,
    pattern: Pattern,
    runs: &[&Run],
) -> Result<(), Box<dyn Error>>
where
    B::ErrorType: 'static,
{
    if runs.is_empty() {
        return Ok(());
    }
    let colour = colour(pattern);
    let line = colour.stroke_width(3);
    let place = |run: &&Run| (run.threads as f64, run.speed_up);
    chart.draw_series(LineSeries::new(runs.iter().map(place), line))?.label(pattern.name()).legend(
        move |(x, y)| {
            EmptyElement::at((0, 0))
                + PathElement::new([(x, y), (x + 40, y)], line)
                + Circle::new((x + 20, y), 6, colour.filled())
        },
    );
    chart.draw_series(runs.iter().map(|run| Circle::new(place(run), 7, WHITE.filled())))?;
    chart.draw_series(runs.iter().map(|run| {
        let style = if run.oversubscribed { line } else { colour.filled() };
        Circle::new(place(run), 7, style)
    }))?;
    Ok(())
}
