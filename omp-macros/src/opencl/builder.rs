//! The state of a walk over a body: scopes, slots, variables, what is captured.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Expr;

use super::{
    CapturedKind, Listed, OwnArray,
    capture::{Capture, Captures, Use},
    code::{Code, at, number, typed},
};
use crate::{
    error::Rule,
    report::{Errors, Extent},
    sharing::{
        scope::{Scopes, VarId},
        slots::Slots,
    },
};

/// A variable of the body's own.
#[derive(Clone)]
pub(super) struct Local {
    /// Its number in the tree.
    pub(super) id: usize,
    /// The number of its type's slot.
    pub(super) slot: usize,
    pub(super) cell: TokenStream,
    pub(super) slice: bool,
    /// A reference to a value: the tree has the value.
    pub(super) reference: bool,
    /// `let x;`: its type is taken where it is assigned.
    pub(super) deferred: bool,
}

/// An array that the iterations around divide, with their loop variables.
#[derive(Clone)]
pub(super) struct Owned {
    pub(super) array: OwnArray,
    pub(super) loop_vars: Vec<VarId>,
    /// Where the loops start, of a construct inside of the region: nothing has been checked before.
    pub(super) starts: Option<Vec<Expr>>,
    /// A loop leaves out values of its variable.
    pub(super) stepped: bool,
}

pub(super) struct Builder<'a> {
    pub(super) scopes: Scopes,
    pub(super) errors: &'a mut Errors,
    failed: bool,
    /// The name of the `declare target` function at hand; a region has none.
    pub(super) function: Option<Ident>,
    /// Variables declared from here on are the body's own.
    pub(super) boundary: VarId,
    pub(super) listed: &'a [Listed],
    pub(super) captures: Captures,
    /// How many captured variables come before the body's own.
    first_local: usize,
    locals: HashMap<VarId, Local>,
    pub(super) vars: Vec<TokenStream>,
    /// For each slot, where its type is needed.
    slots: Vec<Span>,
    calls: Vec<Span>,
    /// Constants of a function: what to evaluate.
    pub(super) consts: Vec<TokenStream>,
    pub(super) accesses: usize,
    pub(super) owned: Vec<Owned>,
    /// The arrays in which the threads around have rows of their own.
    pub(super) thread_rows: Vec<Slots>,
    usize_slot: Option<usize>,
    /// The loops around that are shared out, each with its label and the number of other loops in it. With a label, an
    /// iteration is a loop of its own in the tree, which `continue` leaves.
    pub(super) shared: Vec<(Option<syn::Lifetime>, usize)>,
    /// The region's own loops around, each with its label and the variable for its value.
    pub(super) loops: Vec<(Option<syn::Lifetime>, Option<usize>)>,
    /// The cells of the captured variables, for a region's probe.
    pub(super) capture_slots: Vec<usize>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        scopes: Scopes,
        listed: &'a [Listed],
        captures: Captures,
        errors: &'a mut Errors,
    ) -> Self {
        let boundary = scopes.boundary();
        let first_local = captures.list.len();
        let mut builder = Self {
            scopes,
            errors,
            failed: false,
            function: None,
            boundary,
            listed,
            captures,
            first_local,
            locals: HashMap::new(),
            vars: Vec::new(),
            slots: Vec::new(),
            calls: Vec::new(),
            consts: Vec::new(),
            accesses: 0,
            owned: Vec::new(),
            thread_rows: Vec::new(),
            usize_slot: None,
            shared: Vec::new(),
            loops: Vec::new(),
            capture_slots: Vec::new(),
        };
        for n in 0..first_local {
            let span = builder.captures.list[n].span();
            let slot = builder.slot(span);
            builder.capture_slots.push(slot);
        }
        builder
    }

    pub(super) fn failed(&self) -> bool {
        self.failed
    }

    /// Reports what a device does not have.
    pub(super) fn refuse(&mut self, rule: Rule, place: impl Into<Extent>, names: &[&str]) -> Code {
        self.failed = true;
        self.errors.push(rule.at(place, names));
        Code::refused()
    }

    /// A new type slot; the type is needed at `span`.
    pub(super) fn slot(&mut self, span: Span) -> usize {
        self.slots.push(span);
        self.slots.len() - 1
    }

    pub(super) fn cell(&self, slot: usize) -> TokenStream {
        let name = cell_name(slot, at(self.slots[slot]));
        quote!(#name)
    }

    /// A value whose type goes into a slot of its own: the slot's number, and the value for the probe.
    pub(super) fn typed(&mut self, value: &TokenStream, span: Span) -> (TokenStream, TokenStream) {
        let slot = self.slot(span);
        let number = number(slot);
        (quote!(#number), typed(&self.cell(slot), value, span))
    }

    /// The slot of `usize`.
    pub(super) fn usize_slot(&mut self) -> usize {
        if let Some(slot) = self.usize_slot {
            return slot;
        }
        let slot = self.slot(Span::mixed_site());
        self.usize_slot = Some(slot);
        slot
    }

    /// A `usize` literal for the tree.
    pub(super) fn usize_literal(&mut self, value: usize) -> TokenStream {
        let (slot, value) = (number(self.usize_slot()), number(value));
        quote!(__omp_ir::Expr::Int(#value, #slot))
    }

    /// The slot of a function that is called.
    pub(super) fn call_slot(&mut self, span: Span) -> usize {
        self.calls.push(span);
        self.calls.len() - 1
    }

    /// A variable of the body's own, which its name means from here on.
    pub(super) fn declare(&mut self, name: &Ident, mutable: bool, kind: LocalKind) -> Local {
        let local = self.unnamed(name.span(), &name.to_string(), mutable, kind);
        let var = self.scopes.declare(name.clone(), mutable, None);
        self.locals.insert(var, local.clone());
        local
    }

    /// A variable that no name means.
    pub(super) fn unnamed(&mut self, span: Span, name: &str, mutable: bool, kind: LocalKind) -> Local {
        let slot = self.slot(span);
        let id = self.first_local + self.vars.len();
        let slice = kind == LocalKind::Slice;
        let (var_kind, ty) = (if slice { quote!(Slice) } else { quote!(Value) }, number(slot));
        self.vars.push(quote! {
            __omp_ir::Var { name: #name, ty: #ty, kind: __omp_ir::VarKind::#var_kind, mutable: #mutable }
        });
        Local {
            id,
            slot,
            cell: self.cell(slot),
            slice,
            reference: kind == LocalKind::Reference,
            deferred: kind == LocalKind::Deferred,
        }
    }

    pub(super) fn local(&self, name: &Ident) -> Option<(VarId, Local)> {
        let var = self.scopes.lookup(name)?;
        Some((var, self.locals.get(&var)?.clone()))
    }

    /// A variable from outside, or a field of one, used in some way.
    pub(super) fn capture(&mut self, capture: Capture, how: Use) -> usize {
        let n = self.captures.find(capture);
        let capture = &mut self.captures.list[n];
        capture.uses.push(how);
        n
    }

    pub(super) fn kind_of_capture(&self, n: usize) -> CapturedKind {
        self.captures.list[n].kind(self.listed, &self.scopes)
    }

    /// The label of the iteration that a `continue` ends, if that is a loop in the tree.
    pub(super) fn shared_label(&self, target: Option<&syn::Lifetime>) -> Option<syn::Lifetime> {
        match target {
            Some(target) => self.shared.iter().find_map(|(label, _)| label.clone().filter(|l| l == target)),
            None => self.shared.last().filter(|(_, inner)| *inner == 0)?.0.clone(),
        }
    }

    /// The body of a loop of the region's own.
    /// `value`: the variable that `break` with a value assigns to.
    pub(super) fn inner_loop(
        &mut self,
        body: &syn::Block,
        label: Option<&syn::Label>,
        value: Option<usize>,
    ) -> Code {
        self.shared.iter_mut().for_each(|(_, inner)| *inner += 1);
        self.loops.push((label.map(|label| label.name.clone()), value));
        let code = self.block(body, false);
        self.loops.pop();
        self.shared.iter_mut().for_each(|(_, inner)| *inner -= 1);
        code
    }

    /// `let __omp_t0 = ..;` for every slot.
    pub(super) fn cells(&self) -> TokenStream {
        let device = quote!(::ferromp::__private::device);
        let mut cells = TokenStream::new();
        for (n, span) in self.slots.iter().enumerate() {
            let name = cell_name(n, at(*span));
            cells.extend(quote_spanned!(at(*span)=> let #name = #device::TypeCell::new();));
        }
        for (n, span) in self.calls.iter().enumerate() {
            let name = function_name(n, at(*span));
            cells.extend(quote_spanned!(at(*span)=> let #name = #device::FunctionCell::new();));
        }
        cells
    }

    /// What the probe says first: the types that the program does not name.
    pub(super) fn known_types(&self) -> TokenStream {
        self.usize_slot.map_or_else(TokenStream::new, |slot| {
            let cell = self.cell(slot);
            quote!(#cell.scalar(&0_usize);)
        })
    }

    /// `__omp_t0.ty(), ..`
    pub(super) fn types(&self) -> TokenStream {
        let types = self.slots.iter().enumerate().map(|(n, span)| {
            let name = cell_name(n, at(*span));
            let method = if self.capture_slots.contains(&n) { "captured" } else { "ty" };
            let method = Ident::new(method, at(*span));
            quote_spanned!(at(*span)=> #name.#method())
        });
        quote!(#(#types),*)
    }

    /// `__omp_f0.function(), ..`
    pub(super) fn functions(&self) -> TokenStream {
        let functions = self.calls.iter().enumerate().map(|(n, span)| {
            let name = function_name(n, at(*span));
            quote_spanned!(at(*span)=> #name.function())
        });
        quote!(#(#functions),*)
    }

    /// `ir::Code`
    pub(super) fn code(&self, captured: &[TokenStream]) -> TokenStream {
        let vars = captured.iter().chain(&self.vars);
        let (types, calls) = (number(self.slots.len()), number(self.calls.len()));
        let consts = number(self.consts.len());
        quote!(__omp_ir::Code { vars: &[#(#vars),*], types: #types, calls: #calls, consts: #consts })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LocalKind {
    Value,
    Reference,
    Slice,
    Deferred,
}

fn cell_name(n: usize, span: Span) -> Ident {
    format_ident!("__omp_t{n}", span = span)
}

pub(super) fn function_name(n: usize, span: Span) -> Ident {
    format_ident!("__omp_f{n}", span = span)
}
