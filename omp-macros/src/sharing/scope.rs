//! Which local variable a name means. Only locals matter here: items are shared and read-only in safe Rust.

use syn::{Expr, FnArg, Ident, Pat, ReceiverKind, Signature, Type};

/// A local variable or parameter. Numbers grow in the order of declaration, so that "declared outside a
/// construct" is a comparison with the first number the construct could have given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct VarId(pub(crate) usize);

/// What the analysis knows of a variable from its declaration.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "six independent facts of a declaration")]
pub(crate) struct Var {
    pub(crate) name: Ident,
    /// Bound by `let tid = omp_get_thread_num();` and never assigned.
    pub(crate) thread_num: bool,
    /// The same of `omp_get_team_num()`.
    pub(crate) team_num: bool,
    /// `let x;`: nothing to read before the first assignment.
    pub(crate) uninit: bool,
    pub(crate) mutable: bool,
    /// Holds a mutable reference, as far as its declaration shows.
    pub(crate) is_mut_ref: bool,
    /// The declared type, where the source gives one.
    pub(crate) ty: Option<Type>,
    /// `let k = i * n + j;`: what it is bound to for good, if that is arithmetic on names.
    pub(crate) value: Option<Expr>,
    /// `let a = vec![0.0; n];`, `let part = &a[lo..];`: no value of a fixed size.
    pub(crate) array: bool,
}

/// The variables in scope at one point of a function.
#[derive(Clone, Default)]
pub(crate) struct Scopes {
    vars: Vec<Var>,
    visible: Vec<(String, VarId)>,
}

impl Scopes {
    pub(crate) fn of_signature(sig: &Signature) -> Self {
        let mut scopes = Self::default();
        for arg in &sig.inputs {
            match arg {
                FnArg::Receiver(receiver) => {
                    let name = Ident::new("self", receiver.self_token.span);
                    let id = scopes.declare(name, true, None);
                    scopes.var_mut(id).is_mut_ref =
                        matches!(receiver.kind, ReceiverKind::Reference(_, _, Some(_)));
                }
                FnArg::Typed(arg) => scopes.declare_pattern(&arg.pat, Some(&arg.ty)),
            }
        }
        scopes
    }

    pub(crate) fn declare(&mut self, name: Ident, mutable: bool, ty: Option<Type>) -> VarId {
        let id = VarId(self.vars.len());
        self.visible.push((name.to_string(), id));
        let is_mut_ref = matches!(&ty, Some(Type::Reference(ty)) if ty.mutability.is_some());
        self.vars.push(Var {
            name,
            thread_num: false,
            team_num: false,
            uninit: false,
            mutable,
            is_mut_ref,
            ty,
            value: None,
            array: false,
        });
        id
    }

    pub(crate) fn declare_pattern(&mut self, pat: &Pat, ty: Option<&Type>) {
        let ty = match pat {
            Pat::Type(typed) => return self.declare_pattern(&typed.pat, Some(&typed.ty)),
            Pat::Ident(_) => ty.cloned(),
            _ => None,
        };
        for (name, mutable) in bindings(pat) {
            self.declare(name, mutable, ty.clone());
        }
    }

    pub(crate) fn lookup(&self, name: &Ident) -> Option<VarId> {
        let name = name.to_string();
        self.visible.iter().rev().find(|(known, _)| *known == name).map(|&(_, id)| id)
    }

    /// What the name meant before `shadow` was declared.
    pub(crate) fn lookup_before(&self, name: &Ident, shadow: VarId) -> Option<VarId> {
        let name = name.to_string();
        self.visible.iter().rev().find(|(known, id)| *known == name && *id < shadow).map(|&(_, id)| id)
    }

    pub(crate) fn var(&self, id: VarId) -> &Var {
        &self.vars[id.0]
    }

    pub(crate) fn var_mut(&mut self, id: VarId) -> &mut Var {
        &mut self.vars[id.0]
    }

    /// Opens a scope; `release` with the result closes it.
    pub(crate) fn mark(&self) -> usize {
        self.visible.len()
    }

    pub(crate) fn release(&mut self, mark: usize) {
        self.visible.truncate(mark);
    }

    /// The first number a variable declared from here on gets.
    pub(crate) fn boundary(&self) -> VarId {
        VarId(self.vars.len())
    }
}

/// The names a pattern binds, with `mut`.
pub(crate) fn bindings(pat: &Pat) -> Vec<(Ident, bool)> {
    let mut names = Vec::new();
    collect(pat, &mut names);
    names
}

fn collect(pat: &Pat, names: &mut Vec<(Ident, bool)>) {
    match pat {
        Pat::Ident(p) => {
            // A bare upper-case name is a constant or a unit variant by every lint's convention.
            let constant = p.subpat.is_none()
                && p.by_ref.is_none()
                && p.ident.to_string().starts_with(|c: char| c.is_ascii_uppercase());
            if !constant {
                names.push((p.ident.clone(), p.mutability.is_some()));
            }
            if let Some((_, sub)) = &p.subpat {
                collect(sub, names);
            }
        }
        Pat::Or(p) => {
            if let Some(first) = p.cases.first() {
                collect(first, names);
            }
        }
        Pat::Paren(p) => collect(&p.pat, names),
        Pat::Guard(p) => collect(&p.pat, names),
        Pat::Reference(p) => collect(&p.pat, names),
        Pat::Slice(p) => p.elems.iter().for_each(|p| collect(p, names)),
        Pat::Tuple(p) => p.elems.iter().for_each(|p| collect(p, names)),
        Pat::TupleStruct(p) => p.elems.iter().for_each(|p| collect(p, names)),
        Pat::Struct(p) => p.fields.iter().for_each(|f| collect(&f.pat, names)),
        Pat::Type(p) => collect(&p.pat, names),
        _ => {}
    }
}
