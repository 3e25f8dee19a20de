//! A directive with its clauses, in all three spellings.

use proc_macro2::{Group, Ident, Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Error, LitStr, Result, Token, parenthesized, token};

use super::clause::parse_clause;
use super::names::{ATOMIC_KINDS, COMBINING, DIRECTIVES, UNSUPPORTED_DIRECTIVES, clause_names, example};
use super::{AtomicKind, Clause, Directive, Kind, TargetKind, TeamsKind};
use crate::error;
use crate::suggest::suggest;

impl Parse for Directive {
    fn parse(input: ParseStream) -> Result<Self> {
        if !input.peek(LitStr) {
            return parse_pragma(input);
        }
        let pragma: LitStr = input.parse()?;
        // The spans inside a literal cannot be had on stable Rust: all of it is underlined.
        let directive = pragma.parse_with(parse_pragma)?;
        input.parse::<Option<Token![,]>>()?;
        if input.is_empty() { Ok(directive) } else { Err(error::EXPECTED_CLAUSE.at(input.span(), &[])) }
    }
}

/// A directive written as tokens.
fn parse_pragma(input: ParseStream) -> Result<Directive> {
    let (name, span) = parse_name(input)?;
    let critical = parse_argument(input, name)?;
    let mut rest = Rest { name, clauses: Vec::new(), atomic: None, errors: Vec::new() };
    while !input.is_empty() {
        rest.parse_next(input)?;
    }
    let mut errors = rest.errors.into_iter();
    if let Some(mut first) = errors.next() {
        first.extend(errors);
        return Err(first);
    }
    let atomic = rest.atomic.map_or(AtomicKind::Update, |(kind, _)| kind);
    Ok(Directive { kind: build_kind(name, critical, atomic), name, span, clauses: rest.clauses })
}

/// The words of the name: one, several as in a pragma, or one joined by underscores.
fn parse_name(input: ParseStream) -> Result<(&'static str, Span)> {
    if !input.peek(Ident::peek_any) {
        return Err(error::NO_DIRECTIVE.at(input.span(), &[]));
    }
    let first = Ident::parse_any(input)?;
    let written = first.unraw().to_string();
    let mut words: Vec<String> = written.split('_').map(str::to_owned).collect();
    if peek_combining(&words[0]) {
        while peek_word(input, COMBINING) && !input.peek2(token::Paren) {
            words.push(Ident::parse_any(input)?.to_string());
        }
    }
    let name = words.join(" ");
    if let Some(name) = DIRECTIVES.iter().find(|directive| **directive == name) {
        return Ok((name, first.span()));
    }
    if written == "fastmath" {
        return Err(error::FASTMATH_PLACE.at(first.span(), &[]));
    }
    let known = |word: &String| peek_combining(word) || UNSUPPORTED_DIRECTIVES.contains(&word.as_str());
    Err(if words.iter().all(known) || UNSUPPORTED_DIRECTIVES.contains(&words[0].as_str()) {
        error::UNSUPPORTED_DIRECTIVE.at(first.span(), &[&name])
    } else if clause_names().contains(&written.as_str()) {
        let help = format!("`{written}` is a clause: write `#[omp(parallel {})]`", example(&written));
        error::UNKNOWN_DIRECTIVE.at(first.span(), &[&written, &help])
    } else {
        error::UNKNOWN_DIRECTIVE.at(first.span(), &[&name, &suggest(&name, DIRECTIVES)])
    })
}

fn peek_combining(word: &str) -> bool {
    COMBINING.contains(&word)
}

/// Whether the next token is one of `words`.
fn peek_word(input: ParseStream, words: &[&str]) -> bool {
    input.fork().call(Ident::parse_any).is_ok_and(|word| words.contains(&word.to_string().as_str()))
}

/// The name in `critical(name)`; an argument of any other directive is an error.
fn parse_argument(input: ParseStream, name: &str) -> Result<Option<Ident>> {
    if !input.peek(token::Paren) {
        return Ok(None);
    }
    let argument;
    let span = parenthesized!(argument in input).span.join();
    let critical = argument.fork().call(Ident::parse_any);
    let alone = argument.parse::<TokenStream>()?.into_iter().count() == 1;
    match name {
        "critical" => match critical {
            Ok(critical) if alone => Ok(Some(critical)),
            _ => Err(error::CRITICAL_NAME.at(span, &[])),
        },
        "flush" => Err(error::FLUSH_LIST.at(span, &[])),
        _ => Err(error::DIRECTIVE_ARGUMENT.at(span, &[name])),
    }
}

/// What follows the name: clauses and, for `atomic`, its kind.
struct Rest {
    name: &'static str,
    clauses: Vec<Clause>,
    atomic: Option<(AtomicKind, Ident)>,
    errors: Vec<Error>,
}

impl Rest {
    /// One clause, after an optional comma. A mistake is kept and the rest of the clauses read on.
    fn parse_next(&mut self, input: ParseStream) -> Result<()> {
        input.parse::<Option<Token![,]>>()?;
        if input.is_empty() {
            return Ok(());
        }
        if !input.peek(Ident::peek_any) {
            self.errors.push(error::EXPECTED_CLAUSE.at(input.span(), &[]));
            return input.parse::<TokenStream>().map(drop);
        }
        if self.name == "atomic" && peek_word(input, ATOMIC_KINDS) {
            let word = Ident::parse_any(input)?;
            self.add_atomic_kind(word);
        } else if peek_word(input, DIRECTIVES) {
            self.errors.push(misplaced_directive(input, self.name)?);
        } else {
            match parse_clause(input, self.name) {
                Ok(clause) => self.clauses.push(clause),
                Err(error) => self.errors.push(error),
            }
        }
        Ok(())
    }

    /// `capture` also says `update` (OpenMP 5.2, 15.8.3); any other two clash.
    fn add_atomic_kind(&mut self, word: Ident) {
        let kind = match word.to_string().as_str() {
            "read" => AtomicKind::Read,
            "write" => AtomicKind::Write,
            "update" => AtomicKind::Update,
            _ => AtomicKind::Capture,
        };
        match (&self.atomic, kind) {
            (None, _) | (Some((AtomicKind::Update, _)), AtomicKind::Capture) => {
                self.atomic = Some((kind, word));
            }
            (Some((AtomicKind::Capture, _)), AtomicKind::Update) => {}
            (Some((_, first)), _) => {
                let names = [first.to_string(), word.to_string()];
                self.errors.push(error::ATOMIC_KINDS.at(word.span(), &[&names[0], &names[1]]));
            }
        }
    }
}

/// A directive where a clause belongs, with its argument.
fn misplaced_directive(input: ParseStream, directive: &str) -> Result<Error> {
    let word = Ident::parse_any(input)?;
    if input.peek(token::Paren) {
        input.parse::<Group>()?;
    }
    let combined = format!("{directive} {word}");
    let help = if DIRECTIVES.contains(&combined.as_str()) {
        format!("write `{combined}` without a comma")
    } else {
        format!("write two attributes: `#[omp({directive})] #[omp({word})]`")
    };
    Ok(error::DIRECTIVE_AS_CLAUSE.at(word.span(), &[directive, &word.to_string(), &help]))
}

fn build_kind(name: &str, critical: Option<Ident>, atomic: AtomicKind) -> Kind {
    match name {
        "parallel" => Kind::Parallel,
        "for" | "for simd" => Kind::For,
        "simd" => Kind::Simd,
        "parallel for" | "parallel for simd" => Kind::ParallelFor,
        "single" => Kind::Single,
        "masked" | "master" => Kind::Masked,
        "critical" => Kind::Critical(critical),
        "barrier" => Kind::Barrier,
        "atomic" => Kind::Atomic(atomic),
        "flush" => Kind::Flush,
        "task" => Kind::Task,
        "taskwait" => Kind::Taskwait,
        "distribute" => Kind::Distribute,
        "distribute parallel for" | "distribute parallel for simd" => Kind::DistributeFor,
        "loop" => Kind::Loop,
        "target data" => Kind::TargetData,
        "target enter data" => Kind::TargetEnterData,
        "target exit data" => Kind::TargetExitData,
        "target update" => Kind::TargetUpdate,
        "declare target" => Kind::DeclareTarget,
        // `target loop` leaves to us which threads share its iterations: all there are.
        "target" => Kind::Target(TargetKind::Block),
        "target loop" => Kind::Target(TargetKind::Teams(TeamsKind::DistributeFor)),
        "target parallel" => Kind::Target(TargetKind::Parallel),
        "target parallel for" | "target parallel for simd" | "target parallel loop" => {
            Kind::Target(TargetKind::ParallelFor)
        }
        other => match other.strip_prefix("target ") {
            Some(teams) => Kind::Target(TargetKind::Teams(build_teams(teams))),
            None => Kind::Teams(build_teams(other)),
        },
    }
}

fn build_teams(name: &str) -> TeamsKind {
    match name {
        "teams" => TeamsKind::Block,
        "teams distribute" => TeamsKind::Distribute,
        "teams distribute parallel for" | "teams distribute parallel for simd" | "teams loop" => {
            TeamsKind::DistributeFor
        }
        other => unreachable!("`{other}` is in DIRECTIVES"),
    }
}
