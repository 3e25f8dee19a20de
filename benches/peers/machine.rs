//! What the numbers depend on: the machine, the versions, and what is known to disturb.

use std::env;
use std::fs;
use std::path::Path;
use std::thread;

use crate::toolchain::Builds;

/// As it was when this was built.
const LOCK: &str = include_str!("../../Cargo.lock");

/// Names and what they are.
pub(crate) type Facts = Vec<(String, String)>;

pub(crate) fn usable_cpus() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// The processes that wanted to run during the last 1, 5 and 15 minutes.
pub(crate) fn load() -> String {
    let load = read("/proc/loadavg");
    load.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// The load, and whether it disturbs: nothing of ours runs yet, but the compilers may have just now.
fn load_before() -> String {
    let load = load();
    let latest = load.split(' ').next().and_then(|latest| latest.parse::<f64>().ok());
    if latest.is_some_and(|latest| latest >= 0.5) {
        format!("{load}: the machine was not quiet")
    } else {
        load
    }
}

pub(crate) fn facts(builds: &Builds) -> Facts {
    let mut facts = vec![
        ("processor".to_owned(), processor()),
        ("usable CPUs".to_owned(), format!("{}, SMT {}", usable_cpus(), smt())),
        ("caches of CPU 0".to_owned(), caches()),
        ("frequency governor".to_owned(), read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")),
        ("load at the start".to_owned(), load_before()),
        ("kernel".to_owned(), read("/proc/sys/kernel/osrelease")),
        ("rustc".to_owned(), rustc()),
        ("rayon, chili".to_owned(), format!("{}, {}", locked("rayon"), locked("chili"))),
    ];
    for build in &builds.found {
        let [compiler, flags, library] = &build.about;
        let library = Path::new(library).file_name().unwrap_or_default().to_string_lossy();
        facts.push((build.name.clone(), format!("{compiler}, `{flags}`, {library}")));
    }
    facts.extend(builds.missing.iter().map(|missing| ("missing".to_owned(), missing.clone())));
    let settings = env::vars().filter(|(name, _)| {
        ["OMP_", "GOMP_", "KMP_", "FERROMP_", "RAYON_"].iter().any(|prefix| name.starts_with(prefix))
    });
    facts.extend(settings.map(|(name, value)| (format!("`{name}`"), value)));
    facts
}

/// A file's one line.
fn read(path: &str) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.trim();
    if line.is_empty() { "unknown".to_owned() } else { line.to_owned() }
}

fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let found = info.lines().find(|line| line.split(':').next().is_some_and(|key| key.trim() == name));
        found.and_then(|line| line.split_once(':')).map_or("unknown", |(_, value)| value.trim()).to_owned()
    };
    let virtual_machine = if field("flags").contains("hypervisor") { ", virtual" } else { "" };
    let [name, family, model] = ["model name", "cpu family", "model"].map(field);
    format!("{name}, family {family}, model {model}{virtual_machine}, {}", widest(&field("flags")))
}

/// The widest instructions for floating point.
fn widest(flags: &str) -> &'static str {
    let has = |wanted: &str| flags.split(' ').any(|flag| flag == wanted);
    match () {
        () if has("avx512f") => "AVX-512",
        () if has("avx2") => "AVX2",
        () => "no AVX2",
    }
}

fn smt() -> &'static str {
    match &*read("/sys/devices/system/cpu/smt/active") {
        "1" => "on",
        "0" => "off",
        _ => "unknown",
    }
}

fn caches() -> String {
    let index = |index: u32| {
        let file = |name: &str| {
            fs::read_to_string(format!("/sys/devices/system/cpu/cpu0/cache/index{index}/{name}"))
        };
        let [level, kind, size] = ["level", "type", "size"].map(file);
        let (level, kind, size) = (level.ok()?, kind.ok()?, size.ok()?);
        (kind.trim() != "Instruction").then(|| format!("L{} {}", level.trim(), size.trim()))
    };
    let found: Vec<String> = (0..8).filter_map(index).collect();
    if found.is_empty() { "unknown".to_owned() } else { found.join(", ") }
}

/// The compiler of this program, which need not be on this machine: its objects say who made them.
fn rustc() -> String {
    const MARK: &[u8] = b"rustc version ";
    let program = env::current_exe().and_then(fs::read).unwrap_or_default();
    let found = program.windows(MARK.len() + 1).position(|bytes| {
        // A digit follows, unless this is the mark itself.
        bytes.strip_prefix(MARK).is_some_and(|next| next[0].is_ascii_digit())
    });
    let Some(at) = found else { return "unknown".to_owned() };
    let version = program[at + MARK.len()..].iter().take(100).take_while(|&&byte| byte != 0 && byte != b')');
    format!("{})", version.map(|&byte| char::from(byte)).collect::<String>())
}

/// The version of a crate in `Cargo.lock`.
fn locked(name: &str) -> String {
    let entry = LOCK.split("[[package]]").find(|entry| entry.contains(&format!("name = \"{name}\"\n")));
    let version = entry.and_then(|entry| entry.split("version = \"").nth(1)?.split('"').next());
    version.unwrap_or("none").to_owned()
}
