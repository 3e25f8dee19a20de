//! What a deferred construct says in its call.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::{
    super::super::{Lowerer, tokens::here},
    Lent,
    find::nowait,
};
use crate::syntax::{ClauseKind, DependKind, Directive, Section};

impl Lowerer<'_> {
    /// The wait of a `taskwait` that does not end the stretch.
    pub(in crate::lower) fn taskwait(&mut self, directive: &Directive) -> Option<TokenStream> {
        let deferred = self.deferred()?;
        self.stretch.iter_mut().for_each(|stretch| stretch.waited = true);
        let span = here(directive.span);
        let wait = quote_spanned!(span=> wait);
        Some(quote!(#deferred.#wait()))
    }

    /// Marks the construct as one that uses handles; `depend` alone makes it one that waits as well.
    pub(in crate::lower::target) fn begin_deferred(&mut self, directive: &Directive) {
        let depends = directive.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Depend(..)));
        if let Some(stretch) = &mut self.stretch
            && (depends || nowait(directive))
        {
            stretch.asynchronous = Some(directive.span);
            self.want_depend(directive);
        }
    }

    pub(in crate::lower::target) fn end_deferred(&mut self) {
        if let Some(stretch) = &mut self.stretch {
            stretch.asynchronous = None;
        }
    }

    fn want_depend(&mut self, directive: &Directive) {
        for (kind, section) in depend_items(directive) {
            if let Some(key) = self.key_of(&section.place) {
                self.want(&key, section.range.is_some(), !matches!(kind, DependKind::In));
            }
        }
    }

    /// `.deferred(..).depend(..)`
    pub(in crate::lower::target) fn deferral(
        &mut self,
        directive: &Directive,
        lets: &mut TokenStream,
    ) -> TokenStream {
        if !self.is_deferred() {
            return TokenStream::new();
        }
        let deferred = self.deferred();
        let depend = self.depend(directive, lets);
        quote!(.deferred(&#deferred).depend(&[#(#depend),*]))
    }

    fn depend(&mut self, directive: &Directive, lets: &mut TokenStream) -> Vec<TokenStream> {
        let mut items = Vec::new();
        for (kind, section) in depend_items(directive) {
            let Some(key) = self.key_of(&section.place) else { continue };
            let Some(Lent { handle, .. }) = self.lent(&key) else { continue };
            let span = here(section.place.base.span());
            let name = match kind {
                DependKind::In => "depend_in",
                DependKind::Out => "depend_out",
                DependKind::Inout => "depend_inout",
            };
            let (function, range) =
                (Ident::new(name, span), self.section(&key, (section.range.as_ref(), span), lets));
            items.push(quote!(::ferromp::__private::device::#function(&#handle, #range)));
        }
        items
    }

    /// What a construct with `depend` and without `nowait` does at its end.
    pub(in crate::lower::target) fn undeferred_end(&self, directive: &Directive) -> TokenStream {
        let deferred = self.deferred();
        if !self.is_deferred() || nowait(directive) {
            return TokenStream::new();
        }
        let span = here(directive.span);
        let wait = quote_spanned!(span=> wait);
        quote!(#deferred.#wait();)
    }

    /// A data construct's call: with `nowait`, one of the stretch.
    pub(in crate::lower::target) fn data_call(
        &mut self,
        directive: &Directive,
        lets: &mut TokenStream,
    ) -> Option<(TokenStream, TokenStream)> {
        if !self.is_deferred() {
            return None;
        }
        let deferred = self.deferred();
        let depend = self.depend(directive, lets);
        Some((quote!(#deferred), quote!(&[#(#depend),*])))
    }
}

fn depend_items(directive: &Directive) -> Vec<(DependKind, Section)> {
    let mut items = Vec::new();
    for clause in &directive.clauses {
        if let ClauseKind::Depend(kind, sections) = &clause.kind {
            items.extend(sections.iter().map(|section| (*kind, section.clone())));
        }
    }
    items
}
