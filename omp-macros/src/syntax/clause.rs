//! One clause: its name and its argument.

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Expr, LitInt, Result, Token, parenthesized, token};

use super::names::{OPERATORS, SCHEDULES, UNSUPPORTED_CLAUSES, clause_names, example};
use super::offload;
use super::{
    Clause, ClauseKind, DefaultKind, Place, ProcBindKind, ReductionOp, ScheduleKind, ScheduleModifier,
};
use crate::error;
use crate::suggest::{nearest, suggest};

/// Reads one clause of `directive`. After an error the input stands behind the clause.
pub(super) fn parse_clause(input: ParseStream, directive: &str) -> Result<Clause> {
    let word = Ident::parse_any(input)?;
    let name = word.unraw().to_string();
    let span = word.span();
    if !input.peek(token::Paren) {
        return parse_bare(&name, span, directive);
    }
    let argument;
    parenthesized!(argument in input);
    let kind = parse_argument(&name, span, directive, &argument);
    // What an error left unread must not become a second error.
    argument.parse::<TokenStream>()?;
    Ok(Clause { kind: kind?, span })
}

fn parse_bare(name: &str, span: Span, directive: &str) -> Result<Clause> {
    match name {
        "nowait" => Ok(Clause { kind: ClauseKind::Nowait, span }),
        _ if clause_names().contains(&name) => Err(error::MISSING_ARGUMENT.at(span, &[name, example(name)])),
        _ => Err(unknown(name, span, directive)),
    }
}

fn unknown(name: &str, span: Span, directive: &str) -> syn::Error {
    let mut names = clause_names();
    if UNSUPPORTED_CLAUSES.contains(&name) {
        return error::UNSUPPORTED_CLAUSE.at(span, &[name]);
    }
    // `parallel fro` is a slip in the directive's second word.
    if directive == "parallel" && nearest(name, ["for"]).is_some() {
        names = vec!["for"];
    }
    error::UNKNOWN_CLAUSE.at(span, &[name, &suggest(name, &names)])
}

fn parse_argument(name: &str, span: Span, directive: &str, input: ParseStream) -> Result<ClauseKind> {
    let kind = match name {
        "num_threads" => ClauseKind::NumThreads(parse_expr(input, name)?),
        "if" => parse_condition(input, directive)?,
        "final" => ClauseKind::Final(parse_expr(input, name)?),
        "private" => ClauseKind::Private(parse_places(input, name)?),
        "firstprivate" => ClauseKind::Firstprivate(parse_places(input, name)?),
        "lastprivate" => ClauseKind::Lastprivate(parse_places(input, name)?),
        "shared" => ClauseKind::Shared(parse_places(input, name)?),
        "copyprivate" => ClauseKind::Copyprivate(parse_places(input, name)?),
        "unsafe" => parse_unsafe(input, name)?,
        "default" => ClauseKind::Default(parse_default(input)?),
        "reduction" => parse_reduction(input)?,
        "schedule" => parse_schedule(input)?,
        "collapse" => ClauseKind::Collapse(parse_collapse(input)?),
        "order" => parse_order(input)?,
        "proc_bind" => ClauseKind::ProcBind(parse_proc_bind(input)?),
        "filter" => ClauseKind::Filter(parse_expr(input, name)?),
        "map" => offload::parse_map(input)?,
        "device" => ClauseKind::Device(parse_expr(input, name)?),
        "num_teams" => ClauseKind::NumTeams(parse_expr(input, name)?),
        "thread_limit" => ClauseKind::ThreadLimit(parse_expr(input, name)?),
        "defaultmap" => offload::parse_defaultmap(input)?,
        "depend" => offload::parse_depend(input)?,
        "is_device_ptr" => ClauseKind::IsDevicePtr(parse_places(input, name)?),
        "use_device_ptr" => ClauseKind::UseDevicePtr(parse_places(input, name)?),
        "dist_schedule" => offload::parse_dist_schedule(input)?,
        "to" => ClauseKind::To(offload::parse_sections(input, name)?),
        "from" => ClauseKind::From(offload::parse_sections(input, name)?),
        "kernel" => return Err(error::KERNEL_UNSAFE.at(span, &[])),
        "nowait" => return Err(error::NO_ARGUMENT.at(span, &[name])),
        _ => return Err(unknown(name, span, directive)),
    };
    if input.is_empty() { Ok(kind) } else { Err(expected_expr(input.span(), name)) }
}

fn expected_expr(span: Span, name: &str) -> syn::Error {
    error::EXPECTED_EXPRESSION.at(span, &[name, example(name)])
}

fn parse_expr(input: ParseStream, name: &str) -> Result<Expr> {
    if input.is_empty() {
        return Err(error::MISSING_ARGUMENT.at(input.span(), &[name, example(name)]));
    }
    input.parse().map_err(|error| expected_expr(error.span(), name))
}

/// `if(cond)`, or with the directive that it applies to: `if(parallel: cond)`.
fn parse_condition(input: ParseStream, directive: &str) -> Result<ClauseKind> {
    let modifier = parse_modifier(input);
    let word = modifier.as_ref().map(ToString::to_string).unwrap_or_default();
    // Of what follows `target`, the condition would have to travel to the device.
    let has = |leaf: &&str| directive.split(' ').any(|word| word == *leaf);
    let leaf = ["target", "parallel"].into_iter().find(has).or(directive.split(' ').next());
    if let Some(modifier) = &modifier
        && leaf != Some(word.as_str())
    {
        return Err(error::CONDITION_OF.at(modifier.span(), &[&word, directive]));
    }
    let condition = parse_expr(input, "if")?;
    Ok(if word == "target" { ClauseKind::IfTarget(condition) } else { ClauseKind::If(condition) })
}

/// A word before a single colon.
pub(super) fn parse_modifier(input: ParseStream) -> Option<Ident> {
    let ahead = input.fork();
    let word = ahead.call(Ident::parse_any).ok()?;
    if !ahead.peek(Token![:]) || ahead.peek(Token![::]) {
        return None;
    }
    input.call(Ident::parse_any).ok()?;
    input.parse::<Token![:]>().ok()?;
    Some(word)
}

fn parse_places(input: ParseStream, name: &str) -> Result<Vec<Place>> {
    if let Some(modifier) = parse_modifier(input) {
        let names = [&modifier.to_string(), name, example(name)];
        return Err(error::UNSUPPORTED_MODIFIER.at(modifier.span(), &names));
    }
    if input.is_empty() {
        return Err(error::MISSING_ARGUMENT.at(input.span(), &[name, example(name)]));
    }
    let wrong = |span| error::EXPECTED_VARIABLE.at(span, &[name, example(name)]);
    let places =
        Punctuated::<Expr, Token![,]>::parse_terminated(input).map_err(|error| wrong(error.span()))?;
    let place = |expr: &Expr| Place::from_expr(expr).ok_or_else(|| wrong(syn::spanned::Spanned::span(expr)));
    places.iter().map(place).collect()
}

/// `unsafe(shared(x))`, `unsafe(kernel(..))`: the programmer's word for what the analysis cannot prove.
fn parse_unsafe(input: ParseStream, name: &str) -> Result<ClauseKind> {
    let known = ["shared", "kernel"];
    let what = input.fork().call(Ident::parse_any).map(|word| word.to_string()).unwrap_or_default();
    if !known.contains(&what.as_str()) || !input.peek2(token::Paren) {
        return Err(error::UNSAFE_WHAT.at(input.span(), &[name]));
    }
    Ident::parse_any(input)?;
    let argument;
    parenthesized!(argument in input);
    let parsed = if what == "kernel" {
        offload::parse_kernel(&argument)
    } else {
        parse_places(&argument, "shared").map(ClauseKind::UnsafeShared)
    };
    argument.parse::<TokenStream>()?;
    parsed
}

pub(super) fn parse_word(input: ParseStream, name: &str) -> Result<Ident> {
    let missing = |_| error::MISSING_ARGUMENT.at(input.span(), &[name, example(name)]);
    Ident::parse_any(input).map_err(missing)
}

/// C allows `none` and `shared` (OpenMP 5.2, 5.4.1 adds `private` and `firstprivate`, which would hide a race).
fn parse_default(input: ParseStream) -> Result<DefaultKind> {
    let word = parse_word(input, "default")?;
    match word.to_string().as_str() {
        "none" => Ok(DefaultKind::None),
        "shared" => Ok(DefaultKind::Shared),
        other => Err(error::DEFAULT_KIND.at(word.span(), &[other])),
    }
}

fn parse_reduction(input: ParseStream) -> Result<ClauseKind> {
    let op = parse_operator(input)?;
    input
        .parse::<Token![:]>()
        .map_err(|error| error::MISSING_ARGUMENT.at(error.span(), &["reduction", example("reduction")]))?;
    Ok(ClauseKind::Reduction { op, places: parse_places(input, "reduction")? })
}

fn parse_operator(input: ParseStream) -> Result<ReductionOp> {
    macro_rules! symbol {
        ($($token:tt $op:ident,)*) => {
            $(if input.peek(Token![$token]) {
                input.parse::<Token![$token]>()?;
                return Ok(ReductionOp::$op);
            })*
        };
    }
    // The doubled ones first: `|` is also the start of `||`.
    symbol!(&& LogicalAnd, || LogicalOr, + Add, - Sub, * Mul, & BitAnd, | BitOr, ^ BitXor,);
    let word = parse_word(input, "reduction")?;
    match word.to_string().as_str() {
        "min" => Ok(ReductionOp::Min),
        "max" => Ok(ReductionOp::Max),
        modifier @ ("inscan" | "task" | "default") if input.peek(Token![,]) => {
            Err(error::UNSUPPORTED_MODIFIER.at(word.span(), &[modifier, "reduction", example("reduction")]))
        }
        other => Err(error::BAD_OPERATOR.at(word.span(), &[other, &suggest(other, OPERATORS)])),
    }
}

fn parse_schedule(input: ParseStream) -> Result<ClauseKind> {
    let modifier = parse_modifier(input).as_ref().map(schedule_modifier).transpose()?;
    let word = parse_word(input, "schedule")?;
    let kind = match word.to_string().as_str() {
        "static" => ScheduleKind::Static,
        "dynamic" => ScheduleKind::Dynamic,
        "guided" => ScheduleKind::Guided,
        "auto" => ScheduleKind::Auto,
        "runtime" => ScheduleKind::Runtime,
        other => return Err(error::SCHEDULE_KIND.at(word.span(), &[other, &suggest(other, SCHEDULES)])),
    };
    let chunk = match input.parse::<Option<Token![,]>>()? {
        Some(_) => Some(input.parse().map_err(|error: syn::Error| {
            error::EXPECTED_EXPRESSION.at(error.span(), &["schedule", "schedule(dynamic, 16)"])
        })?),
        None => None,
    };
    Ok(ClauseKind::Schedule { kind, chunk, modifier })
}

fn schedule_modifier(word: &Ident) -> Result<ScheduleModifier> {
    match word.to_string().as_str() {
        "monotonic" => Ok(ScheduleModifier::Monotonic),
        "nonmonotonic" => Ok(ScheduleModifier::Nonmonotonic),
        other => {
            let names = [other, "schedule", example("schedule")];
            Err(error::UNSUPPORTED_MODIFIER.at(word.span(), &names))
        }
    }
}

/// The number of loops decides the shape of the generated code, so it is a literal.
fn parse_collapse(input: ParseStream) -> Result<usize> {
    let literal: LitInt = input.parse().map_err(|error| error::COLLAPSE_LITERAL.at(error.span(), &[]))?;
    literal.base10_parse().map_err(|_| error::COLLAPSE_LITERAL.at(literal.span(), &[]))
}

fn parse_order(input: ParseStream) -> Result<ClauseKind> {
    let word = parse_word(input, "order")?;
    if word == "reproducible" && input.is_empty() {
        return Ok(ClauseKind::OrderReproducible);
    }
    Err(error::ORDER_KIND.at(word.span(), &[]))
}

fn parse_proc_bind(input: ParseStream) -> Result<ProcBindKind> {
    let word = parse_word(input, "proc_bind")?;
    match word.to_string().as_str() {
        "primary" | "master" => Ok(ProcBindKind::Primary),
        "close" => Ok(ProcBindKind::Close),
        "spread" => Ok(ProcBindKind::Spread),
        other => Err(error::BIND_KIND.at(word.span(), &[other])),
    }
}
