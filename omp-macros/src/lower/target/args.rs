//! Variables as the runtime gets them: how each is mapped, and the borrow that it needs.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, ExprRange, RangeLimits};

use super::{
    super::{
        Lowerer, With,
        clauses::borrow_mut,
        looping::OwnPart,
        tokens::{here, site},
    },
    launch::Offload,
    rules::implicit,
};
use crate::{
    error,
    opencl::{CapturedKind, CapturedVar, Role},
    sharing::{access::Accesses, partition::Shape, place::PlaceKey},
    syntax::{ClauseKind, Directive, MapKind, Place, Section},
};

/// A variable in a `map` clause.
pub(super) struct Listed {
    pub(super) key: PlaceKey,
    pub(super) place: Place,
    pub(super) kind: MapKind,
    pub(super) section: Option<ExprRange>,
    /// Used by index somewhere, or mapped by a section.
    pub(super) array: bool,
    /// The device has its own, which the host's version copies.
    pub(super) copied: bool,
}

/// The device and the condition of a construct, evaluated once.
pub(super) struct Where {
    pub(super) lets: TokenStream,
    pub(super) device: TokenStream,
    pub(super) condition: TokenStream,
}

impl Lowerer<'_> {
    /// The variables of the `map` clauses; `accesses` are those of the construct.
    pub(super) fn map_list(&self, directive: &Directive, accesses: &Accesses) -> Vec<Listed> {
        let mut found = Vec::new();
        for clause in &directive.clauses {
            let ClauseKind::Map(kind, sections) = &clause.kind else { continue };
            for Section { place, range } in sections {
                let Some(key) = self.key_of(place) else { continue };
                let mut uses = accesses.list.iter().filter(|access| access.key.overlaps(&key));
                let array = range.is_some() || uses.clone().any(|access| !access.indices.is_empty());
                let written = uses.any(|access| access.touch.writes());
                found.push(Listed {
                    key,
                    place: place.clone(),
                    kind: *kind,
                    section: range.clone(),
                    array,
                    copied: written && !kind.copies_back(),
                });
            }
        }
        found
    }

    /// `device(n)` and `if(c)`.
    pub(super) fn place_of_work(&mut self, directive: &Directive) -> Where {
        let (mut lets, mut conditions) = (TokenStream::new(), Vec::new());
        let mut device = quote!(::core::option::Option::None);
        for clause in &directive.clauses {
            let span = here(clause.span);
            match &clause.kind {
                ClauseKind::Device(number) => {
                    let (number, name) = (self.clause_expr(number), self.fresh("device"));
                    lets.extend(quote_spanned!(span=> let #name = ::ferromp::__private::int(#number);));
                    device = quote!(::core::option::Option::Some(#name));
                }
                ClauseKind::If(condition) | ClauseKind::IfTarget(condition) => {
                    let (condition, name) = (self.clause_expr(condition), self.fresh("condition"));
                    lets.extend(quote!(let #name = #condition;));
                    conditions.push(name);
                }
                _ => {}
            }
        }
        let condition = if conditions.is_empty() { quote!(true) } else { quote!(#(#conditions)&&*) };
        Where { lets, device, condition }
    }

    /// The argument that a section is: none of an array that is mapped as a whole.
    pub(super) fn section(
        &mut self,
        key: &PlaceKey,
        (range, span): (Option<&ExprRange>, Span),
        lets: &mut TokenStream,
    ) -> TokenStream {
        let Some(range) = range else { return quote!(::core::option::Option::None) };
        let name = self.checked_section(key, range, span, lets);
        quote!(::core::option::Option::Some(#name.range()))
    }

    /// A section under a name: that it lies in its array is checked at `span`.
    pub(super) fn checked_section(
        &mut self,
        key: &PlaceKey,
        range: &ExprRange,
        span: Span,
        lets: &mut TokenStream,
    ) -> Ident {
        let array = self.expr_of(key);
        let lo = range.start.as_ref().map(|lo| self.clause_expr(lo));
        let lo = lo.map_or(quote!(0usize), |lo| quote!(#lo));
        let hi = range.end.as_ref().map(|hi| self.clause_expr(hi));
        let len = self.lent_extent(key).map_or_else(|| quote!(#array.len()), |extent| quote!(#extent.len()));
        let hi = match (hi, range.limits) {
            (None, _) => len.clone(),
            (Some(hi), RangeLimits::HalfOpen(_)) => quote!(#hi),
            (Some(hi), RangeLimits::Closed(_)) => quote!(#hi + 1),
        };
        let (name, text, span) = (self.fresh("section"), key.text(&self.scopes), here(span));
        let section = quote_spanned!(span=> ::ferromp::__private::device::section(#text, #lo..#hi, #len));
        lets.extend(quote!(let #name = #section;));
        name
    }

    /// An array, or a variable of which a data construct only knows the name.
    pub(super) fn mapped(
        &mut self,
        key: &PlaceKey,
        array: bool,
        function: &str,
        section: &TokenStream,
    ) -> TokenStream {
        let shared = matches!(function, "to" | "release" | "delete");
        self.want(key, array, !shared);
        if let Some(lent) = self.lent_arg(key, function.trim_end_matches("_mut"), section) {
            return lent;
        }
        let original = self.expr_of(key);
        let span = site(syn::spanned::Spanned::span(&original));
        let borrow = match (array, shared) {
            (true, true) => quote_spanned!(span=> &#original[..]),
            (true, false) => quote_spanned!(span=> &mut #original[..]),
            (false, true) => quote_spanned!(span=> &#original),
            (false, false) => borrow_mut(self, key),
        };
        self.arg(key, function, &quote!(#borrow, #section))
    }

    pub(super) fn arg(&self, key: &PlaceKey, function: &str, arguments: &TokenStream) -> TokenStream {
        let text = key.text(&self.scopes);
        let function = Ident::new(function, site(self.scopes.var(key.var).name.span()));
        quote!(::ferromp::__private::device::#function(#arguments).named(#text))
    }

    /// A captured variable of a region, with the borrow that its use there needs.
    pub(super) fn captured_arg(&mut self, captured: &CapturedVar, offload: &Offload<'_>) -> TokenStream {
        let Some(key) = captured.key.clone() else {
            let (constant, text) = (&captured.expr, &captured.text);
            if captured.kind == CapturedKind::Slice {
                let none = quote!(::core::option::Option::None);
                return quote!(::ferromp::__private::device::to(&#constant, #none).named(#text));
            }
            return quote!(::ferromp::__private::device::value(&#constant).named(#text));
        };
        let divided = matches!(
            self.substitute_of(key.var, &key.fields),
            Some((
                With::Block { .. }
                    | With::Row { .. }
                    | With::Cells { .. }
                    | With::Layers { .. }
                    | With::Lone { .. },
                _
            ))
        );
        if divided {
            let span = offload.directive.span;
            self.errors.push(error::DIVIDED.at(span, &[&captured.text, offload.directive.name]));
        }
        let written = captured.written.is_some();
        if captured.role == Some(Role::DevicePtr) {
            let slice = if written { borrow_mut(self, &key) } else { self.clause_ref(&captured.expr) };
            return self.arg(&key, if written { "device_slice_mut" } else { "device_slice" }, &slice);
        }
        let listed = offload.listed.iter().find(|listed| listed.key.overlaps(&key));
        let array = captured.kind == CapturedKind::Slice;
        let kind = listed.map(|listed| listed.kind).or_else(|| implicit(offload.directive, array, written));
        match (captured.kind, captured.role) {
            (CapturedKind::Value, Some(Role::Reduction(_))) => {
                self.want(&key, false, true);
                if let Some(lent) = self.lent_arg(&key, "reduction", &TokenStream::new()) {
                    return lent;
                }
                let original = borrow_mut(self, &key);
                self.arg(&key, "reduction", &original)
            }
            (CapturedKind::Value, _) => {
                if let Some(lent) = self.lent_arg(&key, "value", &TokenStream::new()) {
                    return lent;
                }
                let value = self.clause_ref(&captured.expr);
                self.arg(&key, "value", &value)
            }
            (CapturedKind::Mapped, _) => {
                let kind = kind.unwrap_or(MapKind::Tofrom);
                let shared = kind == MapKind::To && !written;
                self.want(&key, false, !shared);
                let scalar = format!("scalar_{}", kind.name());
                if let Some(lent) = self.lent_arg(&key, &scalar, &TokenStream::new()) {
                    return lent;
                }
                let original = if shared { self.clause_ref(&captured.expr) } else { borrow_mut(self, &key) };
                self.arg(&key, &format!("scalar_{}", function(kind, written)), &original)
            }
            (CapturedKind::Slice, _) => {
                let at = offload.listed.iter().position(|listed| listed.key.overlaps(&key));
                let section = at.and_then(|at| offload.sections[at].as_ref());
                let section = section.map_or_else(
                    || quote!(::core::option::Option::None),
                    |name| quote!(::core::option::Option::Some(#name.range())),
                );
                let kind = kind.unwrap_or(if written { MapKind::Tofrom } else { MapKind::To });
                let arg = self.mapped(&key, true, function(kind, written), &section);
                let own = offload.own.iter().find(|part| part.key == key).filter(|_| written);
                let own = own.and_then(|part| self.own(part));
                own.map_or(arg.clone(), |own| quote!(#arg.#own))
            }
        }
    }

    /// The elements that are each iteration's own: that they are is checked before the launch.
    fn own(&mut self, part: &OwnPart) -> Option<TokenStream> {
        Some(match &part.partition.shape {
            Shape::Elements(map) | Shape::Columns(map) => {
                let map = self.map(map);
                quote!(own(#map))
            }
            Shape::Cells(maps) => {
                let (rows, columns) = (self.map(&maps[0]), self.map(&maps[1]));
                quote!(own_cells(#rows, #columns))
            }
            Shape::Layers(maps) => {
                let [i, j, k] = [0, 1, 2].map(|n| self.map(&maps[n]));
                quote!(own_layers(#i, [#j, #k]))
            }
            // The kernel's condition lets one iteration there.
            Shape::Lone(_) => return None,
        })
    }

    fn clause_ref(&mut self, expr: &Expr) -> TokenStream {
        let span = site(syn::spanned::Spanned::span(expr));
        let expr = self.clause_expr(expr);
        quote_spanned!(span=> &#expr)
    }
}

/// What makes the argument; `to` that is written takes the variable for itself.
fn function(kind: MapKind, written: bool) -> &'static str {
    match (kind, written) {
        (MapKind::To, true) => "to_mut",
        (kind, _) => kind.name(),
    }
}
