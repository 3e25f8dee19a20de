//! What is measured.

use std::time::Instant;

use crate::case::{Case, Goal, Peer, Unit};
use crate::common::is_pi;
use crate::ours::Point;
use crate::raw::{self, Raw};
use crate::{Bench, first, ours};

const OURS: &str = "ferromp";
const RAW: &str = "OpenCL by hand";
const THREADS: &str = "ferromp, host threads";
/// A loop that takes microseconds is timed in batches of this many.
const BATCH: usize = 20;

type Make = fn(&Bench, &Raw) -> Result<Case, String>;

/// Every case, made when its turn comes: some take much memory.
pub(crate) const ALL: [(&str, Make); 8] = [
    ("pi", pi),
    ("triad", triad),
    ("polygon", polygon),
    ("launch", launch),
    ("vadd", vadd),
    ("affine", affine),
    ("gather", gather),
    ("first", first_use),
];

fn agree(what: &str, same: bool) -> Result<(), String> {
    if same { Ok(()) } else { Err(format!("{what}: the results differ")) }
}

fn pi(bench: &Bench, raw: &Raw) -> Result<Case, String> {
    let steps = bench.size(if bench.gpu { 1_000_000_000 } else { 100_000_000 });
    let device = bench.device;
    let check = move |value: f64| agree("pi", is_pi(value, steps));
    let mut by_hand = raw::pi(raw, steps)?;
    Ok(Case {
        title: format!("pi, {steps} steps, f64"),
        unit: Unit::Milliseconds,
        peers: vec![
            Peer::new(OURS, 1, move || check(ours::pi(steps, device))),
            Peer::new(RAW, 1, move || check(by_hand()?)),
            Peer::new(THREADS, 1, move || check(ours::pi_threads(steps))),
            Peer::new("the same without SIMD lanes", 1, move || check(ours::pi_spmd(steps))),
        ],
        goal: match (bench.h200, bench.gpu) {
            (true, _) => Some(Goal::Seconds(1.25 * 1.16e-3 * steps as f64 / 1e9)),
            (_, false) => Some(Goal::Times(1.0, "the same without SIMD lanes")),
            _ => None,
        },
    })
}

/// Vectors that a loop works on again and again, on the device from the start to the end of the case.
struct Resident<T: ferromp::Mappable, U: ferromp::Mappable> {
    read: Vec<T>,
    also: Vec<U>,
    written: Vec<T>,
    device: usize,
}

impl<T: ferromp::Mappable, U: ferromp::Mappable> Resident<T, U> {
    fn new(read: Vec<T>, also: Vec<U>, mut written: Vec<T>, device: usize) -> Self {
        ours::enter(&read, &also, &mut written, device);
        Self { read, also, written, device }
    }
}

impl<T: ferromp::Mappable, U: ferromp::Mappable> Drop for Resident<T, U> {
    fn drop(&mut self) {
        ours::exit(&self.read, &self.also, &mut self.written, self.device);
    }
}

fn triad(bench: &Bench, raw: &Raw) -> Result<Case, String> {
    let n = bench.size(if bench.gpu { 1 << 27 } else { 1 << 23 }).next_multiple_of(256);
    let device = bench.device;
    let (b, c) = (vec![1.0; n], vec![2.0; n]);
    let by_hand = raw::triad(raw, &b, &c, 3.0)?;
    let mut data = Resident::new(b, c, vec![0.0; n], device);
    let bytes = 3.0 * (n * size_of::<f64>()) as f64;
    let ours = move || {
        ours::triad(&mut data.written, &data.read, &data.also, 3.0, device);
        Ok(())
    };
    Ok(Case {
        title: format!("triad, 3 x {n} f64 on the device"),
        unit: Unit::Rate(bytes),
        peers: vec![Peer::new(OURS, BATCH, ours), Peer::new(RAW, BATCH, by_hand)],
        goal: bench.h200.then_some(Goal::Seconds(bytes / (0.9 * 4.09e12))),
    })
}

/// A star in the unit square, its tips and notches at alternating radii.
fn star(vertices: usize) -> Vec<Point> {
    let corner = |k: usize| {
        let radius = if k.is_multiple_of(2) { 0.46 } else { 0.24 };
        let (sin, cos) = (std::f64::consts::TAU * k as f64 / vertices as f64).sin_cos();
        Point { x: 0.5 + radius * cos, y: 0.5 + radius * sin }
    };
    (0..vertices).map(corner).collect()
}

fn polygon(bench: &Bench, raw: &Raw) -> Result<Case, String> {
    let (size, device) = (1024, bench.device);
    let star = star(24);
    let mut by_hand = raw::polygon(raw, star.iter().flat_map(|p| [p.x, p.y]).collect(), size)?;
    let mut expected = vec![false; size * size];
    ours::polygon_threads(&star, &mut expected, size);
    let mut bytes = vec![0_u8; size * size];
    by_hand(&mut bytes)?;
    agree("polygon by hand", bytes.iter().zip(&expected).all(|(&byte, &pixel)| (byte == 1) == pixel))?;
    let mut mask = vec![false; size * size];
    ours::polygon(&star, &mut mask, size, device);
    agree("polygon", mask == expected)?;
    let star_too = star.clone();
    Ok(Case {
        title: format!("polygon mask, {size} x {size} pixels, 24 vertices, with transfers"),
        unit: Unit::Milliseconds,
        peers: vec![
            Peer::new(OURS, BATCH, move || {
                ours::polygon(&star, &mut mask, size, device);
                Ok(())
            }),
            Peer::new(RAW, BATCH, move || by_hand(&mut bytes)),
            Peer::new(THREADS, BATCH, move || {
                ours::polygon_threads(&star_too, &mut expected, size);
                Ok(())
            }),
        ],
        goal: bench.h200.then_some(Goal::Seconds(1.5 * 0.083e-3)),
    })
}

fn launch(bench: &Bench, raw: &Raw) -> Result<Case, String> {
    let device = bench.device;
    let ours = move || {
        ours::empty(device);
        Ok(())
    };
    Ok(Case {
        title: "launch of an empty loop, and the wait for it".to_owned(),
        unit: Unit::Microseconds,
        peers: vec![Peer::new(OURS, 50 * BATCH, ours), Peer::new(RAW, 50 * BATCH, raw::empty(raw)?)],
        goal: bench.h200.then_some(Goal::Seconds(2.0 * 8.9e-6)),
    })
}

/// The vectors that a peer adds, of its own.
struct Vectors {
    a: Vec<f32>,
    b: Vec<f32>,
    c: Vec<f32>,
}

impl Vectors {
    fn new(n: usize) -> Self {
        Self { a: vec![1.0; n], b: vec![2.0; n], c: vec![0.0; n] }
    }

    /// The seconds that `add` takes; what it computes is checked.
    fn timed(&mut self, add: impl FnOnce(&[f32], &[f32], &mut [f32])) -> Result<f64, String> {
        let start = Instant::now();
        add(&self.a, &self.b, &mut self.c);
        let seconds = start.elapsed().as_secs_f64();
        agree("vadd", self.c.iter().all(|&c| c.to_bits() == 3.0_f32.to_bits()))?;
        Ok(seconds)
    }
}

/// The peer's vectors, and its kernel, which may work in their memory: it is dropped first.
struct ByHand {
    kernel: raw::Vadd,
    vectors: Vectors,
}

impl ByHand {
    fn new(raw: &Raw, mut vectors: Vectors) -> Result<Self, String> {
        // SAFETY: the vectors' memory stays where it is until `vectors` is dropped, after `kernel`, and is used in
        // `timed` alone.
        let kernel = unsafe { raw::Vadd::new(raw, &vectors.a, &vectors.b, &mut vectors.c) }?;
        Ok(Self { kernel, vectors })
    }

    fn timed(&mut self) -> Result<f64, String> {
        let mut outcome = Ok(());
        let seconds = self.vectors.timed(|a, b, c| outcome = self.kernel.run(a, b, c));
        outcome.and(seconds)
    }
}

fn vadd(bench: &Bench, raw: &Raw) -> Result<Case, String> {
    let (n, device) = (bench.size(10_000_000), bench.device);
    let [mut first, second, mut third, mut fourth] = std::array::from_fn(|_| Vectors::new(n));
    let mut by_hand = ByHand::new(raw, second)?;
    Ok(Case {
        title: format!("vector addition, {n} f32, with transfers"),
        unit: Unit::Milliseconds,
        peers: vec![
            Peer::measuring(OURS, move || first.timed(|a, b, c| ours::vadd(a, b, c, device))),
            Peer::measuring(RAW, move || by_hand.timed()),
            Peer::measuring("ferromp, kernels/vadd.cl", move || {
                third.timed(|a, b, c| ours::vadd_by_kernel(a, b, c, device))
            }),
            Peer::measuring(THREADS, move || fourth.timed(ours::vadd_threads)),
        ],
        goal: (!bench.gpu).then_some(Goal::Times(1.2, THREADS)),
    })
}

/// Indices that are affine in the loop variables: the launch shows them to be in bounds, the kernel checks nothing.
fn affine(bench: &Bench, raw: &Raw) -> Result<Case, String> {
    // The inner points are a power of two, which the driver can cut into work-groups well.
    let (width, device) = ((if bench.gpu { 8192 } else { 2048 }) + 2, bench.device);
    let grid: Vec<f64> = (0..width * width).map(|at| (at % 97) as f64).collect();
    let by_hand = raw::relax(raw, &grid, width)?;
    let mut data = Resident::new(grid.clone(), Vec::<f64>::new(), grid, device);
    let ours = move || {
        ours::relax(&data.read, &mut data.written, width, device);
        Ok(())
    };
    Ok(Case {
        title: format!("no bounds checks: affine indices, a sweep over {width} x {width} f64 on the device"),
        unit: Unit::Milliseconds,
        peers: vec![Peer::new(OURS, BATCH, ours), Peer::new(RAW, BATCH, by_hand)],
        goal: Some(Goal::Times(1.05, RAW)),
    })
}

/// Indices from memory: each is checked.
fn gather(bench: &Bench, raw: &Raw) -> Result<Case, String> {
    let n = bench.size(if bench.gpu { 1 << 27 } else { 1 << 23 }).next_multiple_of(256);
    let device = bench.device;
    // Blocks of 64 in reverse: near enough to each other for the caches.
    let from: Vec<u32> = (0..n as u32).map(|i| i ^ 63).collect();
    let a: Vec<f32> = (0..n).map(|i| i as f32).collect();
    let by_hand = raw::gather(raw, &a, &from)?;
    let mut data = Resident::new(a, from, vec![0.0; n], device);
    let ours = move || {
        ours::gather(&data.read, &data.also, &mut data.written, device);
        Ok(())
    };
    Ok(Case {
        title: format!("bounds checks: indices from memory, {n} f32 on the device"),
        unit: Unit::Milliseconds,
        peers: vec![Peer::new(OURS, BATCH, ours), Peer::new(RAW, BATCH, by_hand)],
        goal: None,
    })
}

fn first_use(bench: &Bench, _: &Raw) -> Result<Case, String> {
    let device = bench.device;
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let peer = |name, way| {
        let program = program.clone();
        Peer::measuring(name, move || first::in_child(&program, way, device))
    };
    Ok(Case {
        title: "first use: from the program's start to the end of its first loop".to_owned(),
        unit: Unit::Milliseconds,
        peers: vec![peer(OURS, first::Way::Ferromp), peer(RAW, first::Way::Raw)],
        goal: (!bench.gpu).then_some(Goal::Seconds(0.150)),
    })
}
