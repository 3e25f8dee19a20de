//! `target data`, `target enter data`, `target exit data` and `target update`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Expr;

use super::{
    super::{Lowerer, tokens::here},
    args::Where,
};
use crate::{
    sharing::walk::walk_statement,
    syntax::{ClauseKind, Directive, Kind, MapKind, Section},
};

impl Lowerer<'_> {
    /// `target data`: the data of the block is on the device while it runs.
    pub(in super::super) fn target_data(&mut self, directive: &Directive, expr: &mut Expr) {
        self.check_names(directive);
        let Where { mut lets, device, condition } = self.place_of_work(directive);
        let args = self.data_args(directive, &mut lets);
        let (mark, substitutes) = (self.scopes.mark(), self.substitutes.len());
        let pointers = self.device_pointers(directive);
        // Its block waits for what it defers.
        let stretch = self.stretch.take();
        walk_statement(self, expr);
        self.stretch = stretch;
        self.scopes.release(mark);
        self.substitutes.truncate(substitutes);
        let span = here(directive.span);
        let enter =
            quote_spanned!(span=> ::ferromp::__private::device::data(#device, #condition, &[#(#args),*]));
        let finish = quote_spanned!(span=> __omp_scope.finish(&mut [#(#args),*]));
        *expr = syn::parse_quote!({
            #lets
            let __omp_scope = #enter;
            { #pointers #expr }
            #finish;
        });
    }

    /// `use_device_ptr(p)`: in the block, `p` is the device's copy.
    fn device_pointers(&mut self, directive: &Directive) -> TokenStream {
        let mut pointers = TokenStream::new();
        for clause in &directive.clauses {
            let ClauseKind::UseDevicePtr(places) = &clause.kind else { continue };
            let span = here(clause.span);
            for place in places {
                let Some(key) = self.key_of(place) else { continue };
                let original = self.expr_of(&key);
                let (text, name) = (key.text(&self.scopes), self.rename(place, &key));
                pointers.extend(quote_spanned! {span=>
                    #[allow(unused_mut)]
                    let mut #name = __omp_scope.device_slice(#text, &#original[..]);
                });
            }
        }
        pointers
    }

    /// The data constructs that are statements.
    pub(in super::super) fn data_statement(&mut self, directive: &Directive) -> TokenStream {
        self.check_names(directive);
        let Where { mut lets, device, condition } = self.place_of_work(directive);
        self.begin_deferred(directive);
        let args = self.data_args(directive, &mut lets);
        let function = match directive.kind {
            Kind::TargetEnterData => "enter_data",
            Kind::TargetExitData => "exit_data",
            _ => "update",
        };
        let span = here(directive.span);
        let function = syn::Ident::new(function, span);
        let call = match self.data_call(directive, &mut lets) {
            Some((deferred, depend)) => {
                quote_spanned!(span=> #deferred.#function(#device, #condition, #depend, &mut [#(#args),*]))
            }
            None if directive.kind == Kind::TargetEnterData => {
                quote_spanned!(span=> ::ferromp::__private::device::#function(#device, #condition, &[#(#args),*]))
            }
            None => {
                quote_spanned!(span=> ::ferromp::__private::device::#function(#device, #condition, &mut [#(#args),*]))
            }
        };
        let wait = self.undeferred_end(directive);
        self.end_deferred();
        quote!({ #lets #call; #wait })
    }

    fn data_args(&mut self, directive: &Directive, lets: &mut TokenStream) -> Vec<TokenStream> {
        let mut args = Vec::new();
        for clause in &directive.clauses {
            let function = match &clause.kind {
                ClauseKind::Map(kind, _) => map_function(&directive.kind, *kind),
                ClauseKind::To(_) => "to",
                ClauseKind::From(_) => "from",
                _ => continue,
            };
            for Section { place, range } in clause.kind.sections() {
                let Some(key) = self.key_of(place) else { continue };
                let section = self.section(&key, (range.as_ref(), place.base.span()), lets);
                let array = range.is_some();
                args.push(self.mapped(&key, array, function, &section));
            }
        }
        args
    }
}

/// `tofrom` is the half of it that the construct has (OpenMP 5.2, 5.8.3).
fn map_function(construct: &Kind, kind: MapKind) -> &'static str {
    match (construct, kind) {
        (Kind::TargetEnterData, MapKind::Tofrom) => "to",
        (Kind::TargetExitData, MapKind::Tofrom) => "from",
        (_, kind) => kind.name(),
    }
}
