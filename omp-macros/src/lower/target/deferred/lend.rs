//! A variable that is lent: its handle, and the host's use of it meanwhile.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Expr, Stmt};

use super::{
    super::super::{Lowerer, With, clauses::borrow_mut, tokens},
    Lent, Wanted,
};
use crate::{
    error,
    report::Extent,
    sharing::{
        place::{self, Place, PlaceKey},
        scope::VarId,
        walk::Usage,
    },
};

impl Lowerer<'_> {
    /// Lends a variable that is declared before the stretch.
    pub(super) fn lend(&mut self, wanted: &Wanted) -> Vec<Stmt> {
        let original = self.expr_of(&wanted.key);
        let borrow = match (wanted.array, wanted.exclusive) {
            (true, true) => quote!(&mut #original[..]),
            (true, false) => quote!(&#original[..]),
            (false, true) => borrow_mut(self, &wanted.key),
            (false, false) => quote!(&#original),
        };
        let function = Ident::new(if wanted.exclusive { "new" } else { "shared" }, Span::mixed_site());
        self.handle(wanted, &original, &function, &borrow)
    }

    /// Lends what a reference refers to that is declared in the stretch.
    pub(super) fn move_in(&mut self, wanted: &Wanted) -> Vec<Stmt> {
        let original = self.expr_of(&wanted.key);
        let span = self.scopes.var(wanted.key.var).name.span();
        let function = Ident::new("moved", span);
        self.handle(wanted, &original, &function, &original.to_token_stream())
    }

    fn handle(
        &mut self,
        wanted: &Wanted,
        original: &Expr,
        function: &Ident,
        borrow: &TokenStream,
    ) -> Vec<Stmt> {
        let (handle, extent) = (self.fresh("handle"), self.fresh("extent"));
        let deferred = self.deferred();
        let lent = Lent { handle, extent, exclusive: wanted.exclusive, by: wanted.by };
        let Lent { handle, extent, .. } = &lent;
        let length =
            wanted.array.then(|| quote!(#[allow(unused_variables)] let #extent = 0..#original.len();));
        let span = function.span();
        let lend =
            quote_spanned!(span=> ::ferromp::__private::device::Handle::#function(&#deferred, #borrow));
        let stmts = tokens::stmts(&quote! {
            #length
            #[allow(unused_mut, unused_variables)]
            let mut #handle = #lend;
        });
        self.substitute(&wanted.key, With::Lent(lent));
        stmts
    }

    /// An argument that is made by a handle.
    pub(in crate::lower::target) fn lent_arg(
        &self,
        key: &PlaceKey,
        function: &str,
        arguments: &TokenStream,
    ) -> Option<TokenStream> {
        if !self.is_deferred() {
            return None;
        }
        let Lent { handle, .. } = self.lent(key)?;
        let text = key.text(&self.scopes);
        let span = self.scopes.var(key.var).name.span();
        let function = Ident::new(function, span);
        Some(quote!(#handle.#function(#arguments).named(#text)))
    }

    /// What has the length of an array that is lent.
    pub(in crate::lower::target) fn lent_extent(&self, key: &PlaceKey) -> Option<Ident> {
        self.lent(key).map(|lent| lent.extent)
    }

    /// The host's views of the variables that `keys` names, which wait for what is deferred.
    pub(in crate::lower::target) fn host_views(
        &mut self,
        keys: &[PlaceKey],
        source: &dyn Fn(&Ident) -> bool,
    ) -> TokenStream {
        let mut lets = TokenStream::new();
        if !self.is_deferred() {
            return lets;
        }
        for key in keys {
            let Some(Lent { handle, exclusive, .. }) = self.lent(key) else { continue };
            if !source(&self.scopes.var(key.var).name) {
                continue;
            }
            let view = self.fresh("view");
            lets.extend(quote!(#[allow(unused_variables)] let #view = #handle.host();));
            self.view(key, view, exclusive);
        }
        lets
    }

    /// The host uses a variable that is lent. Returns whether it has been dealt with.
    pub(in crate::lower) fn host_use(
        &mut self,
        expr: &mut Expr,
        place: &Place,
        var: VarId,
        usage: Usage<'_>,
    ) -> bool {
        let fields = place.fields();
        let Some((With::Lent(lent), depth)) = self.substitute_of(var, &fields) else { return false };
        let lent = lent.clone();
        if matches!(usage, Usage::Method("len" | "is_empty")) && place.indices().is_empty() {
            place::replace_prefix(expr, depth + place.leading_derefs(), &mut |_| {
                let extent = &lent.extent;
                syn::parse_quote!(#extent)
            });
            return true;
        }
        let writes = matches!(usage, Usage::Write | Usage::Update(_) | Usage::BorrowMut);
        let key = PlaceKey { var, fields: fields[..depth].to_vec() };
        let text = key.text(&self.scopes);
        if let Some(stretch) = &mut self.stretch
            && (lent.exclusive || writes)
            && !stretch.told.contains(&key)
        {
            stretch.told.push(key);
            let rule = if stretch.waited { error::LENT_ON } else { error::LENT };
            self.errors.push(rule.at(Extent::of(expr), &[&text]));
            self.errors.note(lent.by, format_args!("the construct with `nowait` that uses `{text}`"));
        }
        true
    }
}
