//! What a `let` tells of the names that it binds.

use syn::{Expr, Ident, Local, Pat};

use super::{
    affine::pure,
    scope::{Scopes, VarId, bindings},
};

pub(crate) struct Bound {
    /// The names that are a number of the thread or the team, and whether it is the team's.
    numbers: Vec<(Ident, bool)>,
    borrows_mut: bool,
    /// The value, if it is arithmetic on names.
    value: Option<Expr>,
    array: bool,
}

impl Bound {
    pub(crate) fn by(local: &Local) -> Self {
        let Some(init) = &local.init else {
            return Self { numbers: Vec::new(), borrows_mut: false, value: None, array: false };
        };
        Self {
            numbers: numbers(&local.pat, &init.expr),
            borrows_mut: matches!(&*init.expr, Expr::Reference(e) if e.mutability.is_some()),
            value: pure(&init.expr)
                .then(|| (*init.expr).clone())
                .filter(|_| fixed_name(&local.pat).is_some()),
            array: is_array(&init.expr),
        }
    }

    /// Notes it at the variables that the `let` has declared, which start at `first`.
    pub(crate) fn record(self, scopes: &mut Scopes, first: VarId, local: &Local) {
        for (name, is_team) in self.numbers {
            if let Some(id) = scopes.lookup(&name).filter(|id| *id >= first) {
                let var = scopes.var_mut(id);
                (var.thread_num, var.team_num) = (!is_team, is_team);
            }
        }
        if let [(name, _)] = bindings(&local.pat).as_slice()
            && let Some(id) = scopes.lookup(name).filter(|id| *id >= first)
        {
            let var = scopes.var_mut(id);
            var.uninit = local.init.is_none();
            var.is_mut_ref |= self.borrows_mut;
            var.value = self.value;
            var.array = self.array;
        }
    }
}

/// `let thread = omp_get_thread_num();`, also in a tuple, as in
/// `let (team, thread) = (omp_get_team_num(), omp_get_thread_num());`.
fn numbers(pat: &Pat, value: &Expr) -> Vec<(Ident, bool)> {
    if let (Pat::Tuple(pat), Expr::Tuple(value)) = (pat, value)
        && pat.elems.len() == value.elems.len()
    {
        return pat.elems.iter().zip(&value.elems).flat_map(|(pat, value)| numbers(pat, value)).collect();
    }
    let is_team = is_team_num(value);
    let number = fixed_name(pat).filter(|_| is_team || is_thread_num(value));
    number.into_iter().map(|name| (name.clone(), is_team)).collect()
}

/// The one name that a pattern binds for good, to the value itself.
fn fixed_name(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() && pat.mutability.is_none() => {
            Some(&pat.ident)
        }
        Pat::Type(pat) => fixed_name(&pat.pat),
        _ => None,
    }
}

/// `vec![0.0; n]`, `&a[lo..]`
fn is_array(expr: &Expr) -> bool {
    match expr {
        Expr::Macro(e) => e.mac.path.segments.last().is_some_and(|last| last.ident == "vec"),
        Expr::Reference(e) => {
            matches!(&*e.expr, Expr::Index(part) if matches!(&*part.index, Expr::Range(_)))
        }
        _ => false,
    }
}

/// Whether an expression is the number of the calling thread.
pub(crate) fn is_thread_num(expr: &Expr) -> bool {
    is_call(expr, "omp_get_thread_num")
}

/// Whether an expression is the number of the calling thread's team.
pub(crate) fn is_team_num(expr: &Expr) -> bool {
    is_call(expr, "omp_get_team_num")
}

fn is_call(expr: &Expr, routine: &str) -> bool {
    match expr {
        Expr::Call(call) if call.args.is_empty() => match &*call.func {
            Expr::Path(path) => path.path.segments.last().is_some_and(|s| s.ident == routine),
            _ => false,
        },
        Expr::Paren(paren) => is_call(&paren.expr, routine),
        _ => false,
    }
}
