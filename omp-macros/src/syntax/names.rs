//! The words of OpenMP 5.2: those that are supported, and those that are known but not supported yet.

/// The supported directives, as OpenMP spells them.
#[rustfmt::skip] // Words, not a column.
pub(crate) const DIRECTIVES: &[&str] = &[
    "parallel", "for", "parallel for", "simd", "for simd", "parallel for simd", "single", "masked", "master", "critical", "barrier", "atomic", "flush",
    "task", "taskwait", "target", "target parallel", "target parallel for", "target parallel for simd",
    "target parallel loop", "target teams", "target teams distribute", "target teams distribute parallel for",
    "target teams distribute parallel for simd", "target teams loop", "target loop", "teams", "teams distribute",
    "teams distribute parallel for", "teams distribute parallel for simd", "teams loop", "distribute",
    "distribute parallel for", "distribute parallel for simd", "loop", "target data", "target enter data",
    "target exit data", "target update", "declare target",
];

/// The first words of every other directive of OpenMP 5.2.
#[rustfmt::skip] // Words, not a column.
pub(crate) const UNSUPPORTED_DIRECTIVES: &[&str] = &[
    "sections", "section", "taskloop", "taskgroup", "taskyield", "ordered", "scope", "workshare", "threadprivate", "declare", "begin", "end", "scan", "cancel",
    "cancellation", "metadirective", "depobj", "interop", "dispatch", "allocate", "allocators", "assume",
    "assumes", "error", "nothing", "requires", "tile", "unroll", "do",
];

/// Words that extend a combined directive, as `for` does `parallel`.
#[rustfmt::skip] // Words, not a column.
pub(crate) const COMBINING: &[&str] = &[
    "parallel", "for", "do", "simd", "sections", "loop", "masked", "master", "taskloop", "teams",
    "distribute", "target", "data", "enter", "exit", "update", "workshare", "declare",
];

/// The supported clauses, with an example of each.
pub(crate) const CLAUSES: &[(&str, &str)] = &[
    ("num_threads", "num_threads(4)"),
    ("if", "if(n > 1000)"),
    ("final", "final(depth > 8)"),
    ("private", "private(x)"),
    ("firstprivate", "firstprivate(x)"),
    ("lastprivate", "lastprivate(x)"),
    ("shared", "shared(x)"),
    ("unsafe", "unsafe(shared(x))"),
    ("default", "default(none)"),
    ("reduction", "reduction(+: x)"),
    ("schedule", "schedule(static)"),
    ("nowait", "nowait"),
    ("collapse", "collapse(2)"),
    ("order", "order(reproducible)"),
    ("copyprivate", "copyprivate(x)"),
    ("proc_bind", "proc_bind(close)"),
    ("filter", "filter(0)"),
    ("map", "map(tofrom: a, b[lo..hi])"),
    ("device", "device(0)"),
    ("num_teams", "num_teams(8)"),
    ("thread_limit", "thread_limit(64)"),
    ("defaultmap", "defaultmap(tofrom: scalar)"),
    ("depend", "depend(inout: a)"),
    ("is_device_ptr", "is_device_ptr(p)"),
    ("use_device_ptr", "use_device_ptr(p)"),
    ("dist_schedule", "dist_schedule(static)"),
    ("to", "to(a[lo..hi])"),
    ("from", "from(a[lo..hi])"),
    ("kernel", "unsafe(kernel(\"kernels/vadd.cl\", vadd(a, b, c, n)))"),
];

/// The clauses of OpenMP 5.2 that are known but not supported yet.
#[rustfmt::skip] // Words, not a column.
pub(crate) const UNSUPPORTED_CLAUSES: &[&str] = &[
    "acq_rel", "acquire", "affinity", "aligned", "allocate", "bind", "capture", "compare", "copyin", 
    "detach", "doacross", "exclusive", "fail", "grainsize",
    "has_device_addr", "hint", "in_reduction", "inclusive", "linear", "mergeable",
    "nogroup", "nontemporal", "novariants", "num_tasks", "ordered", "partial", "priority",
    "relaxed", "release", "safelen", "seq_cst", "simd", "simdlen", "sizes", "task_reduction", 
    "threads", "uniform", "untied", "use_device_addr", "weak",
];

pub(crate) const ATOMIC_KINDS: &[&str] = &["read", "write", "update", "capture"];
pub(crate) const MAP_KINDS: &[&str] = &["to", "from", "tofrom", "alloc", "release", "delete"];
pub(crate) const SCHEDULES: &[&str] = &["static", "dynamic", "guided", "auto", "runtime"];
pub(crate) const OPERATORS: &[&str] = &["+", "-", "*", "min", "max", "&", "|", "^", "&&", "||"];

/// The example that shows how to write the clause `name`.
pub(crate) fn example(name: &str) -> &'static str {
    CLAUSES.iter().find(|(clause, _)| *clause == name).map_or("", |(_, example)| example)
}

/// The names of the supported clauses.
pub(crate) fn clause_names() -> Vec<&'static str> {
    CLAUSES.iter().map(|(name, _)| *name).collect()
}

/// A directive's name as the tree has it.
pub(crate) fn directive_name(name: &str) -> Option<&'static str> {
    DIRECTIVES.iter().find(|directive| **directive == name).copied()
}
