//! The call that launches.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr;

use super::{
    super::{Lowerer, looping::OwnPart},
    args::Listed,
};
use crate::syntax::{Directive, TargetKind};

impl Lowerer<'_> {
    pub(super) fn launch(
        &mut self,
        _directive: &Directive,
        _kind: TargetKind,
        _listed: &[Listed],
        _own: &[OwnPart],
        _expr: &Expr,
    ) -> Option<TokenStream> {
        Some(quote!(let __omp_done = false;))
    }
}
