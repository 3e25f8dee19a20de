//! The clauses of `target` and its kind: what to map, where to run.

use proc_macro2::{Ident, Span};
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Expr, LitStr, Result, Token, parenthesized, token};

use super::clause::{parse_modifier, parse_word};
use super::names::{MAP_KINDS, example};
use super::{ClauseKind, DefaultmapKind, DefaultmapOf, DependKind, KernelCall, MapKind, Place, Section};
use crate::error;
use crate::suggest::suggest;

/// `map(tofrom: a, b[lo..hi])`; without a type `tofrom` (OpenMP 5.2, 5.8.3).
pub(super) fn parse_map(input: ParseStream) -> Result<ClauseKind> {
    let modifier = input.fork().call(<Ident as syn::ext::IdentExt>::parse_any);
    if let Ok(word) = modifier
        && ["always", "close", "present", "mapper", "iterator"].contains(&word.to_string().as_str())
        && !input.peek2(Token![:])
        && (input.peek2(Token![,]) || input.peek2(token::Paren) || input.peek2(syn::Ident))
        && !only_places(input)
    {
        let names = [&word.to_string(), "map", example("map")];
        return Err(error::UNSUPPORTED_MODIFIER.at(word.span(), &names));
    }
    let kind = match parse_modifier(input) {
        Some(word) => map_kind(&word)?,
        None => MapKind::Tofrom,
    };
    Ok(ClauseKind::Map(kind, parse_sections(input, "map")?))
}

/// Whether a list has no colon: its first word is a variable then, whatever it is called.
fn only_places(input: ParseStream) -> bool {
    let ahead = input.fork();
    Punctuated::<Expr, Token![,]>::parse_terminated(&ahead).is_ok()
}

fn map_kind(word: &Ident) -> Result<MapKind> {
    Ok(match word.to_string().as_str() {
        "to" => MapKind::To,
        "from" => MapKind::From,
        "tofrom" => MapKind::Tofrom,
        "alloc" => MapKind::Alloc,
        "release" => MapKind::Release,
        "delete" => MapKind::Delete,
        other => return Err(error::MAP_KIND.at(word.span(), &[other, &suggest(other, MAP_KINDS)])),
    })
}

/// `defaultmap(tofrom: scalar)`; without a category for every variable (OpenMP 5.2, 5.8.7).
pub(super) fn parse_defaultmap(input: ParseStream) -> Result<ClauseKind> {
    let word = parse_word(input, "defaultmap")?;
    let kind = match word.to_string().as_str() {
        "firstprivate" => DefaultmapKind::Firstprivate,
        "none" => DefaultmapKind::None,
        "default" => DefaultmapKind::Default,
        "to" | "from" | "tofrom" | "alloc" => DefaultmapKind::Map(map_kind(&word)?),
        other => return Err(error::DEFAULTMAP_KIND.at(word.span(), &[other])),
    };
    if input.is_empty() {
        return Ok(ClauseKind::Defaultmap(kind, DefaultmapOf::All));
    }
    input.parse::<Token![:]>().map_err(|error| expected(error.span(), "defaultmap"))?;
    let word = parse_word(input, "defaultmap")?;
    let of = match word.to_string().as_str() {
        "scalar" => DefaultmapOf::Scalar,
        "aggregate" => DefaultmapOf::Aggregate,
        "all" => DefaultmapOf::All,
        other => return Err(error::DEFAULTMAP_OF.at(word.span(), &[other])),
    };
    Ok(ClauseKind::Defaultmap(kind, of))
}

pub(super) fn parse_depend(input: ParseStream) -> Result<ClauseKind> {
    let Some(word) = parse_modifier(input) else { return Err(expected(input.span(), "depend")) };
    let kind = match word.to_string().as_str() {
        "in" => DependKind::In,
        "out" => DependKind::Out,
        "inout" => DependKind::Inout,
        other => return Err(error::DEPEND_KIND.at(word.span(), &[other])),
    };
    Ok(ClauseKind::Depend(kind, parse_sections(input, "depend")?))
}

/// Only `static` is a kind of `dist_schedule` (OpenMP 5.2, 11.6.1).
pub(super) fn parse_dist_schedule(input: ParseStream) -> Result<ClauseKind> {
    let word = parse_word(input, "dist_schedule")?;
    if word != "static" || !input.is_empty() {
        return Err(error::DIST_SCHEDULE.at(word.span(), &[]));
    }
    Ok(ClauseKind::DistSchedule)
}

/// `unsafe(kernel("path.cl", name(a, b)))`, the argument
pub(super) fn parse_kernel(input: ParseStream) -> Result<ClauseKind> {
    let wrong = |span| error::KERNEL.at(span, &[]);
    let path: LitStr = input.parse().map_err(|error| wrong(error.span()))?;
    input.parse::<Token![,]>().map_err(|error| wrong(error.span()))?;
    let name: Ident = input.parse().map_err(|error| wrong(error.span()))?;
    if !input.peek(token::Paren) {
        return Err(wrong(name.span()));
    }
    let list;
    parenthesized!(list in input);
    let places =
        Punctuated::<Expr, Token![,]>::parse_terminated(&list).map_err(|error| wrong(error.span()))?;
    let place = |expr: &Expr| Place::from_expr(expr).ok_or_else(|| wrong(syn::spanned::Spanned::span(expr)));
    let arguments = places.iter().map(place).collect::<Result<_>>()?;
    Ok(ClauseKind::Kernel(KernelCall { path, name, arguments }))
}

/// Variables, fields, and sections of arrays.
pub(super) fn parse_sections(input: ParseStream, name: &str) -> Result<Vec<Section>> {
    if input.is_empty() {
        return Err(error::MISSING_ARGUMENT.at(input.span(), &[name, example(name)]));
    }
    let list = Punctuated::<Expr, Token![,]>::parse_terminated(input)
        .map_err(|error| expected(error.span(), name))?;
    list.iter().map(|expr| section(expr, name)).collect()
}

fn section(expr: &Expr, name: &str) -> Result<Section> {
    let wrong = || expected(syn::spanned::Spanned::span(expr), name);
    match expr {
        Expr::Index(index) => {
            let Expr::Range(range) = &*index.index else { return Err(wrong()) };
            let place = Place::from_expr(&index.expr).ok_or_else(wrong)?;
            let full = range.start.is_none() && range.end.is_none();
            Ok(Section { place, range: (!full).then(|| range.clone()) })
        }
        _ => Ok(Section { place: Place::from_expr(expr).ok_or_else(wrong)?, range: None }),
    }
}

fn expected(span: Span, name: &str) -> syn::Error {
    error::EXPECTED_SECTION.at(span, &[name, example(name)])
}
