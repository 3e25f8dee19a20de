//! What a device does not have, each with what to write instead.

use syn::{Expr, Lit, Macro, spanned::Spanned as _};

use super::{builder::Builder, code::Code};
use crate::{error, report::Extent};

impl Builder<'_> {
    pub(super) fn refuse_expr(&mut self, expr: &Expr) -> Code {
        match expr {
            Expr::Macro(e) => return self.refuse_macro(&e.mac),
            Expr::Let(e) => return self.refuse(error::DEVICE_IF_LET, e.let_token.span(), &[]),
            _ => {}
        }
        let (rule, place) = match expr {
            Expr::Closure(_) => (error::DEVICE_CLOSURE, Extent::of(expr)),
            Expr::Range(_) => (error::DEVICE_RANGE_VALUE, Extent::of(expr)),
            Expr::Try(e) => (error::DEVICE_QUESTION, e.question_token.span().into()),
            Expr::Await(e) => (error::DEVICE_AWAIT, e.await_token.span().into()),
            Expr::Async(e) => (error::DEVICE_AWAIT, e.async_token.span().into()),
            Expr::Unsafe(e) => (error::DEVICE_UNSAFE, e.unsafe_token.span().into()),
            Expr::Const(e) => (error::DEVICE_CONST_BLOCK, e.const_token.span().into()),
            Expr::Assign(_)
            | Expr::Binary(_)
            | Expr::While(_)
            | Expr::ForLoop(_)
            | Expr::Break(_)
            | Expr::Continue(_)
            | Expr::Return(_) => (error::DEVICE_STATEMENT_VALUE, Extent::of(expr)),
            _ => (error::DEVICE_EXPRESSION, Extent::of(expr)),
        };
        self.refuse(rule, place, &[])
    }

    pub(super) fn refuse_literal(&mut self, lit: &Lit) -> Code {
        let rule = match lit {
            Lit::Char(_) => error::DEVICE_CHAR,
            _ => error::DEVICE_STRING,
        };
        self.refuse(rule, lit.span(), &[])
    }

    pub(super) fn refuse_macro(&mut self, mac: &Macro) -> Code {
        let name = mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        let help = match name.as_str() {
            "println" | "print" | "eprintln" | "eprint" | "dbg" | "write" | "writeln" => {
                "a device has no output: write the values to an array that is mapped, and print them after the region"
            }
            "panic" | "todo" | "unreachable" | "unimplemented" | "assert" | "assert_eq" | "assert_ne"
            | "debug_assert" | "debug_assert_eq" | "debug_assert_ne" => {
                "a device cannot panic by itself: count the failures in a reduction, and assert after the region"
            }
            "vec" | "format" => {
                "nothing is allocated on a device: use an array `[0.0; 4]`, or one that is mapped"
            }
            _ => "write out what the macro stands for",
        };
        self.refuse(error::DEVICE_MACRO, Extent::of(&mac.path), &[&name, help])
    }
}
