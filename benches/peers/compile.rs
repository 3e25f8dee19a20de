//! What annotated loops cost the compiler: a file with many loops, plain, with `#[omp]` and with rayon, built by cargo as
//! users build theirs. The file is the only thing that each build compiles; what it depends on is built before.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// One way to write the loops.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The shortest of the builds: everything that disturbs one makes it longer.
    pub(crate) seconds: f64,
    /// Of the program.
    pub(crate) bytes: u64,
}

/// How a way writes each kind of loop, with `N` for its number.
struct Way {
    name: &'static str,
    header: &'static str,
    kinds: [&'static str; 4],
}

/// All functions have one signature, so that `main` can call them.
const SIGNATURE: &str = "fn f_N(a: f64, x: &[f64], y: &mut [f64])";

const LOOPS: [&str; 4] = [
    "for i in 0..y.len() { y[i] = (a + N.0) * x[i] + y[i]; }",
    "let mut sum = 0.0; OMP_SUM for i in 0..x.len() { sum += (x[i] - N.0) * x[i]; } y[0] = a * sum;",
    "for i in 1..x.len() - 1 { y[i] = a * (x[i - 1] + N.0 * x[i] + x[i + 1]); }",
    "let m = x.len(); for i in 0..y.len() / m { for j in 0..m { y[i * m + j] = a * x[j] + N.0; } }",
];

fn ways() -> [Way; 3] {
    [
        Way { name: "plain", header: "", kinds: LOOPS },
        Way { name: "ours", header: "use ferromp::prelude::*;", kinds: LOOPS },
        Way {
            name: "rayon",
            header: "use rayon::prelude::*;",
            kinds: [
                "y.par_iter_mut().zip(x).for_each(|(y, x)| *y = (a + N.0) * x + *y);",
                "let sum: f64 = x.par_iter().map(|x| (x - N.0) * x).sum(); y[0] = a * sum;",
                "let n = x.len(); y[1..n - 1].par_iter_mut().enumerate().for_each(|(i, y)| \
                 *y = a * (x[i] + N.0 * x[i + 1] + x[i + 2]));",
                "let m = x.len(); y.par_chunks_exact_mut(m).for_each(|row| \
                 for j in 0..m { row[j] = a * x[j] + N.0; });",
            ],
        },
    ]
}

/// Builds the file with `loops` loops in each way, `runs` times in turns. The first of the rows has no parallel loop.
pub(crate) fn measure(loops: usize, runs: u32) -> Result<Vec<Row>, String> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
    write_package(&dir, loops).map_err(|error| format!("{}: {error}", dir.display()))?;
    let mut rows: Vec<Row> =
        ways().map(|way| Row { name: way.name, seconds: f64::INFINITY, bytes: 0 }).into();
    for row in &mut rows {
        build(&dir, row.name)?;
        row.bytes = fs::metadata(program(&dir, row.name)).map_err(|error| error.to_string())?.len();
    }
    for _ in 0..runs {
        for row in &mut rows {
            let source = dir.join("src/bin").join(row.name).with_extension("rs");
            // Cargo builds again what is newer than what it has built.
            fs::read(&source).and_then(|text| fs::write(&source, text)).map_err(|error| error.to_string())?;
            let start = Instant::now();
            build(&dir, row.name)?;
            row.seconds = row.seconds.min(start.elapsed().as_secs_f64());
        }
    }
    Ok(rows)
}

/// The rows as Markdown.
pub(crate) fn table(loops: usize, rows: &[Row]) -> String {
    let mut text = format!(
        "| {loops} loops | build, s | added, s | program, KiB | added, KiB |\n|---|---|---|---|---|\n"
    );
    let Some(plain) = rows.first() else { return text };
    for Row { name, seconds, bytes } in rows {
        let (added, larger) = (seconds - plain.seconds, *bytes as f64 - plain.bytes as f64);
        let size = *bytes as f64 / 1024.0;
        writeln!(text, "| {name} | {seconds:.2} | {added:.2} | {size:.0} | {:.0} |", larger / 1024.0)
            .expect("a string takes all");
    }
    text
}

fn build(dir: &Path, name: &str) -> Result<(), String> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--offline", "--bin", name])
        .env("CARGO_TARGET_DIR", dir.join("target"))
        .current_dir(dir)
        .output()
        .map_err(|error| format!("cargo ({error})"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn program(dir: &Path, name: &str) -> PathBuf {
    dir.join("target/release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// A package with a program for each way, and the versions of this workspace.
fn write_package(dir: &Path, loops: usize) -> std::io::Result<()> {
    let home = env!("CARGO_MANIFEST_DIR");
    fs::create_dir_all(dir.join("src/bin"))?;
    let manifest = format!(
        "[package]\nname = \"loops\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         ferromp = {{ path = {home:?} }}\nrayon = \"1.12\"\n\n[workspace]\n"
    );
    fs::write(dir.join("Cargo.toml"), manifest)?;
    fs::copy(Path::new(home).join("Cargo.lock"), dir.join("Cargo.lock"))?;
    ways().iter().try_for_each(|way| {
        fs::write(dir.join("src/bin").join(way.name).with_extension("rs"), source(way, loops))
    })
}

fn source(way: &Way, loops: usize) -> String {
    let ours = way.name == "ours";
    let mut text = format!("#![allow(clippy::all)]\n{}\n", way.header);
    for n in 0..loops {
        let kind = n % 4;
        let mut body = way.kinds[kind]
            .replace("OMP_SUM", if ours { "#[omp(parallel for reduction(+: sum))]" } else { "" });
        if ours && kind != 1 {
            body = body.replacen("for i", "#[omp(parallel for)] for i", 1);
        }
        let (attribute, signature) = (if ours { "#[omp]\n" } else { "" }, SIGNATURE);
        let function = format!("{attribute}#[inline(never)]\n{signature} {{ {body} }}\n");
        text += &function.replace("_N", &format!("_{n}")).replace("N.0", &format!("{n}.0"));
    }
    text += "fn main() {\n    let a = std::env::args().count() as f64;\n    let x = vec![a; 64];\n    let mut y = vec![a; 64 * 64];\n";
    for n in 0..loops {
        let y = if n % 4 == 3 { "&mut y" } else { "&mut y[..64]" };
        writeln!(text, "    f_{n}(a, &x, {y});").expect("a string takes all");
    }
    text + "    println!(\"{}\", y.iter().sum::<f64>());\n}\n"
}
