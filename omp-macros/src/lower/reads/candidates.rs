//! The elements of a loop that can be taken before it starts.

use std::collections::HashSet;

use syn::{BinOp, Block, Expr, Ident, Lit, Pat, Stmt};

use super::plain::loop_name;
use crate::{
    sharing::{
        access::Touch,
        affine::{Affine, has_cast, locals, normal_text, pure},
        place::{Place, PlaceKey},
        scope::{Scopes, VarId},
        walk::{Usage, Walk, walk_block, walk_expr},
    },
    syntax::Directive,
};

/// What holds the elements of a place.
#[derive(Clone)]
pub(super) enum Kind {
    /// Something from outside that is read, and perhaps the name of a reference to it.
    Read(Option<Ident>),
    /// The iteration's own row.
    Own(Ident),
    /// A variable of the one thread that runs the loop, by the name that holds its elements.
    Mine(Ident),
}

/// `a[e]` for one array and one index.
pub(super) struct Candidate {
    pub(super) key: PlaceKey,
    pub(super) kind: Kind,
    pub(super) index: Expr,
    pub(super) loop_var: Ident,
    text: String,
}

impl Candidate {
    pub(super) fn is(&self, key: &PlaceKey, index: &Expr) -> bool {
        self.key == *key && self.text == normal_text(index)
    }
}

/// A use of a place in the loop's body.
struct Use {
    key: PlaceKey,
    /// Whether it leaves the variable and its elements as they are.
    reads: bool,
    /// The first index, if the loop goes through it one by one.
    index: Option<Expr>,
}

/// The candidates of a loop in a program whose scopes, outside of the loop, are `scopes`.
pub(super) fn candidates(
    scopes: &Scopes,
    pat: &Pat,
    body: &Block,
    kind: &dyn Fn(&PlaceKey) -> Option<Kind>,
) -> Vec<Candidate> {
    let Some(name) = loop_name(pat) else { return Vec::new() };
    let mut uses = Uses::new(scopes, pat);
    walk_block(&mut uses, &mut body.clone());
    let mut list: Vec<Candidate> = Vec::new();
    for used in &uses.list {
        let Some(index) = used.index.as_ref().filter(|index| uses.stays(index)) else { continue };
        if list.iter().any(|known| known.is(&used.key, index)) {
            continue;
        }
        let Some(kind) = kind(&used.key).filter(|kind| uses.allow(kind, used, index)) else { continue };
        let (key, text) = (used.key.clone(), normal_text(index));
        list.push(Candidate { key, kind, index: index.clone(), loop_var: name.clone(), text });
    }
    list
}

/// Whether a loop has an element at an index that it computes from others, or looks up.
pub(super) fn looks_up(scopes: &Scopes, pat: &Pat, body: &Block) -> bool {
    let mut uses = Uses::new(scopes, pat);
    walk_block(&mut uses, &mut body.clone());
    uses.looks_up
}

/// The scopes in the body of a loop.
pub(super) struct Inside {
    pub(super) scopes: Scopes,
    /// Variables declared from here on live inside of the loop.
    boundary: VarId,
    loop_var: Option<VarId>,
}

impl Inside {
    pub(super) fn of(scopes: &Scopes, pat: &Pat) -> Self {
        let mut scopes = scopes.clone();
        let boundary = scopes.boundary();
        scopes.declare_pattern(pat, None);
        let loop_var = loop_name(pat).and_then(|name| scopes.lookup(name));
        Self { scopes, boundary, loop_var }
    }

    /// The first index of a place from outside of the loop, if it is the loop variable plus what only outer names say.
    pub(super) fn index<'p>(&self, place: &'p Place, var: VarId) -> Option<&'p Expr> {
        let index = *place.indices().first().filter(|_| var < self.boundary)?;
        let loop_var = self.loop_var?;
        let affine = Affine::parse(index, &[loop_var], &self.scopes)?;
        let [Some(coefficient)] = affine.coefs.as_slice() else { return None };
        let one_by_one = coefficient.literal() == Some(1);
        let outer = locals(index, &self.scopes).iter().all(|id| *id < self.boundary || *id == loop_var);
        (one_by_one && outer && is_arithmetic(index)).then_some(index)
    }
}

impl Inside {
    fn is_computed(&self, index: &Expr) -> bool {
        let names = locals(index, &self.scopes);
        let inner = names.iter().any(|id| *id >= self.boundary && Some(*id) != self.loop_var);
        inner || Affine::parse(index, self.loop_var.as_slice(), &self.scopes).is_none()
    }
}

/// Sums, differences and products of names, fields, lengths and literals: what can be computed before the loop.
fn is_arithmetic(index: &Expr) -> bool {
    match index {
        Expr::Paren(e) => is_arithmetic(&e.expr),
        Expr::Group(e) => is_arithmetic(&e.expr),
        Expr::Binary(e) => {
            matches!(e.op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_))
                && is_arithmetic(&e.left)
                && is_arithmetic(&e.right)
        }
        Expr::Lit(lit) => {
            matches!(&lit.lit, Lit::Int(int) if int.suffix().is_empty() || int.suffix() == "usize")
        }
        Expr::Path(_) | Expr::Field(_) | Expr::MethodCall(_) => !has_cast(index) && pure(index),
        _ => false,
    }
}

/// The places of which an index names a field or a length.
fn parts(index: &Expr) -> Vec<Place> {
    match index {
        Expr::Paren(e) => parts(&e.expr),
        Expr::Group(e) => parts(&e.expr),
        Expr::Binary(e) => [parts(&e.left), parts(&e.right)].concat(),
        Expr::Field(e) => Place::parse(&e.base).into_iter().collect(),
        Expr::MethodCall(e) => Place::parse(&e.receiver).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The walk that finds the uses.
struct Uses {
    inside: Inside,
    list: Vec<Use>,
    /// Variables that are written, or of which a method is called that may write.
    changed: HashSet<VarId>,
    /// Used by value. That changes no number, but may hand on a reference to write a field through.
    handed_on: Vec<PlaceKey>,
    looks_up: bool,
}

impl Uses {
    fn new(scopes: &Scopes, pat: &Pat) -> Self {
        let inside = Inside::of(scopes, pat);
        Self { inside, list: Vec::new(), changed: HashSet::new(), handed_on: Vec::new(), looks_up: false }
    }

    /// Whether nothing in the body changes what an index is made of.
    fn stays(&self, index: &Expr) -> bool {
        let scopes = &self.inside.scopes;
        let changed = locals(index, scopes).iter().any(|var| self.changed.contains(var));
        let handed_on = |part: &Place| {
            let (var, fields) = (scopes.lookup(&part.root), part.fields());
            self.handed_on.iter().any(|key| var == Some(key.var) && fields.starts_with(&key.fields))
        };
        !changed && !parts(index).iter().any(handed_on)
    }

    /// Whether no other use in the body is in the way of elements that are borrowed beforehand.
    fn allow(&self, kind: &Kind, used: &Use, index: &Expr) -> bool {
        let text = normal_text(index);
        let mut all = self.list.iter().filter(|other| other.key.overlaps(&used.key));
        match kind {
            Kind::Read(_) => all.all(|other| other.reads),
            // Borrowed to be written: nothing else of the row can be used.
            Kind::Own(_) | Kind::Mine(_) => all.all(|other| {
                other.key == used.key && other.index.as_ref().is_some_and(|index| normal_text(index) == text)
            }),
        }
    }
}

impl Walk for Uses {
    fn scopes(&mut self) -> &mut Scopes {
        &mut self.inside.scopes
    }

    fn place(&mut self, _: &mut Expr, place: &Place, var: VarId, usage: Usage<'_>) {
        let whole = place.indices().is_empty();
        let reads = match usage {
            Usage::Read => !whole,
            Usage::Method(name) => {
                (!whole && NUMERIC.contains(&name)) || !Touch::Method(name.to_owned()).may_write()
            }
            Usage::Write | Usage::Update(_) | Usage::BorrowMut | Usage::Opaque => false,
        };
        if usage == Usage::Read && whole {
            self.handed_on.push(PlaceKey { var, fields: place.fields() });
        } else if !reads {
            self.changed.insert(var);
        }
        self.looks_up |= place.indices().first().is_some_and(|index| self.inside.is_computed(index));
        let index = self.inside.index(place, var).cloned();
        self.list.push(Use { key: PlaceKey { var, fields: place.fields() }, reads, index });
    }

    fn captured(&mut self, _: &Ident, var: VarId) -> Option<Expr> {
        self.list.push(Use { key: PlaceKey { var, fields: Vec::new() }, reads: false, index: None });
        None
    }

    fn construct(&mut self, _: Directive, expr: &mut Expr, _: bool) {
        walk_expr(self, expr, Usage::Read);
    }

    fn standalone(&mut self, _: Directive, _: &mut Stmt) {}
}

/// Methods of numbers, which change nothing.
const NUMERIC: &[&str] =
    &["mul_add", "recip", "signum", "to_bits", "trunc", "hypot", "tanh", "exp2", "log2", "log10"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::reads::plain::is_plain;

    /// The candidates of a loop over `j`.
    fn of(body: &str) -> Vec<String> {
        let mut scopes = Scopes::default();
        for name in ["a", "b", "n", "i", "s"] {
            scopes.declare(syn::parse_str(name).unwrap(), false, None);
        }
        let text = format!("for j in 0..n {{ {body} }}");
        let found: syn::ExprForLoop = syn::parse_str(&text).unwrap();
        assert!(is_plain(&found.body), "{body}");
        let list = candidates(&scopes, &found.pat, &found.body, &|_| Some(Kind::Read(None)));
        list.iter().map(|candidate| format!("{}[{}]", candidate.key.text(&scopes), candidate.text)).collect()
    }

    #[test]
    fn one_for_each_index_that_goes_on_by_one() {
        assert_eq!(of("s += a[j] * a[(i - 1) * n + j] + a[j] * b[j + 1].abs();").len(), 3);
        assert_eq!(of("s += b[a[j]];"), ["a[j]"]);
        assert_eq!(of("s += i.cells[i.width * n + j] + a.len();"), ["i.cells[((i . width * n) + j)]"]);
        assert_eq!(of("if j > 0 { s += (*a)[j - 1].x[0]; }"), ["a[(j - 1)]"]);
        assert_eq!(of("assert!(a[j] > 0.0); s += a[b.len() - n + j];").len(), 2);
    }

    #[test]
    fn none_where_the_value_is_open() {
        let bodies = [
            "s += a[2 * j] + a[n - j] + a[j as usize] + a[j / 2] + a[i] + a[j * j];",
            "let n = 3; s += a[n + j];",
            "n += 1; s += a[n + j];",
            "let a = b; s += a[j];",
            "let j = i; s += a[j];",
            "s += a[f(i) + j] + a[i % n + j] + a[-1 + j] + a[1_i32 + j] + a[b[i] + j];",
        ];
        for body in bodies {
            assert!(of(body).is_empty(), "{body}: {:?}", of(body));
        }
    }

    #[test]
    fn none_where_the_array_is_in_other_hands() {
        for body in [
            "a[j] = s;",
            "s += a[j]; a.push(1);",
            "f(a); s += a[j];",
            "f(&mut a[i]); s += a[j];",
            "a[j].bump();",
            "i.bump(); s += i.cells[j];",
            "f(i); s += a[i.width + j];",
        ] {
            assert!(of(body).is_empty(), "{body}");
        }
    }

    #[test]
    fn what_is_written_twice_is_short() {
        for body in [
            "for k in 0..3 { f(k); }",
            "f(|| j);",
            "println!(\"{j}\");",
            "#[omp(critical)] { f(j); }",
            "fn f() {}",
        ] {
            assert!(!is_plain(&syn::parse_str(&format!("{{ {body} }}")).unwrap()), "{body}");
        }
    }
}
