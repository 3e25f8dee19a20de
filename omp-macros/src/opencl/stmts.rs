//! Blocks and statements.

use quote::quote;
use syn::{Attribute, Block, Expr, Local, Stmt, spanned::Spanned as _};

use super::{
    builder::{Builder, LocalKind},
    capture::is_array,
    code::{Code, Stmts, jump, number, option, site},
    exprs::{literal_of, operator},
    pattern::plain,
    places::unparen,
};
use crate::{error, report::Extent, sharing::bound::Bound, syntax};

impl Builder<'_> {
    /// A block in a scope of its own. `wanted`: its value is.
    pub(super) fn block(&mut self, block: &Block, wanted: bool) -> Code {
        let mark = self.scopes.mark();
        let code = self.stmts(&block.stmts, wanted);
        self.scopes.release(mark);
        code
    }

    /// The statements of a block, without its scope.
    pub(super) fn stmts(&mut self, stmts: &[Stmt], wanted: bool) -> Code {
        let mut out = Stmts::default();
        if let (true, Some((Stmt::Expr(value, None), before))) = (wanted, stmts.split_last())
            && has_value(value)
        {
            for stmt in before {
                self.stmt(stmt, &mut out);
            }
            let value = self.expr(value);
            return out.block(Some(value));
        }
        for stmt in stmts {
            self.stmt(stmt, &mut out);
        }
        out.block(None)
    }

    /// An expression where a block belongs: the arm of a `match`, what follows `else`.
    pub(super) fn as_block(&mut self, expr: &Expr, wanted: bool) -> Code {
        match expr {
            Expr::Block(e) if e.label.is_none() && e.attrs.is_empty() => self.block(&e.block, wanted),
            _ => self.stmts(&[Stmt::Expr(expr.clone(), None)], wanted),
        }
    }

    pub(super) fn stmt(&mut self, stmt: &Stmt, out: &mut Stmts) {
        if let Some(directive) = syntax::standalone(stmt) {
            return self.standalone(&directive, out);
        }
        match stmt {
            Stmt::Local(local) => self.local_stmt(local, out),
            Stmt::Expr(expr, _) => self.statement(expr, out),
            Stmt::Macro(stmt) => {
                self.refuse_macro(&stmt.mac);
            }
            Stmt::Item(item) => {
                self.refuse(error::DEVICE_ITEM, Extent::of(item).first, &[syntax::item_kind(item)]);
            }
        }
    }

    /// An expression as a statement.
    fn statement(&mut self, expr: &Expr, out: &mut Stmts) {
        let mut bare = expr.clone();
        if let Some(directive) = syntax::statement_attrs_mut(&mut bare).and_then(syntax::take_first) {
            return self.construct(&directive, &bare, out);
        }
        if let Some(attr) = syntax::statement_attrs_mut(&mut bare).and_then(|attrs| conditional(attrs)) {
            self.refuse(error::DEVICE_CFG, attr.span(), &[]);
        }
        match expr {
            Expr::Tuple(e) if e.elems.is_empty() => {}
            Expr::Assign(e) => self.assign(&e.left, &e.right, out),
            Expr::Binary(e) if matches!(operator(&e.op), Some((_, true))) => self.update(e, out),
            Expr::ForLoop(e) => self.for_loop(e, out),
            Expr::While(e) => self.while_loop(e, out),
            Expr::Loop(e) if !gives_value(e) => self.endless_loop(e, out),
            Expr::Break(e) => self.break_(e, out),
            Expr::Continue(e) => {
                let jump = match self.shared_label(e.label.as_ref()) {
                    Some(shared) => jump("Break", Some(&shared)),
                    None => jump("Continue", e.label.as_ref()),
                };
                out.push(jump, quote!(#e;));
            }
            Expr::Return(e) => self.return_(e, out),
            _ => {
                let Code { ir, probe } = match expr {
                    Expr::If(e) => self.if_(e, false),
                    Expr::Match(e) => self.match_(e, false),
                    Expr::Block(e) => self.block_value(e, false),
                    other => self.expr(other),
                };
                out.push(quote!(__omp_ir::Stmt::Expr(#ir)), quote!(#probe;));
            }
        }
    }

    fn assign(&mut self, left: &Expr, right: &Expr, out: &mut Stmts) {
        match unparen(left) {
            Expr::Tuple(e) => self.assign_parts(e.elems.iter(), right, false, out),
            Expr::Array(e) => self.assign_parts(e.elems.iter(), right, true, out),
            Expr::Infer(_) => {
                let value = self.expr(right);
                let (ir, probe) = (value.ir, value.probe);
                out.push(quote!(__omp_ir::Stmt::Expr(#ir)), quote!(let _ = #probe;));
            }
            left => {
                let value = self.expr(right);
                let target = self.target(left);
                let (ir, value_ir, probe, value) = (target.ir, value.ir, target.probe, value.probe);
                let bind = self.bind_deferred(left);
                out.push(quote!(__omp_ir::Stmt::Assign(#ir, #value_ir)), quote!(#probe = #value; #bind));
            }
        }
    }

    /// `(a, b[i]) = (b[i], a)`: all of the right side is evaluated first.
    fn assign_parts<'e>(
        &mut self,
        parts: impl Iterator<Item = &'e Expr>,
        right: &Expr,
        array: bool,
        out: &mut Stmts,
    ) {
        let Code { ir, probe } = self.expr(right);
        let whole = self.unnamed(right.span(), "parts", false, LocalKind::Value);
        let (id, cell) = (number(whole.id), &whole.cell);
        out.push(
            quote!(__omp_ir::Stmt::Let(#id, ::core::option::Option::Some(#ir))),
            quote!(let __omp_parts = #probe; #cell.scalar(&__omp_parts);),
        );
        for (n, part) in parts.enumerate() {
            if matches!(part, Expr::Infer(_)) {
                continue;
            }
            let (value, member) = self.part(&quote!(__omp_ir::Expr::Var(#id)), n, array, right);
            let target = self.target(part);
            let (ir, probe, bind) = (target.ir, target.probe, self.bind_deferred(part));
            out.push(
                quote!(__omp_ir::Stmt::Assign(#ir, #value)),
                quote!(#probe = __omp_parts #member; #bind),
            );
        }
    }

    /// A variable without an initialiser gets its type where it gets its value.
    pub(super) fn bind_deferred(&self, left: &Expr) -> proc_macro2::TokenStream {
        let Expr::Path(path) = left else { return quote!() };
        match path.path.get_ident().and_then(|name| self.local(name)) {
            Some((_, local)) if local.deferred => {
                let cell = local.cell;
                quote!(#cell.scalar(&#path);)
            }
            _ => quote!(),
        }
    }

    fn update(&mut self, update: &syn::ExprBinary, out: &mut Stmts) {
        let Some((op, _)) = operator(&update.op) else { return };
        let value = self.expr(&update.right);
        let target = self.target(&update.left);
        let (place, value_ir, site, symbol) = (target.ir, value.ir, site(update.left.span()), &update.op);
        let (probe, value) = (target.probe, value.probe);
        out.push(
            quote!(__omp_ir::Stmt::Update(__omp_ir::BinaryOp::#op, #place, #value_ir, #site)),
            quote!(#probe #symbol #value;),
        );
    }

    fn return_(&mut self, expr: &syn::ExprReturn, out: &mut Stmts) {
        if self.function.is_none() {
            self.refuse(error::RETURN, expr.return_token.span(), &["target"]);
            return;
        }
        let value = expr.expr.as_ref().map(|value| self.expr(value));
        let (ir, probe) = value.map(|code| (code.ir, code.probe)).unzip();
        let (ir, keyword) = (option(ir), &expr.return_token);
        out.push(quote!(__omp_ir::Stmt::Return(#ir)), quote!(#keyword #probe;));
    }

    fn local_stmt(&mut self, local: &Local, out: &mut Stmts) {
        if let Some(attr) = conditional(&local.attrs) {
            self.refuse(error::DEVICE_CFG, attr.span(), &[]);
        }
        let (pat, ty) = match &local.pat {
            syn::Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
            pat => (pat, None),
        };
        let Some(init) = &local.init else { return self.deferred(pat, ty, out) };
        if let Some((token, _)) = &init.diverge {
            self.refuse(error::DEVICE_LET_ELSE, token.span(), &[]);
            return;
        }
        let mut bare = (*init.expr).clone();
        if let Some(directive) = syntax::expr_attrs_mut(&mut bare).and_then(syntax::take_first) {
            return self.construct_value(&directive, &bare, pat, out);
        }
        if self.bind_literal(pat, ty, &init.expr, out) {
            return;
        }
        let (bound, first) = (Bound::by(local), self.scopes.boundary());
        let kind = self.kind_of(&init.expr, ty);
        let Code { mut ir, probe } = self.expr(&init.expr);
        if kind == LocalKind::Slice && !self.is_slice(&init.expr) {
            let site = site(init.expr.span());
            let open = option(None);
            ir = quote!(__omp_ir::Expr::Slice(&#ir, #open, #open, #site));
        }
        self.bind(pat, ty, Code::new(ir, probe), kind, out);
        bound.record(&mut self.scopes, first, local);
    }

    /// `let x: f32 = 1.0;`, as rustc is to see it: a mistake here is one, and not one of the literal and one of the name.
    fn bind_literal(&mut self, pat: &syn::Pat, ty: Option<&syn::Type>, init: &Expr, out: &mut Stmts) -> bool {
        let Some(name) = plain(pat) else { return false };
        if literal_of(init, 0).is_none() {
            return false;
        }
        let local = self.declare(&name.ident, name.mutability.is_some(), LocalKind::Value);
        let Some(value) = literal_of(init, local.slot) else { return false };
        let (id, cell, ident, ty) = (number(local.id), &local.cell, &name.ident, ty.map(|ty| quote!(: #ty)));
        out.push(
            quote!(__omp_ir::Stmt::Let(#id, ::core::option::Option::Some(#value))),
            quote!(let #name #ty = #init; #cell.scalar(&#ident);),
        );
        true
    }

    /// What a binding holds, as far as its declaration tells.
    fn kind_of(&mut self, init: &Expr, ty: Option<&syn::Type>) -> LocalKind {
        if let Some(syn::Type::Reference(ty)) = ty {
            let slice = matches!(&*ty.elem, syn::Type::Slice(_));
            return if slice { LocalKind::Slice } else { LocalKind::Reference };
        }
        let reference = match unparen(init) {
            Expr::Reference(_) => true,
            Expr::Path(path) => {
                let local = path.path.get_ident().and_then(|name| self.local(name));
                local.is_some_and(|(_, local)| local.reference)
            }
            _ => false,
        };
        match (self.is_slice(init), reference) {
            (true, _) => LocalKind::Slice,
            (false, true) => LocalKind::Reference,
            (false, false) => LocalKind::Value,
        }
    }

    fn deferred(&mut self, pat: &syn::Pat, ty: Option<&syn::Type>, out: &mut Stmts) {
        let syn::Pat::Ident(name) = pat else {
            self.refuse(error::DEVICE_DEFERRED_PATTERN, Extent::of(pat), &[]);
            return;
        };
        if matches!(ty, Some(ty) if matches!(ty, syn::Type::Reference(_)) && is_array(ty)) {
            self.refuse(error::DEVICE_DEFERRED_PATTERN, Extent::of(pat), &[]);
            return;
        }
        let local = self.declare(&name.ident, name.mutability.is_some(), LocalKind::Deferred);
        let (id, ty) = (number(local.id), ty.map(|ty| quote!(: #ty)));
        let none = option(None);
        out.push(quote!(__omp_ir::Stmt::Let(#id, #none)), quote!(let #name #ty;));
    }
}

/// Whether an expression at the end of a block is its value, and not a statement like any other.
fn has_value(expr: &Expr) -> bool {
    match expr {
        Expr::Tuple(e) => !e.elems.is_empty(),
        Expr::Binary(e) => !matches!(operator(&e.op), Some((_, true))),
        Expr::Assign(_)
        | Expr::ForLoop(_)
        | Expr::While(_)
        | Expr::Break(_)
        | Expr::Continue(_)
        | Expr::Return(_) => false,
        Expr::Loop(e) => gives_value(e),
        _ => true,
    }
}

/// Whether a `loop` has a `break` with a value.
fn gives_value(expr: &syn::ExprLoop) -> bool {
    struct Values<'a> {
        label: Option<&'a syn::Label>,
        inner: usize,
        found: bool,
    }
    impl<'ast> syn::visit::Visit<'ast> for Values<'_> {
        fn visit_expr_break(&mut self, e: &'ast syn::ExprBreak) {
            let ours = match &e.label {
                None => self.inner == 0,
                Some(target) => self.label.is_some_and(|label| label.name == *target),
            };
            self.found |= ours && e.expr.is_some();
        }
        fn visit_expr_loop(&mut self, e: &'ast syn::ExprLoop) {
            self.inner += 1;
            syn::visit::visit_expr_loop(self, e);
            self.inner -= 1;
        }
    }
    let mut values = Values { label: expr.label.as_ref(), inner: 0, found: false };
    syn::visit::Visit::visit_block(&mut values, &expr.body);
    values.found
}

fn conditional(attrs: &[Attribute]) -> Option<Attribute> {
    attrs.iter().find(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr")).cloned()
}
