//! Expressions.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{BinOp, Expr, ExprBinary, ExprUnary, Lit, UnOp, spanned::Spanned as _};

use super::{
    builder::Builder,
    capture::Use,
    code::{Code, at, number, option, site},
};
use crate::{error, report::Extent, syntax};

impl Builder<'_> {
    /// An expression whose value is used.
    pub(super) fn expr(&mut self, expr: &Expr) -> Code {
        if syntax::has_directive(expr) {
            // As the initialiser of a `let`, which is where a construct with a value has its translation.
            let named = syn::parse_quote!({ let __omp_value = #expr; __omp_value });
            return self.expr(&named);
        }
        match expr {
            Expr::Lit(e) => self.literal(&e.lit, false),
            Expr::Path(_) | Expr::Index(_) | Expr::Field(_) => self.place(expr, Use::Value),
            Expr::Paren(e) => self.inner(&e.expr),
            Expr::Group(e) => self.inner(&e.expr),
            Expr::Unary(e) => self.unary(e),
            Expr::Binary(e) => self.binary(e),
            Expr::Cast(e) => self.cast(e),
            Expr::Reference(e) => self.reference(e),
            Expr::Call(e) => self.call(e),
            Expr::MethodCall(e) => self.method_call(e),
            Expr::Tuple(e) => self.tuple(e),
            Expr::Array(e) => self.array(e),
            Expr::Repeat(e) => self.repeat(e),
            Expr::Struct(e) => self.structure(e),
            Expr::If(e) => self.if_(e, true),
            Expr::Match(e) => self.match_(e, true),
            Expr::Block(e) => self.block_value(e, true),
            Expr::Loop(e) => self.loop_value(e),
            Expr::Macro(e) if e.mac.path.is_ident("matches") => self.matches(&e.mac),
            other => self.refuse_expr(other),
        }
    }

    fn inner(&mut self, expr: &Expr) -> Code {
        let Code { ir, probe } = self.expr(expr);
        Code::new(ir, quote!((#probe)))
    }

    /// A literal, with its sign: `-128_i8` is one, `128_i8` is none.
    fn literal(&mut self, lit: &Lit, negative: bool) -> Code {
        let minus = negative.then(|| quote_spanned!(at(lit.span())=> -));
        let probe = quote!(#minus #lit);
        if let Lit::Bool(value) = lit {
            return Code::new(quote!(__omp_ir::Expr::Bool(#value)), probe);
        }
        let Some((ctor, value)) = number_tokens(lit) else { return self.refuse_literal(lit) };
        let (slot, probe) = self.typed(&probe, lit.span());
        let mut ir = quote!(__omp_ir::Expr::#ctor(#value, #slot));
        if negative {
            ir = quote!(__omp_ir::Expr::Unary(__omp_ir::UnaryOp::Neg, &#ir));
        }
        Code::new(ir, probe)
    }

    fn unary(&mut self, unary: &ExprUnary) -> Code {
        let op = match unary.op {
            UnOp::Deref(_) => return self.deref(unary),
            UnOp::Neg(_) => {
                if let Expr::Lit(lit) = &*unary.expr {
                    return self.literal(&lit.lit, true);
                }
                quote!(Neg)
            }
            _ => quote!(Not),
        };
        let Code { ir, probe } = self.expr(&unary.expr);
        let symbol = &unary.op;
        Code::new(quote!(__omp_ir::Expr::Unary(__omp_ir::UnaryOp::#op, &#ir)), quote!(#symbol #probe))
    }

    fn binary(&mut self, binary: &ExprBinary) -> Code {
        let Some((op, false)) = operator(&binary.op) else {
            return self.refuse_expr(&Expr::Binary(binary.clone()));
        };
        let (left, right) = (self.expr(&binary.left), self.expr(&binary.right));
        let (a, b, site, symbol) = (left.ir, right.ir, site(binary.left.span()), &binary.op);
        let ir = quote!(__omp_ir::Expr::Binary(__omp_ir::BinaryOp::#op, &#a, &#b, #site));
        let (left, right) = (left.probe, right.probe);
        Code::new(ir, quote!(#left #symbol #right))
    }

    fn cast(&mut self, cast: &syn::ExprCast) -> Code {
        let Code { ir, probe } = self.expr(&cast.expr);
        let (keyword, ty) = (&cast.as_token, &cast.ty);
        let (slot, probe) = self.typed(&quote!(#probe #keyword #ty), cast.expr.span());
        Code::new(quote!(__omp_ir::Expr::Cast(&#ir, #slot)), probe)
    }

    fn reference(&mut self, reference: &syn::ExprReference) -> Code {
        if reference.mutability.is_some() {
            return self.refuse(error::DEVICE_MUT_REFERENCE, Extent::of(reference), &[]);
        }
        let Code { ir, probe } = self.referent(&reference.expr);
        let and = &reference.and_token;
        Code::new(ir, quote!(#and #probe))
    }

    /// What a reference is to.
    fn referent(&mut self, expr: &Expr) -> Code {
        match expr {
            Expr::Paren(e) => {
                let Code { ir, probe } = self.referent(&e.expr);
                Code::new(ir, quote!((#probe)))
            }
            Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => self.place(expr, Use::Reference),
            _ => self.expr(expr),
        }
    }

    fn tuple(&mut self, tuple: &syn::ExprTuple) -> Code {
        let (ir, probe) = self.exprs(&tuple.elems);
        Code::new(quote!(__omp_ir::Expr::Tuple(&[#(#ir),*])), quote!((#(#probe,)*)))
    }

    fn array(&mut self, array: &syn::ExprArray) -> Code {
        let (ir, probe) = self.exprs(&array.elems);
        let (slot, probe) = self.typed(&quote!([#(#probe),*]), array.bracket_token.span.open());
        Code::new(quote!(__omp_ir::Expr::Array(&[#(#ir),*], #slot)), probe)
    }

    fn repeat(&mut self, repeat: &syn::ExprRepeat) -> Code {
        let (Code { ir, probe }, len) = (self.expr(&repeat.expr), &repeat.len);
        let (slot, probe) = self.typed(&quote!([#probe; #len]), repeat.bracket_token.span.open());
        Code::new(quote!(__omp_ir::Expr::Repeat(&#ir, #slot)), probe)
    }

    fn structure(&mut self, value: &syn::ExprStruct) -> Code {
        if let Some(rest) = &value.rest {
            return self.refuse(error::DEVICE_STRUCT_REST, Extent::of(rest), &[]);
        }
        let (mut ir, mut probe) = (Vec::new(), Vec::new());
        for field in &value.fields {
            let (name, member) = (field.member.to_token_stream().to_string(), &field.member);
            let code = self.expr(&field.expr);
            let (value, typed) = (code.ir, code.probe);
            ir.push(quote!((#name, #value)));
            probe.push(quote!(#member: #typed));
        }
        let path = &value.path;
        let (slot, probe) = self.typed(&quote!(#path { #(#probe),* }), path.span());
        Code::new(quote!(__omp_ir::Expr::Struct(&[#(#ir),*], #slot)), probe)
    }

    /// A block in the place of an expression.
    pub(super) fn block_value(&mut self, expr: &syn::ExprBlock, wanted: bool) -> Code {
        if let Some(name) = &expr.label {
            return self.refuse(error::DEVICE_LABELED_BLOCK, name.name.span(), &[]);
        }
        let Code { ir, probe } = self.block(&expr.block, wanted);
        let (slot, probe) = self.slot_if(wanted, probe, expr.block.brace_token.span.open());
        Code::new(quote!(__omp_ir::Expr::Block(&#ir, #slot)), probe)
    }

    /// `if`: a statement, or a value with a slot.
    pub(super) fn if_(&mut self, expr: &syn::ExprIf, wanted: bool) -> Code {
        let condition = self.condition(&expr.cond);
        let then = self.block(&expr.then_branch, wanted);
        let otherwise = expr.else_branch.as_ref().map(|(_, otherwise)| self.as_block(otherwise, wanted));
        let (keyword, c, t) = (&expr.if_token, condition.probe, then.probe);
        let other = otherwise.as_ref().map(|Code { probe, .. }| quote!(else #probe));
        let probe = quote!(#keyword #c #t #other);
        let (slot, probe) = self.slot_if(wanted, probe, expr.if_token.span());
        let (c, t, e) = (condition.ir, then.ir, option(otherwise.map(|Code { ir, .. }| quote!(&#ir))));
        Code::new(quote!(__omp_ir::Expr::If(&#c, &#t, #e, #slot)), probe)
    }

    /// A condition of `if` and `while`, which has no `let`.
    pub(super) fn condition(&mut self, expr: &Expr) -> Code {
        match expr {
            Expr::Let(e) => self.refuse(error::DEVICE_IF_LET, e.let_token.span(), &[]),
            _ => self.expr(expr),
        }
    }

    /// The slot of a value that is wanted, as an option.
    pub(super) fn slot_if(
        &mut self,
        wanted: bool,
        probe: TokenStream,
        span: proc_macro2::Span,
    ) -> (TokenStream, TokenStream) {
        if !wanted {
            return (option(None), probe);
        }
        let (slot, probe) = self.typed(&probe, span);
        (option(Some(slot)), probe)
    }

    pub(super) fn exprs<'e>(
        &mut self,
        exprs: impl IntoIterator<Item = &'e Expr>,
    ) -> (Vec<TokenStream>, Vec<TokenStream>) {
        exprs.into_iter().map(|expr| self.expr(expr)).map(|Code { ir, probe }| (ir, probe)).unzip()
    }
}

/// `let x: f32 = 1.0;`: the literal, whose type is the variable's.
pub(super) fn literal_of(expr: &Expr, slot: usize) -> Option<TokenStream> {
    let (lit, negative) = signed_literal(expr)?;
    let (ctor, value) = number_tokens(lit)?;
    let slot = number(slot);
    let ir = quote!(__omp_ir::Expr::#ctor(#value, #slot));
    Some(if negative { quote!(__omp_ir::Expr::Unary(__omp_ir::UnaryOp::Neg, &#ir)) } else { ir })
}

fn signed_literal(expr: &Expr) -> Option<(&Lit, bool)> {
    match expr {
        Expr::Lit(lit) => Some((&lit.lit, false)),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => match &*unary.expr {
            Expr::Lit(lit) => Some((&lit.lit, true)),
            _ => None,
        },
        _ => None,
    }
}

/// The constructor of a number's literal, and its value.
pub(super) fn number_tokens(lit: &Lit) -> Option<(TokenStream, TokenStream)> {
    match lit {
        Lit::Int(int) if matches!(int.suffix(), "f32" | "f64") => {
            let digits = int.base10_digits();
            Some((quote!(Float), quote!(#digits)))
        }
        Lit::Int(int) => {
            let value = proc_macro2::Literal::u128_unsuffixed(int.base10_digits().parse().ok()?);
            Some((quote!(Int), quote!(#value)))
        }
        Lit::Float(float) => {
            let digits = float.base10_digits();
            Some((quote!(Float), quote!(#digits)))
        }
        Lit::Byte(byte) => {
            let value = number(byte.value().into());
            Some((quote!(Int), quote!(#value)))
        }
        _ => None,
    }
}

/// The operator's name in the tree, and whether it assigns.
pub(super) fn operator(op: &BinOp) -> Option<(TokenStream, bool)> {
    macro_rules! operators {
        ($($plain:ident $($assigning:ident)?,)*) => {
            match op {
                $(BinOp::$plain(_) => Some((quote!($plain), false)),
                $(BinOp::$assigning(_) => Some((quote!($plain), true)),)?)*
                _ => None,
            }
        };
    }
    operators! {
        Add AddAssign, Sub SubAssign, Mul MulAssign, Div DivAssign, Rem RemAssign, BitAnd BitAndAssign,
        BitOr BitOrAssign, BitXor BitXorAssign, Shl ShlAssign, Shr ShrAssign, And, Or, Eq, Ne, Lt, Le, Gt, Ge,
    }
}
