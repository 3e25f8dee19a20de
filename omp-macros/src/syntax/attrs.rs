//! Where directives hang in syn's tree.

use syn::{Attribute, Expr, ExprForLoop, Item, Macro, Meta, Path, Result, Stmt};

use super::Directive;
use crate::error;

/// How a program can name the attribute and the macro.
const PATHS: [&[&str]; 3] = [&["omp"], &["ferromp", "omp"], &["ferromp", "prelude", "omp"]];

/// Whether `path` names the attribute or macro `omp`, with or without the crate and its prelude.
pub(crate) fn is_omp(path: &Path) -> bool {
    let segments = &path.segments;
    PATHS.iter().any(|names| {
        names.len() == segments.len()
            && segments.iter().zip(*names).all(|(segment, name)| segment.ident == name)
    })
}

/// Parses the omp attributes in `attrs`, outermost first, without removing them.
pub(crate) fn directives(attrs: &[Attribute]) -> Result<Vec<Directive>> {
    let mut found = Vec::new();
    let mut errors: Option<syn::Error> = None;
    for attr in attrs.iter().filter(|attr| is_omp(attr.path())) {
        match parse_attr(attr) {
            Ok(directive) => found.push(directive),
            Err(error) => match &mut errors {
                Some(errors) => errors.combine(error),
                None => errors = Some(error),
            },
        }
    }
    errors.map_or(Ok(found), Err)
}

fn parse_attr(attr: &Attribute) -> Result<Directive> {
    match &attr.meta {
        Meta::List(_) => attr.parse_args(),
        Meta::Path(path) => Err(error::NO_DIRECTIVE.at(span(path), &[])),
        Meta::NameValue(meta) => Err(error::NOT_A_LIST.at(span(&meta.path), &[])),
    }
}

fn span(path: &Path) -> proc_macro2::Span {
    syn::spanned::Spanned::span(path)
}

/// Removes the outermost omp attribute from `attrs` and returns its directive; the others stay for later.
///
/// For code that has passed the checks: what does not parse is none.
pub(crate) fn take_first(attrs: &mut Vec<Attribute>) -> Option<Directive> {
    let at = attrs.iter().position(|attr| is_omp(attr.path()))?;
    parse_attr(&attrs.remove(at)).ok()
}

/// Whether the expression itself has an omp attribute.
pub(crate) fn has_directive(expr: &Expr) -> bool {
    expr_attrs(expr).is_some_and(|attrs| attrs.iter().any(|attr| is_omp(attr.path())))
}

/// The directive of the statement `omp!(barrier);`.
///
/// For code that has passed the checks: what does not parse is none.
pub(crate) fn standalone(stmt: &Stmt) -> Option<Directive> {
    parse_macro(stmt_macro(stmt)?).ok()
}

/// The macro call `omp!(..)` that makes up the whole of `stmt`.
pub(crate) fn stmt_macro(stmt: &Stmt) -> Option<&Macro> {
    let mac = match stmt {
        Stmt::Macro(stmt) => &stmt.mac,
        Stmt::Expr(Expr::Macro(expr), _) => &expr.mac,
        _ => return None,
    };
    is_omp(&mac.path).then_some(mac)
}

/// The directive in `omp!(..)`.
pub(crate) fn parse_macro(mac: &Macro) -> Result<Directive> {
    if mac.tokens.is_empty() {
        return Err(error::NO_DIRECTIVE.at(span(&mac.path), &[]));
    }
    mac.parse_body()
}

/// The loop of a loop directive: `expr` itself, or the only statement of the block that it is.
pub(crate) fn sole_loop_mut(expr: &mut Expr) -> Option<&mut ExprForLoop> {
    match expr {
        Expr::ForLoop(found) => Some(found),
        Expr::Block(block) if block.label.is_none() => match block.block.stmts.as_mut_slice() {
            [Stmt::Expr(expr, _)] => sole_loop_mut(expr),
            _ => None,
        },
        _ => None,
    }
}

/// The outer attributes of a statement.
///
/// Syn hangs the attributes of `#[omp(atomic)] x += 1;` on the leftmost operand, here `x`, because that is how
/// rustc reads an attribute in front of an expression.
pub(crate) fn stmt_attrs_mut(stmt: &mut Stmt) -> Option<&mut Vec<Attribute>> {
    match stmt {
        Stmt::Local(local) => Some(&mut local.attrs),
        Stmt::Item(item) => item_attrs_mut(item),
        Stmt::Expr(expr, _) => statement_attrs_mut(expr),
        Stmt::Macro(stmt) => Some(&mut stmt.attrs),
    }
}

/// The outer attributes of an expression that is a statement.
pub(crate) fn statement_attrs_mut(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    expr_attrs_mut(leftmost_mut(expr))
}

/// The sub-expression that carries the attributes of the statement `expr`.
fn leftmost_mut(expr: &mut Expr) -> &mut Expr {
    match expr {
        Expr::Assign(assign) => leftmost_mut(&mut assign.left),
        Expr::Binary(binary) => leftmost_mut(&mut binary.left),
        Expr::Cast(cast) => leftmost_mut(&mut cast.expr),
        other => other,
    }
}

/// What an item is called in a message.
pub(crate) fn item_kind(item: &Item) -> &'static str {
    match item {
        Item::Const(_) => "a constant",
        Item::Enum(_) => "an enum",
        Item::Fn(_) => "a function",
        Item::ForeignMod(_) => "an `extern` block",
        Item::Impl(_) => "an `impl` block",
        Item::Macro(_) => "a macro",
        Item::Mod(module) if module.content.is_none() => "a module in another file",
        Item::Mod(_) => "a module",
        Item::Static(_) => "a static",
        Item::Struct(_) => "a struct",
        Item::Trait(_) => "a trait",
        Item::Type(_) => "a type alias",
        Item::Union(_) => "a union",
        Item::Use(_) => "a `use` declaration",
        _ => "this item",
    }
}

/// The attributes of an item, if its kind has any.
pub(crate) fn item_attrs_mut(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Const(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::ExternCrate(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::ForeignMod(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Macro(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Static(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::TraitAlias(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Union(item) => &mut item.attrs,
        Item::Use(item) => &mut item.attrs,
        _ => return None,
    })
}

/// One arm a kind, since syn keeps the attributes in the variants.
macro_rules! accessors {
    ($($kind:ident)*) => {
        /// The attributes on `expr` itself.
        pub(crate) fn expr_attrs(expr: &Expr) -> Option<&Vec<Attribute>> {
            match expr {
                $(Expr::$kind(expr) => Some(&expr.attrs),)*
                _ => None,
            }
        }

        /// The attributes on `expr` itself, to be changed.
        pub(crate) fn expr_attrs_mut(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
            match expr {
                $(Expr::$kind(expr) => Some(&mut expr.attrs),)*
                _ => None,
            }
        }
    };
}
accessors! {
    Array Assign Async Await Binary Block Break Call Cast
    Closure Const Continue Field ForLoop Group If Index Infer
    Let Lit Loop Macro Match MethodCall Paren Path Range
    RawAddr Reference Repeat Return Struct Try TryBlock Tuple Unary
    Unsafe While Yield
}
