//! The peers in C: `benches/c`, built by gcc and by the newest clang, or built before.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

/// One program with every case in it.
pub(crate) struct Build {
    /// `gcc` or `clang`, or as `--cc` names it.
    pub(crate) name: String,
    pub(crate) binary: PathBuf,
    /// Compiler, flags and the file of the OpenMP library.
    pub(crate) about: [String; 3],
}

/// What was found, and what is missing.
pub(crate) struct Builds {
    pub(crate) found: Vec<Build>,
    pub(crate) missing: Vec<String>,
}

impl Builds {
    /// One build for each result that is one.
    fn of(results: Vec<Result<Build, String>>) -> Self {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(build) => found.push(build),
                Err(reason) => missing.push(reason),
            }
        }
        Self { found, missing }
    }

    /// The programs that were built into `dir` before.
    pub(crate) fn prebuilt(dir: &Path) -> Result<Self, String> {
        let failed = |error| format!("{}: {error}", dir.display());
        let dir = dir.canonicalize().map_err(failed)?;
        let mut names = BTreeSet::new();
        for entry in fs::read_dir(&dir).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
            names.extend(name.strip_prefix("peers-").map(str::to_owned));
        }
        let mut builds: Vec<_> = names.iter().map(|name| described(name, &dir)).collect();
        for name in ["gcc", "clang"] {
            if !names.iter().any(|found| found.starts_with(name)) {
                builds.push(Err(format!("{name} (no `peers-{name}` in the folder)")));
            }
        }
        // gcc first.
        builds.reverse();
        Ok(Self::of(builds))
    }

    /// Builds into `dir` by the compilers asked for, or else by gcc and the newest clang that can.
    pub(crate) fn built(dir: &Path, march: &str, asked: &[String]) -> Result<Self, String> {
        fs::create_dir_all(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
        let choices: Vec<(String, Vec<String>)> = if asked.is_empty() {
            vec![("gcc".into(), vec!["gcc".into()]), ("clang".into(), clangs())]
        } else {
            asked.iter().map(|name| (name.clone(), vec![name.clone()])).collect()
        };
        let builds = thread::scope(|scope| {
            let build = |(name, compilers): (String, Vec<String>)| {
                scope.spawn(move || first_that_can(&name, &compilers, dir, march))
            };
            let threads: Vec<_> = choices.into_iter().map(build).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic while building")).collect()
        });
        Ok(Self::of(builds))
    }

    /// Puts the OpenMP libraries beside the programs, which look there first.
    pub(crate) fn copy_libraries(&self, dir: &Path) -> Result<(), String> {
        for build in &self.found {
            let from = Path::new(&build.about[2]);
            let Some(name) = from.file_name().and_then(|name| name.to_str()) else { continue };
            // What a program asks for is libgomp.so.1, which links to libgomp.so.1.0.0.
            let asked = name.strip_suffix(".0.0").unwrap_or(name);
            let to = dir.join(asked);
            // Built into this folder before, a program may have found the copy there; copied onto itself it would be empty.
            let same = |path: &Path| fs::canonicalize(path).ok();
            if same(from) != same(&to) {
                fs::copy(from, &to).map_err(|error| format!("{}: {error}", from.display()))?;
            }
        }
        Ok(())
    }
}

/// clang and clang-NN, the newest first.
fn clangs() -> Vec<String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut names = BTreeSet::from(["clang".to_owned()]);
    for entry in std::env::split_paths(&path).filter_map(|dir| fs::read_dir(dir).ok()).flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let numbered =
            name.strip_prefix("clang-").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        if numbered {
            names.insert(name);
        }
    }
    let mut names: Vec<(u32, String)> = names.into_iter().map(|name| (major(&name), name)).collect();
    names.sort_by(|a, b| b.cmp(a));
    names.into_iter().map(|(_, name)| name).collect()
}

/// Of a compiler that there is; else 0.
fn major(compiler: &str) -> u32 {
    let output = Command::new(compiler).arg("-dumpversion").output();
    let version = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    version.ok().and_then(|version| version.split('.').next()?.trim().parse().ok()).unwrap_or(0)
}

/// The first compiler's reason where none can.
fn first_that_can(name: &str, compilers: &[String], dir: &Path, march: &str) -> Result<Build, String> {
    let mut reason = None;
    for compiler in compilers {
        match compile(compiler, &dir.join(format!("peers-{name}")), march) {
            Ok(()) => return described(name, dir),
            Err(error) => reason = reason.or(Some(error)),
        }
    }
    Err(reason.unwrap_or_else(|| name.to_owned()))
}

fn compile(compiler: &str, binary: &Path, march: &str) -> Result<(), String> {
    let flags = format!("-O3 -march={march} -fopenmp");
    let sources = sources().map_err(|error| format!("benches/c: {error}"))?;
    let output = Command::new(compiler)
        .args(flags.split(' '))
        .arg(format!("-DFLAGS=\"{flags}\""))
        .args(sources)
        .arg("-o")
        .arg(binary)
        .args(["-lm", "-ldl", "-Wl,-rpath,$ORIGIN"])
        .output()
        .map_err(|error| format!("{compiler} ({error})"))?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let first = errors
        .lines()
        .find(|line| line.contains("error") || line.contains("undefined"))
        .unwrap_or("it failed");
    Err(format!("{compiler} {flags} ({})", first.trim()))
}

/// Every file in C but the one that is a program by itself.
fn sources() -> std::io::Result<Vec<PathBuf>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/c");
    let (mut sources, alone) = (Vec::new(), dir.join("pi.c"));
    for dir in [dir.clone(), dir.join("loops"), dir.join("tasks")] {
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "c") && path != alone {
                sources.push(path);
            }
        }
    }
    Ok(sources)
}

fn described(name: &str, dir: &Path) -> Result<Build, String> {
    let binary = dir.join(format!("peers-{name}"));
    let output =
        Command::new(&binary).arg("--version").output().map_err(|error| format!("{name} ({error})"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text.lines().map(str::to_owned);
    match (lines.next(), lines.next(), lines.next()) {
        (Some(compiler), Some(flags), Some(library)) if output.status.success() => {
            Ok(Build { name: name.to_owned(), binary, about: [compiler, flags, library] })
        }
        _ => {
            let errors = String::from_utf8_lossy(&output.stderr);
            Err(format!("{name} ({})", errors.lines().next().unwrap_or("it does not start")))
        }
    }
}
