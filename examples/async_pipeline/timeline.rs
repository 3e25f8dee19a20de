//! The timelines as SVG: a row for each direction of copies and one for the kernels, time from left to right.

use std::fmt::Write as _;
use std::fs;

use ferromp::{DeviceEvent, DeviceEventKind};

use crate::common::picture::Out;

const LEFT: f64 = 150.0;
const BREADTH: f64 = 1000.0;
const RIGHT: f64 = 30.0;
const ROW: f64 = 34.0;
const BAR: f64 = 24.0;
/// From one timeline to the next: its title and its three rows.
const TIMELINE: f64 = 170.0;
const BOTTOM: f64 = 50.0;

/// In the order of the rows, with colours that are told apart without red and green (Okabe and Ito).
const ROWS: [(DeviceEventKind, &str, &str); 3] = [
    (DeviceEventKind::ToDevice, "to the device", "#0072b2"),
    (DeviceEventKind::Kernel, "kernel", "#d55e00"),
    (DeviceEventKind::FromDevice, "from the device", "#009e73"),
];

/// Writes `async_pipeline.svg`, all timelines on one scale; nothing where no device took part.
pub(crate) fn write(out: &Out, timelines: &[(&str, Vec<DeviceEvent>)]) {
    let length = timelines.iter().map(|(_, events)| span(events).1).fold(0.0, f64::max);
    if length == 0.0 {
        println!("  no timeline: no device took part");
        return;
    }
    let path = out.file("async_pipeline.svg").unwrap_or_else(|e| panic!("cannot create {e}"));
    fs::write(&path, draw(timelines, length))
        .unwrap_or_else(|e| panic!("cannot write {}: {e}", path.display()));
    println!("  wrote {}", path.display());
}

/// When the first event starts, and the milliseconds from then until the last one ends.
fn span(events: &[DeviceEvent]) -> (f64, f64) {
    let start = events.iter().map(|event| milliseconds(event.start)).fold(f64::INFINITY, f64::min);
    let end = events.iter().map(|event| milliseconds(event.end)).fold(start, f64::max);
    if events.is_empty() { (0.0, 0.0) } else { (start, end - start) }
}

fn milliseconds(time: std::time::Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn draw(timelines: &[(&str, Vec<DeviceEvent>)], length: f64) -> String {
    let (width, height) = (LEFT + BREADTH + RIGHT, timelines.len() as f64 * TIMELINE + BOTTOM);
    let scale = BREADTH / length;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"sans-serif\" font-size=\"15\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (at, (name, events)) in timelines.iter().enumerate() {
        draw_timeline(&mut svg, at as f64 * TIMELINE, name, events, scale);
    }
    draw_axis(&mut svg, height - BOTTOM, length, scale);
    svg.push_str("</svg>\n");
    svg
}

fn draw_timeline(svg: &mut String, top: f64, name: &str, events: &[DeviceEvent], scale: f64) {
    let (start, taken) = span(events);
    let _ = writeln!(
        svg,
        "<text x=\"{LEFT}\" y=\"{:.0}\" font-size=\"19\">{name}: {taken:.2} ms</text>",
        top + 32.0
    );
    for (row, (kind, label, colour)) in ROWS.into_iter().enumerate() {
        let y = top + 48.0 + row as f64 * ROW;
        let (x, middle) = (LEFT - 12.0, y + BAR / 2.0 + 5.0);
        let _ = writeln!(svg, "<text x=\"{x}\" y=\"{middle}\" text-anchor=\"end\">{label}</text>");
        let _ = writeln!(
            svg,
            "<rect x=\"{LEFT}\" y=\"{y}\" width=\"{BREADTH}\" height=\"{BAR}\" fill=\"#f2f2f2\"/>"
        );
        let lanes = lanes(events, kind);
        if lanes[0].is_empty() {
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{middle}\" fill=\"#666666\">no copies: the device uses the host's memory</text>",
                LEFT + 8.0
            );
        }
        let height = BAR / lanes.len() as f64;
        for (lane, events) in lanes.into_iter().enumerate() {
            let y = y + lane as f64 * height;
            for (number, event) in events.into_iter().enumerate() {
                let x = LEFT + (milliseconds(event.start) - start) * scale;
                let width = ((milliseconds(event.end) - milliseconds(event.start)) * scale).max(0.5);
                // Neighbours differ in shade, so that they are seen as two.
                let opacity = if number % 2 == 0 { 1.0 } else { 0.65 };
                let _ = writeln!(
                    svg,
                    "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" \
                     fill=\"{colour}\" fill-opacity=\"{opacity}\"/>"
                );
            }
        }
    }
}

/// The events of one kind, side by side where they overlap: each goes to the first lane that is free when it starts.
fn lanes(events: &[DeviceEvent], kind: DeviceEventKind) -> Vec<Vec<&DeviceEvent>> {
    let mut of_kind: Vec<&DeviceEvent> = events.iter().filter(|event| event.kind == kind).collect();
    of_kind.sort_by_key(|event| event.start);
    let mut lanes: Vec<Vec<&DeviceEvent>> = vec![Vec::new()];
    for event in of_kind {
        let is_free = |lane: &&mut Vec<&DeviceEvent>| lane.last().is_none_or(|last| last.end <= event.start);
        match lanes.iter_mut().find(is_free) {
            Some(lane) => lane.push(event),
            None => lanes.push(vec![event]),
        }
    }
    lanes
}

/// Ticks at 1, 2 or 5 times a power of ten, about ten of them.
fn draw_axis(svg: &mut String, top: f64, length: f64, scale: f64) {
    let power = 10_f64.powf((length / 10.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|k| k * power).into_iter().find(|step| length / step <= 10.0);
    let step = step.unwrap_or(length);
    let mut tick = 0.0;
    while tick <= length {
        let x = LEFT + tick * scale;
        let (from, to, text) = (top, top + 6.0, top + 24.0);
        let _ = writeln!(svg, "<path d=\"M{x:.2} {from}V{to}\" stroke=\"black\"/>");
        // As many decimals as the step has.
        let decimals = (-step.log10().floor()).max(0.0) as usize;
        let _ =
            writeln!(svg, "<text x=\"{x:.2}\" y=\"{text}\" text-anchor=\"middle\">{tick:.decimals$}</text>");
        tick += step;
    }
    let _ = writeln!(svg, "<path d=\"M{LEFT} {top}h{BREADTH}\" stroke=\"black\"/>");
    let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">ms</text>", LEFT - 12.0, top + 24.0);
}
