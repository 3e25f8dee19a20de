//! Opening shared variables for a stretch of code without a barrier.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Expr, Ident};

use super::{Lowerer, Shared, With, tokens::here};
use crate::sharing::{
    access::{Access, Accesses, Touch},
    region::CLAUSE_GUARD,
};

/// How a stretch of code uses a shared variable.
#[derive(Clone, PartialEq)]
enum Role {
    Read,
    Exclusive,
    Guard(String),
    Atomic,
    /// With the stride.
    Slot(Expr),
}

/// Guards that are open, and how to close them.
#[derive(Default)]
pub(super) struct Opened {
    pub(super) lets: TokenStream,
    pub(super) drops: TokenStream,
}

impl Lowerer<'_> {
    /// Opens what `accesses` need of the innermost region's shared variables. `alone`: the code is run by one
    /// thread (`single`, `masked`), so that what it writes is its own meanwhile.
    pub(super) fn open(&mut self, accesses: &Accesses, alone: bool) -> Opened {
        let mut opened = Opened::default();
        let Some(region) = self.regions.last() else { return opened };
        for shared in region.shared.clone() {
            let list: Vec<&Access> = accesses.list.iter().filter(|a| a.key.overlaps(&shared.key)).collect();
            let mut roles: Vec<(Role, proc_macro2::Span)> = Vec::new();
            for access in &list {
                if let Some(role) = role(access, &list, &shared, alone)
                    && !roles.iter().any(|(known, _)| *known == role)
                {
                    roles.push((role, access.span));
                }
            }
            if roles.iter().any(|(role, _)| *role == Role::Exclusive) {
                roles.retain(|(role, _)| *role != Role::Read);
            }
            for (role, span) in roles {
                self.open_one(&shared, role, here(span), &mut opened);
            }
        }
        opened
    }

    fn open_one(&mut self, shared: &Shared, role: Role, span: proc_macro2::Span, opened: &mut Opened) {
        let phased = &shared.phased;
        let guard = self.fresh("open");
        match role {
            Role::Read | Role::Exclusive => {
                let view = self.fresh("view");
                opened.lets.extend(if role == Role::Read {
                    quote_spanned!(span=> let #guard = #phased.read(); let #view = &*#guard;)
                } else {
                    quote_spanned!(span=> let mut #guard = #phased.exclusive(); let #view = &mut *#guard;)
                });
                self.view(&shared.key, view, role == Role::Exclusive);
            }
            Role::Guard(lock) => {
                let site = self.critical_site(&lock);
                let (declaration, name) = (site.0, site.1);
                // A name of its own, so that dropping the guard does not drop the reference to it.
                let handle = self.fresh("handle");
                opened.lets.extend(quote_spanned! {span=>
                    #declaration
                    let #guard = #phased.guarded(&#name);
                    let #handle = &#guard;
                });
                self.substitute(&shared.key, With::Guarded { handle, lock });
            }
            Role::Atomic => {
                let handle = self.fresh("handle");
                opened
                    .lets
                    .extend(quote_spanned!(span=> let #guard = #phased.atomic(); let #handle = &#guard;));
                self.substitute(&shared.key, With::Atomic(handle));
            }
            Role::Slot(stride) => {
                opened.lets.extend(quote_spanned! {span=>
                    #[allow(unused_mut)]
                    let mut #guard = #phased.slot(::ferromp::__private::width(#stride));
                });
                self.substitute(&shared.key, With::Block { name: guard.clone(), fixed: 0 });
            }
        }
        opened.drops = {
            let drops = std::mem::take(&mut opened.drops);
            quote!(::core::mem::drop(#guard); #drops)
        };
    }

    /// A static for the lock of a `critical` name, and the static's name.
    pub(super) fn critical_site(&mut self, lock: &str) -> (TokenStream, Ident) {
        self.names += 1;
        let name = Ident::new(&format!("__OMP_CRITICAL_{}", self.names), proc_macro2::Span::mixed_site());
        let declaration = quote! {
            static #name: ::ferromp::__private::CriticalSite = ::ferromp::__private::CriticalSite::new(#lock);
        };
        (declaration, name)
    }
}

/// What to open for one access; none where the construct it is in opens the variable itself.
fn role(access: &Access, list: &[&Access], shared: &Shared, alone: bool) -> Option<Role> {
    let context = &access.context;
    let length = access.indices.is_empty() && access.touch.asks_length();
    if access.touch == Touch::Clause || (length && !shared.whole) {
        return None;
    }
    if context.atomic && shared.atomic {
        return Some(Role::Atomic);
    }
    if let Some(lock) = &shared.lock
        && lock != CLAUSE_GUARD
        && context.guards.contains(lock)
    {
        return Some(Role::Guard(lock.clone()));
    }
    if context.one.is_some() && !alone {
        return None;
    }
    if alone && (access.touch.writes() || (shared.one && access.touch.may_write())) {
        return Some(Role::Exclusive);
    }
    if let Some(slot) = access.indices.first().and_then(|index| index.slot.clone())
        && shared.slots
        && !alone
    {
        return Some(Role::Slot(slot));
    }
    match &context.loop_ {
        Some(loop_) if list.iter().any(|a| writes_own(a, loop_.id)) => None,
        _ => Some(Role::Read),
    }
}

/// Whether an access writes in the loop with that number, with no other protection than its index.
pub(super) fn writes_own(access: &Access, id: usize) -> bool {
    let context = &access.context;
    access.touch.writes()
        && access.touch != Touch::Clause
        && context.loop_.as_ref().is_some_and(|l| l.id == id)
        && context.guards.is_empty()
        && !context.atomic
        && context.one.is_none()
        && access.indices.first().is_none_or(|index| index.slot.is_none())
}
