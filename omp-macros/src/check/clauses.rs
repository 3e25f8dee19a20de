//! Which clause goes where, as a table, and which clauses clash.

use syn::spanned::Spanned as _;
use syn::{Expr, Lit, UnOp};

use super::offload;
use crate::error;
use crate::report::{Errors, Extent};
use crate::suggest::list;
use crate::syntax::{ClauseKind, Directive, ScheduleKind};

/// The clauses that each directive allows (OpenMP 5.2, chapters 10 to 15); `unsafe` is ours.
#[rustfmt::skip] // One directive a line.
const ALLOWED: &[(&str, &[&str])] = &[
    ("parallel", &["num_threads", "if", "private", "firstprivate", "shared", "unsafe", "default", "reduction",
                   "proc_bind"]),
    ("for", &["private", "firstprivate", "lastprivate", "reduction", "schedule", "nowait", "collapse",
              "order"]),
    ("parallel for", &["num_threads", "if", "private", "firstprivate", "lastprivate", "shared", "unsafe", "default",
                       "reduction", "schedule", "collapse", "order", "proc_bind"]),
    ("simd", &["if", "private", "lastprivate", "reduction", "collapse"]),
    ("for simd", &["private", "firstprivate", "lastprivate", "reduction", "schedule", "nowait", "collapse", "order"]),
    ("parallel for simd", &["num_threads", "if", "private", "firstprivate", "lastprivate", "shared", "unsafe",
                            "default", "reduction", "schedule", "collapse", "order", "proc_bind"]),
    ("single", &["private", "firstprivate", "copyprivate", "nowait"]),
    ("masked", &["filter"]),
    ("task", &["if", "final", "private", "firstprivate", "shared", "default"]),
    ("target data", &["map", "device", "if", "use_device_ptr"]),
    ("target enter data", &["map", "device", "if", "nowait", "depend"]),
    ("target exit data", &["map", "device", "if", "nowait", "depend"]),
    ("target update", &["to", "from", "device", "if", "nowait", "depend"]),
];

/// The clauses of the constructs that `target` and `teams` combine: a combination allows those of all its parts
/// (OpenMP 5.2, 17.2). Not `lastprivate`, which no device has.
#[rustfmt::skip] // One construct a line.
const LEAVES: &[(&str, &[&str])] = &[
    ("target", &["map", "device", "if", "private", "firstprivate", "defaultmap", "is_device_ptr", "thread_limit",
                 "nowait", "depend", "kernel"]),
    ("teams", &["num_teams", "thread_limit", "private", "firstprivate", "shared", "default", "reduction"]),
    ("distribute", &["private", "firstprivate", "collapse", "dist_schedule", "order"]),
    ("parallel", &["num_threads", "if", "private", "firstprivate", "shared", "default", "reduction"]),
    ("for", &["private", "firstprivate", "reduction", "schedule", "collapse", "order"]),
    ("loop", &["private", "reduction", "collapse", "order"]),
    ("simd", &[]),
];

/// The clauses that may appear once.
const ONCE: &[&str] = &[
    "num_threads",
    "if",
    "final",
    "default",
    "schedule",
    "nowait",
    "collapse",
    "order",
    "proc_bind",
    "filter",
    "device",
    "num_teams",
    "thread_limit",
    "dist_schedule",
    "kernel",
];

/// The deepest nest that the runtime collapses.
pub(super) const MAX_COLLAPSE: usize = 3;

pub(super) fn check_clauses(directive: &Directive, errors: &mut Errors) {
    check_allowed(directive, errors);
    check_once(directive, errors);
    check_sharing(directive, errors);
    check_nowait(directive, errors);
    offload::check_offload(directive, errors);
    for clause in &directive.clauses {
        check_argument(&clause.kind, errors);
        if let ClauseKind::Collapse(depth) = clause.kind {
            check_collapse(depth, clause.span, errors);
        }
    }
}

fn allowed(directive: &str) -> Vec<&'static str> {
    if let Some((_, clauses)) = ALLOWED.iter().find(|(name, _)| *name == directive) {
        return clauses.to_vec();
    }
    let mut clauses = Vec::new();
    for word in directive.split(' ') {
        let leaf = LEAVES.iter().find(|(name, _)| *name == word);
        for clause in leaf.map_or(&[][..], |(_, clauses)| clauses) {
            if !clauses.contains(clause) {
                clauses.push(*clause);
            }
        }
    }
    clauses
}

fn check_allowed(directive: &Directive, errors: &mut Errors) {
    let allowed = allowed(directive.name);
    for clause in &directive.clauses {
        let name = clause.kind.name();
        if allowed.contains(&name) {
            continue;
        }
        if name == "nowait" && directive.name.starts_with("parallel") {
            errors.push(error::NOWAIT_ON_PARALLEL.at(clause.span, &[directive.name]));
            continue;
        }
        let help = match allowed.as_slice() {
            [] => format!("remove it: `{}` takes no clause", directive.name),
            _ => format!("remove it: `{}` takes {}", directive.name, list(&allowed)),
        };
        errors.push(error::CLAUSE_NOT_ALLOWED.at(clause.span, &[name, directive.name, &help]));
    }
}

fn check_once(directive: &Directive, errors: &mut Errors) {
    for (index, clause) in directive.clauses.iter().enumerate() {
        let name = clause.kind.name();
        let first = directive.clauses[..index].iter().find(|first| first.kind.name() == name);
        if let Some(first) = first.filter(|_| ONCE.contains(&name)) {
            errors.push(error::DUPLICATE_CLAUSE.at(clause.span, &[name, directive.name]));
            errors.note(first.span, format_args!("first `{name}` here"));
        }
    }
}

/// A variable has one data-sharing attribute; only `firstprivate` with `lastprivate` gives two (OpenMP 5.2, 5.4).
fn check_sharing(directive: &Directive, errors: &mut Errors) {
    let listed = |copyprivate: bool| {
        let clauses = directive.clauses.iter();
        let clauses = clauses.filter(move |clause| {
            (clause.kind.name() == "copyprivate") == copyprivate
                && !matches!(clause.kind, ClauseKind::Kernel(_))
        });
        clauses.flat_map(|clause| clause.kind.places().iter().map(move |place| (clause.kind.name(), place)))
    };
    for copyprivate in [false, true] {
        let listed: Vec<_> = listed(copyprivate).collect();
        for (index, (clause, place)) in listed.iter().enumerate() {
            let clash =
                listed[..index].iter().find(|(other, first)| first.overlaps(place) && !both(clause, other));
            let Some((first_clause, first)) = clash else { continue };
            let name = place.to_string();
            if clause == first_clause {
                errors.push(error::LISTED_TWICE.at(Extent::of(place), &[&name, clause]));
            } else {
                errors.push(error::SHARED_TWICE.at(Extent::of(place), &[&name, first_clause, clause]));
            }
            errors.note(first.span(), format_args!("first `{first}` here"));
        }
    }
}

fn both(a: &str, b: &str) -> bool {
    matches!((a, b), ("firstprivate", "lastprivate") | ("lastprivate", "firstprivate"))
}

fn check_nowait(directive: &Directive, errors: &mut Errors) {
    let find = |name| directive.clauses.iter().find(move |clause| clause.kind.name() == name);
    if let (Some(copyprivate), Some(nowait)) = (find("copyprivate"), find("nowait")) {
        errors.push(error::COPYPRIVATE_NOWAIT.at(nowait.span, &[]));
        errors.note(copyprivate.span, "`copyprivate` here");
    }
}

/// Literals that no run of the program could accept; other values are checked at run time.
fn check_argument(clause: &ClauseKind, errors: &mut Errors) {
    match clause {
        ClauseKind::NumThreads(count) => {
            if let Some(text) = not_positive(count) {
                errors.push(error::NO_THREADS.at(Extent::of(count), &[&text]));
            }
        }
        ClauseKind::NumTeams(count) | ClauseKind::ThreadLimit(count) => {
            if let Some(text) = not_positive(count) {
                let what = if clause.name() == "num_teams" {
                    "a league has at least one team"
                } else {
                    "a team has at least one thread"
                };
                errors.push(error::NO_TEAMS.at(Extent::of(count), &[clause.name(), &text, what]));
            }
        }
        ClauseKind::Schedule { kind, chunk: Some(chunk), .. } => {
            if matches!(kind, ScheduleKind::Auto | ScheduleKind::Runtime) {
                let text = quote::quote!(#chunk).to_string();
                errors.push(error::SCHEDULE_NO_CHUNK.at(Extent::of(chunk), &[kind.name(), &text]));
            } else if let Some(text) = not_positive(chunk) {
                errors.push(error::EMPTY_CHUNK.at(Extent::of(chunk), &[kind.name(), &text]));
            }
        }
        _ => {}
    }
}

/// The text of a literal that is zero or negative.
fn not_positive(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Int(int) if int.base10_parse::<u128>().is_ok_and(|value| value == 0) => {
                Some(int.to_string())
            }
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => match &*unary.expr {
            Expr::Lit(lit) if matches!(lit.lit, Lit::Int(_)) => {
                Some(quote::quote!(#unary).to_string().replace(' ', ""))
            }
            _ => None,
        },
        Expr::Paren(paren) => not_positive(&paren.expr),
        Expr::Group(group) => not_positive(&group.expr),
        _ => None,
    }
}

fn check_collapse(depth: usize, span: proc_macro2::Span, errors: &mut Errors) {
    if depth == 0 {
        errors.push(error::COLLAPSE_ZERO.at(span, &[]));
    } else if depth > MAX_COLLAPSE {
        errors.push(error::COLLAPSE_DEEP.at(span, &[&depth.to_string()]));
    }
}
