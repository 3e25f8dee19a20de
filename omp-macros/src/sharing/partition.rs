//! Own elements: which part of an array belongs to which iteration of a worksharing loop.

use std::collections::HashSet;

use syn::Expr;

use super::{
    access::{Access, Index, LoopContext},
    affine::{Affine, Term, normal_text},
    scope::VarId,
};

/// An integer expression with its sign, to be evaluated at the construct's entry.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) negative: bool,
    pub(crate) expr: Expr,
}

impl Signed {
    pub(crate) fn is(&self, term: &Term) -> bool {
        self.negative == term.negative && normal_text(&self.expr) == normal_text(&term.expr)
    }
}

/// `element = offset + sum coefs[d] * i[d]`, and `width` elements from there.
#[derive(Clone)]
pub(crate) struct Map {
    pub(crate) coefs: Vec<Signed>,
    pub(crate) offset: Vec<Signed>,
    pub(crate) width: Expr,
}

/// How the iterations divide an array.
#[derive(Clone)]
pub(crate) enum Shape {
    /// `c[i]`, `c[i][..]`, `c[k * i + b]`, `c[i * n + j]`
    Elements(Map),
    /// `c[i][j]` under `collapse(2)`
    Cells(Box<[Map; 2]>),
    /// `c[i][j][k]` under `collapse(3)`
    Layers(Box<[Map; 3]>),
    /// `c[k][j]`, where only `j` is shared out
    Columns(Map),
    /// All of the variable belongs to the one iteration that touches it, which the map gives element 0.
    Lone(Map),
}

#[derive(Clone)]
pub(crate) struct Partition {
    /// Indices in front that are the same in all accesses: `c[0][i]` divides `c[0]`.
    pub(crate) fixed: Vec<Expr>,
    pub(crate) shape: Shape,
    /// The multiples of the loop variables do not change while the loop runs. The host sees by the elements if they do.
    pub(crate) steady: bool,
}

impl Partition {
    /// The same division without borrowing a row first: what `c[0][i]` divides are the columns of `c`.
    pub(crate) fn over_whole_array(self) -> Self {
        match self.shape {
            Shape::Elements(map) if !self.fixed.is_empty() => {
                Self { fixed: Vec::new(), shape: Shape::Columns(map), ..self }
            }
            shape => Self { shape, ..self },
        }
    }
}

/// Why an array cannot be divided, with the accesses that show it.
pub(crate) enum Clash<'a> {
    /// The array as a whole is touched.
    Whole(&'a Access),
    /// The index has no loop variable: every iteration touches the same elements.
    Fixed(&'a Access),
    /// The loop variable occurs, but not as a multiple plus something: `c[idx[i]]`.
    Indirect(&'a Access),
    /// Different multiples of the loop variable.
    Multiples(&'a Access, &'a Access),
    /// `c[i]` and `c[i + 1]`.
    Distance(&'a Access, &'a Access),
    /// `c[i + j]`: `j` may take one iteration's element to another's.
    Variable(&'a Access),
}

/// Divides one array by its accesses in a loop; `assigned` are the variables that change while it runs.
pub(crate) fn partition<'a>(
    accesses: &[&'a Access],
    loop_: &LoopContext,
    assigned: &HashSet<VarId>,
) -> Result<Partition, Clash<'a>> {
    if let Some(map) = lone(accesses) {
        return Ok(Partition { fixed: Vec::new(), shape: Shape::Lone(map), steady: true });
    }
    let indexed: Vec<&Access> =
        accesses.iter().copied().filter(|a| !(a.indices.is_empty() && a.touch.asks_length())).collect();
    if let Some(whole) = indexed.iter().find(|a| a.indices.is_empty()) {
        return Err(Clash::Whole(whole));
    }
    let invariant = Invariant::of(loop_, assigned);
    // The length of a part would not be that of the whole.
    let fixed = if indexed.len() < accesses.len() { Vec::new() } else { fixed_indices(&indexed, &invariant) };
    let skip = fixed.len();
    let at = |depth: usize| -> Vec<(&'a Access, Option<&'a Index>)> {
        indexed.iter().map(|a| (*a, a.indices.get(skip + depth))).collect()
    };
    let levels = loop_.vars.len();
    let own_at = |depth: usize, wanted: &dyn Fn(usize) -> bool| {
        at(depth).iter().all(|(_, index)| {
            index.and_then(|i| i.affine.as_ref()).is_some_and(|affine| {
                affine.coefs.iter().enumerate().all(|(d, coef)| coef.is_some() == wanted(d))
            })
        })
    };
    let divide = |depth: usize, wanted: &dyn Fn(usize) -> bool| divide(&at(depth), wanted, &invariant);
    let shape = if levels == 2 && own_at(0, &|d| d == 0) && own_at(1, &|d| d == 1) {
        Shape::Cells(Box::new([divide(0, &|d| d == 0)?, divide(1, &|d| d == 1)?]))
    } else if levels == 3 && loop_.combined && (0..3).all(|n| own_at(n, &|d| d == n)) {
        let [i, j, k] = [0, 1, 2].map(|n| divide(n, &|d| d == n));
        Shape::Layers(Box::new([i?, j?, k?]))
    } else if levels == 1 && !own_at(0, &|_| true) && own_at(1, &|_| true) {
        Shape::Columns(divide(1, &|_| true)?)
    } else {
        Shape::Elements(divide(0, &|_| true)?)
    };
    let mut coefs = indexed
        .iter()
        .flat_map(|a| &a.indices)
        .filter_map(|i| i.affine.as_ref())
        .flat_map(|a| a.coefs.iter().flatten());
    let steady = coefs.all(|coef| invariant.vars(&coef.vars));
    Ok(Partition { fixed, shape, steady })
}

/// The map of a variable that one iteration alone touches.
pub(crate) fn lone(accesses: &[&Access]) -> Option<Map> {
    let first = accesses.first()?.context.lone.as_ref()?;
    let same = |access: &&Access| access.context.lone.as_ref().is_some_and(|lone| lone.is(first));
    accesses.iter().all(same).then(|| first.map.clone())
}

impl Map {
    /// One element, at `distance` from the first.
    pub(super) fn of_one(distance: &Affine) -> Option<Self> {
        let [Some(coef)] = distance.coefs.as_slice() else { return None };
        let offset = distance.rest.iter().map(signed).collect();
        Some(Self { coefs: vec![signed(coef)], offset, width: integer(1).expr })
    }
}

/// What does not change while a loop runs.
pub(crate) struct Invariant<'a> {
    boundary: VarId,
    assigned: &'a HashSet<VarId>,
}

impl<'a> Invariant<'a> {
    pub(crate) fn of(loop_: &LoopContext, assigned: &'a HashSet<VarId>) -> Self {
        Self { boundary: loop_.boundary, assigned }
    }

    fn vars(&self, vars: &[VarId]) -> bool {
        vars.iter().all(|v| *v < self.boundary && !self.assigned.contains(v))
    }

    pub(crate) fn term(&self, term: &Term) -> bool {
        term.pure && self.vars(&term.vars)
    }
}

/// The leading indices that all accesses share and that do not change while the loop runs.
fn fixed_indices(accesses: &[&Access], invariant: &Invariant<'_>) -> Vec<Expr> {
    let mut fixed = Vec::new();
    loop {
        let depth = fixed.len();
        let Some(first) = accesses.first().and_then(|a| a.indices.get(depth)) else { return fixed };
        let text = normal_text(&first.expr);
        let same = accesses.iter().all(|a| {
            a.indices.len() > depth + 1
                && a.indices[depth].affine.as_ref().is_some_and(|affine| {
                    affine.constant() && affine.rest.iter().all(|term| invariant.term(term))
                })
                && normal_text(&a.indices[depth].expr) == text
        });
        if !same {
            return fixed;
        }
        fixed.push(first.expr.clone());
    }
}

/// One index position of all accesses.
fn divide<'a>(
    at: &[(&'a Access, Option<&'a Index>)],
    wanted: &dyn Fn(usize) -> bool,
    invariant: &Invariant<'_>,
) -> Result<Map, Clash<'a>> {
    let mut own: Vec<(&'a Access, &'a Affine)> = Vec::new();
    for &(access, index) in at {
        let Some(index) = index else { return Err(Clash::Whole(access)) };
        let Some(affine) = &index.affine else { return Err(Clash::Indirect(access)) };
        let complete = affine.coefs.iter().enumerate().all(|(d, c)| c.is_some() || !wanted(d));
        if !complete {
            return Err(Clash::Fixed(access));
        }
        own.push((access, affine));
    }
    let (first, shape) = own[0];
    for &(access, affine) in &own[1..] {
        if coef_texts(affine) != coef_texts(shape) {
            return Err(Clash::Multiples(first, access));
        }
    }
    let coefs: Vec<&Term> = shape.coefs.iter().flatten().collect();
    let unit = *coefs.last().expect("a wanted level has a coefficient");
    let (offset, width) = extent(&own, unit, invariant)?;
    let coefs = coefs.into_iter().map(signed).collect();
    Ok(Map { coefs, offset, width })
}

fn coef_texts(affine: &Affine) -> Vec<String> {
    affine.coefs.iter().map(|c| c.as_ref().map(Term::text).unwrap_or_default()).collect()
}

fn signed(term: &Term) -> Signed {
    Signed { negative: term.negative, expr: term.expr.clone() }
}

/// Where an iteration's elements start and how many they are, from what stands beside the loop variables.
/// `unit` is the innermost coefficient: iterations are that far apart.
fn extent<'a>(
    own: &[(&'a Access, &'a Affine)],
    unit: &Term,
    invariant: &Invariant<'_>,
) -> Result<(Vec<Signed>, Expr), Clash<'a>> {
    let sums: Vec<Sum> = own.iter().map(|(_, affine)| Sum::of(affine, unit, invariant)).collect();
    let by_rows = sums.iter().any(|s| s.free) || (unit.literal().is_none() && !all_equal(&sums));
    if by_rows {
        return rows(own, &sums, unit);
    }
    let (lo, hi) = (sums.iter().map(|s| s.literal).min(), sums.iter().map(|s| s.literal).max());
    let (lo, hi) = (lo.unwrap_or(0), hi.unwrap_or(0));
    let symbols = sums[0].symbols();
    if let Some(other) = sums.iter().position(|s| s.symbols() != symbols) {
        return Err(Clash::Distance(own[0].0, own[other].0));
    }
    let width = hi - lo + 1;
    if width > 1 && unit.literal().is_none_or(|k| width > k.abs()) {
        let other = sums.iter().position(|s| s.literal != sums[0].literal).unwrap_or(0);
        return Err(Clash::Distance(own[0].0, own[other].0));
    }
    let mut offset: Vec<Signed> = sums[0].terms.iter().map(|t| signed(t)).collect();
    offset.push(integer(lo));
    let width = integer(width).expr;
    Ok((offset, width))
}

/// `c[i * n + j]`: an iteration owns the `n` elements from `i * n`; what is beside is checked while it runs.
fn rows<'a>(
    own: &[(&'a Access, &'a Affine)],
    sums: &[Sum<'_>],
    unit: &Term,
) -> Result<(Vec<Signed>, Expr), Clash<'a>> {
    if unit.literal().is_some_and(|k| k.abs() == 1) || unit.negative {
        let at = sums.iter().position(|s| s.free).unwrap_or(0);
        return Err(Clash::Variable(own[at].0));
    }
    let shift = |sum: &Sum<'_>| sum.shifts.iter().map(|t| t.text()).collect::<Vec<_>>();
    if let Some(other) = sums.iter().position(|s| shift(s) != shift(&sums[0])) {
        return Err(Clash::Distance(own[0].0, own[other].0));
    }
    Ok((sums[0].shifts.iter().map(|t| signed(t)).collect(), unit.expr.clone()))
}

fn integer(value: i128) -> Signed {
    let literal = syn::LitInt::new(&value.unsigned_abs().to_string(), proc_macro2::Span::mixed_site());
    Signed { negative: value < 0, expr: syn::parse_quote!(#literal) }
}

fn all_equal(sums: &[Sum<'_>]) -> bool {
    sums.iter().all(|s| s.literal == sums[0].literal && s.symbols() == sums[0].symbols())
}

/// What stands beside the loop variables, sorted by what is known of it.
struct Sum<'a> {
    literal: i128,
    /// Invariant terms.
    terms: Vec<&'a Term>,
    /// Those of them that are multiples of the row length: whole rows.
    shifts: Vec<&'a Term>,
    /// Whether there is a term that changes while the loop runs.
    free: bool,
}

impl<'a> Sum<'a> {
    fn of(affine: &'a Affine, unit: &Term, invariant: &Invariant<'_>) -> Self {
        let mut sum = Self { literal: 0, terms: Vec::new(), shifts: Vec::new(), free: false };
        let row = normal_text(&unit.expr);
        let (mut rises, mut falls) = (false, false);
        for term in &affine.rest {
            let shift = invariant.term(term) && term.literal().is_none() && is_multiple(&term.expr, &row);
            if let Some(value) = term.literal() {
                sum.literal += value;
            } else if invariant.term(term) {
                sum.terms.push(term);
            } else {
                sum.free = true;
            }
            if shift {
                sum.shifts.push(term);
            } else {
                rises |= !term.negative;
                falls |= term.negative;
            }
        }
        sum.count_rows(falls && !rises, &row);
        sum
    }

    /// Leaves of the shifts what they come to: `n - n` is no row, and neither is the `n` of `i * n + n - 1 - j`
    /// (`falls`), which counts down from the end of row `i`.
    fn count_rows(&mut self, falls: bool, row: &str) {
        let opposite =
            |a: &Term, b: &Term| a.negative != b.negative && normal_text(&a.expr) == normal_text(&b.expr);
        let mut at = 0;
        while at < self.shifts.len() {
            let shift = self.shifts[at];
            match self.shifts.iter().position(|other| opposite(shift, other)) {
                Some(other) => {
                    self.shifts.remove(at.max(other));
                    self.shifts.remove(at.min(other));
                    at = 0;
                }
                None => at += 1,
            }
        }
        if falls
            && let Some(end) = self.shifts.iter().position(|t| !t.negative && normal_text(&t.expr) == row)
        {
            self.shifts.remove(end);
        }
    }

    fn symbols(&self) -> Vec<String> {
        let mut symbols: Vec<String> = self.terms.iter().map(|t| t.text()).collect();
        symbols.sort();
        symbols
    }
}

/// Whether `expr` is `row` or a product with it as a factor.
fn is_multiple(expr: &Expr, row: &str) -> bool {
    if normal_text(expr) == row {
        return true;
    }
    match super::affine::strip(expr) {
        Expr::Binary(e) if matches!(e.op, syn::BinOp::Mul(_)) => {
            is_multiple(&e.left, row) || is_multiple(&e.right, row)
        }
        _ => false,
    }
}
