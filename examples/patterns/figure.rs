//! The speed-up plot, as SVG and as PNG.
//!
//! Its text is set in the font beside this file, so that the PNG looks the same on a machine without any font.

use std::error::Error;

use plotters::coord::Shift;
use plotters::coord::combinators::{LogCoord, WithKeyPoints};
use plotters::prelude::*;
use plotters::style::register_font;

use crate::Pattern;
use crate::common::picture::{Out, write_png};
use crate::measure::Run;

const WIDTH: u32 = 1200;
const HEIGHT: u32 = 900;
const LEGEND_WIDTH: u32 = 240;
/// A family that every viewer of the SVG knows; for the PNG it is registered as our font.
const FAMILY: &str = "sans-serif";
/// The patterns that are run with several team sizes, in drawing order.
const TEAMS: [Pattern; 4] = [Pattern::Loop, Pattern::Spmd, Pattern::Task, Pattern::Rayon];
/// Points in a curve.
const SAMPLES: u32 = 100;

/// Colours that are told apart without red and green (Okabe and Ito).
fn colour(pattern: Pattern) -> RGBColor {
    match pattern {
        Pattern::Serial => BLACK,
        Pattern::Loop => RGBColor(0, 114, 178),
        Pattern::Spmd => RGBColor(213, 94, 0),
        Pattern::Task => RGBColor(0, 158, 115),
        Pattern::Target => RGBColor(230, 159, 0),
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

    let svg = out.file("speedup.svg")?;
    draw(&SVGBackend::new(&svg, (WIDTH, HEIGHT)).into_drawing_area(), steps, &runs)?;
    println!("wrote {}", svg.display());

    let mut pixels = vec![255; (WIDTH * HEIGHT * 3) as usize];
    draw(&BitMapBackend::with_buffer(&mut pixels, (WIDTH, HEIGHT)).into_drawing_area(), steps, &runs)?;
    let png = out.file("speedup.png")?;
    write_png(&png, (WIDTH as usize, HEIGHT as usize), &pixels)?;
    println!("wrote {}", png.display());
    Ok(())
}

/// Logarithmic, so that each doubling counts alike, with ticks where [`ticks`] says.
type Axis = WithKeyPoints<LogCoord<f64>>;
type Area<B> = DrawingArea<B, Shift>;
type Chart<'a, B> = ChartContext<'a, B, Cartesian2d<Axis, Axis>>;

/// The powers of two, times each of `steps`, from `low` to `high`.
fn ticks(low: f64, high: f64, steps: &[f64]) -> Vec<f64> {
    let powers = (-20..=20).map(|exponent| 2.0_f64.powi(exponent));
    powers
        .flat_map(|power| steps.iter().map(move |step| power * step))
        .filter(|tick| (low..=high).contains(tick))
        .collect()
}

fn draw<B: DrawingBackend>(area: &Area<B>, steps: usize, runs: &[&Run]) -> Result<(), Box<dyn Error>>
where
    B::ErrorType: 'static,
{
    area.fill(&WHITE)?;
    let most = runs.iter().map(|run| run.threads).max().unwrap_or(1).max(2) as f64;
    let fastest = runs.iter().map(|run| run.speed_up).fold(1.0, f64::max);
    let slowest = runs.iter().map(|run| run.speed_up).fold(1.0, f64::min);
    // The ideal line is cut where nothing comes near it.
    let (bottom, top) = ((slowest * 0.8).min(0.7), (fastest * 1.25).max(2.2));
    let across = (0.92..most * 1.1).log_scale().base(2.0).with_key_points(ticks(1.0, most, &[1.0]));
    // A GPU makes the axis long: then the powers of two alone.
    let steps_between: &[f64] = if top > 64.0 { &[1.0] } else { &[1.0, 1.5] };
    let up = (bottom..top).log_scale().base(2.0).with_key_points(ticks(bottom, top, steps_between));
    let fraction = serial_fraction(runs);
    let (plot, beside) = area.split_horizontally(WIDTH - LEGEND_WIDTH);
    let mut chart = ChartBuilder::on(&plot)
        .caption(format!("Speed-up of pi by {:.0e} steps", steps as f64), (FAMILY, 34))
        .margin(24)
        .margin_right(12)
        .x_label_area_size(72)
        .y_label_area_size(84)
        .build_cartesian_2d(across, up)?;
    chart
        .configure_mesh()
        .x_desc("Threads")
        .y_desc("Speed-up over one thread")
        .axis_desc_style((FAMILY, 26))
        .label_style((FAMILY, 22))
        .x_label_formatter(&|threads| threads.to_string())
        .y_label_formatter(&|speed_up| speed_up.to_string())
        .light_line_style(WHITE)
        .draw()?;

    draw_laws(&mut chart, most, top, fraction)?;
    for pattern in TEAMS {
        let of_pattern: Vec<&Run> = runs.iter().copied().filter(|run| run.pattern == pattern).collect();
        draw_pattern(&mut chart, pattern, &of_pattern)?;
    }
    if let Some(target) = runs.iter().find(|run| run.pattern == Pattern::Target) {
        // It has no team: a level that the others reach or do not.
        let level = [(1.0, target.speed_up), (most, target.speed_up)];
        chart.draw_series(LineSeries::new(level, colour(Pattern::Target).stroke_width(4)))?;
    }
    draw_legend(&beside, runs, fraction)?;
    area.present()?;
    Ok(())
}

fn ideal_style() -> ShapeStyle {
    RGBColor(120, 120, 120).stroke_width(2)
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
    let end = most.min(top);
    chart.draw_series(LineSeries::new([(1.0, 1.0), (end, end)], ideal_style()))?;
    if let Some(fraction) = fraction {
        let threads = (0..=SAMPLES).map(|k| most.powf(f64::from(k) / f64::from(SAMPLES)));
        let curve = threads.map(|p| (p, amdahl(fraction, p))).take_while(|&(_, speed_up)| speed_up <= top);
        chart.draw_series(DashedLineSeries::new(curve, 10, 8, BLACK.stroke_width(2)))?;
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
    let (line, size) = (colour(pattern).stroke_width(3), size(pattern));
    let place = |run: &&Run| (run.threads as f64, run.speed_up);
    chart.draw_series(LineSeries::new(
        runs.iter().map(place),
        colour(pattern).stroke_width(size as u32 / 3 + 1),
    ))?;
    chart.draw_series(runs.iter().map(|run| Circle::new(place(run), size, WHITE.filled())))?;
    chart.draw_series(runs.iter().map(|run| {
        let style = if run.oversubscribed { line } else { colour(pattern).filled() };
        Circle::new(place(run), size, style)
    }))?;
    Ok(())
}

/// Patterns that come out alike lie on top of each other: what is drawn later is smaller, so that all are seen.
fn size(pattern: Pattern) -> i32 {
    match pattern {
        Pattern::Serial | Pattern::Target | Pattern::Loop => 12,
        Pattern::Spmd => 9,
        Pattern::Task => 6,
        Pattern::Rayon => 4,
    }
}

/// The legend, beside the plot where no curve can run into it.
fn draw_legend<B: DrawingBackend>(
    area: &Area<B>,
    runs: &[&Run],
    fraction: Option<f64>,
) -> Result<(), Box<dyn Error>>
where
    B::ErrorType: 'static,
{
    let mut rows = (0..).map(|row| 110 + row * 40);
    let mut entry =
        |text: &str, from_to: &[(i32, i32)], style: ShapeStyle, mark: Option<(i32, ShapeStyle)>| {
            let y = rows.next().unwrap_or_default();
            for &(from, to) in from_to {
                area.draw(&PathElement::new([(from, y), (to, y)], style))?;
            }
            if let Some((size, mark)) = mark {
                area.draw(&Circle::new((28, y), size, mark))?;
            }
            // The text hangs from its position; half its size higher centres it on the line.
            area.draw(&Text::new(text.to_owned(), (64, y - 8), (FAMILY, 22)))
        };
    let whole = [(4, 52)];
    for pattern in TEAMS {
        if runs.iter().any(|run| run.pattern == pattern) {
            let (colour, size) = (colour(pattern), size(pattern));
            entry(
                pattern.name(),
                &whole,
                colour.stroke_width(size as u32 / 3 + 1),
                Some((size, colour.filled())),
            )?;
        }
    }
    if runs.iter().any(|run| run.pattern == Pattern::Target) {
        entry("target,", &whole, colour(Pattern::Target).stroke_width(4), None)?;
        entry("over serial", &[], BLACK.into(), None)?;
    }
    if runs.iter().any(|run| run.oversubscribed) {
        entry("more threads", &[], BLACK.into(), Some((7, BLACK.stroke_width(2))))?;
        entry("than CPUs", &[], BLACK.into(), None)?;
    }
    entry("ideal", &whole, ideal_style(), None)?;
    if let Some(fraction) = fraction {
        entry("Amdahl's law,", &[(4, 16), (22, 34), (40, 52)], BLACK.stroke_width(2), None)?;
        entry(&format!("{:.1} % serial", fraction * 100.0), &[], BLACK.into(), None)?;
    }
    Ok(())
}
