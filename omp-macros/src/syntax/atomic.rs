//! The forms that the body of `atomic` may have (OpenMP 5.2, 15.8.4), and what Rust adds: a block's value.

use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Pat, Stmt, Token, UnOp};

use super::AtomicKind;

/// What an atomic construct does to its place.
#[derive(Clone, Debug)]
pub(crate) enum AtomicBody {
    /// `target = place;`; without a target, the value of the construct.
    Read {
        place: Expr,
        target: Option<Expr>,
    },
    /// `place = value;`
    Write {
        place: Expr,
        value: Expr,
    },
    Update {
        place: Expr,
        update: AtomicUpdate,
    },
    /// The value before the update (`old`) or after it goes to the target or, without one, is the construct's.
    Capture {
        place: Expr,
        update: AtomicUpdate,
        old: bool,
        target: Option<Expr>,
    },
}

impl AtomicBody {
    pub(crate) fn place(&self) -> &Expr {
        match self {
            AtomicBody::Read { place, .. }
            | AtomicBody::Write { place, .. }
            | AtomicBody::Update { place, .. }
            | AtomicBody::Capture { place, .. } => place,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum AtomicUpdate {
    /// `place = value`, only in a capture.
    Assign(Expr),
    /// `place op value`, or `value op place` if reversed. The operator is the plain one: `+` for `+=`.
    Op {
        op: BinOp,
        value: Expr,
        reversed: bool,
    },
    Min(Expr),
    Max(Expr),
}

/// Reads the body of an atomic construct; none when it has no form that `kind` allows.
pub(crate) fn parse_atomic(kind: AtomicKind, body: &Expr) -> Option<AtomicBody> {
    let steps = steps(body)?;
    match kind {
        AtomicKind::Read => parse_read(&steps),
        AtomicKind::Write => match steps.as_slice() {
            [Step::Do(Expr::Assign(assign))]
                if is_place(&assign.left) && !mentions(&assign.right, &assign.left) =>
            {
                Some(AtomicBody::Write { place: (*assign.left).clone(), value: (*assign.right).clone() })
            }
            _ => None,
        },
        AtomicKind::Update => match steps.as_slice() {
            [Step::Do(expr)] => {
                let (place, update) = parse_update(expr)?;
                Some(AtomicBody::Update { place, update })
            }
            _ => None,
        },
        AtomicKind::Capture => parse_capture(&steps),
    }
}

/// One statement of the body, as far as atomic constructs tell them apart.
enum Step<'a> {
    Do(&'a Expr),
    Let(&'a syn::Ident, &'a Expr),
    Value(&'a Expr),
}

fn steps(body: &Expr) -> Option<Vec<Step<'_>>> {
    match body {
        Expr::Block(block) if block.label.is_none() => block.block.stmts.iter().map(step).collect(),
        Expr::Assign(_) | Expr::Binary(_) => Some(vec![Step::Do(body)]),
        _ => Some(vec![Step::Value(body)]),
    }
}

fn step(stmt: &Stmt) -> Option<Step<'_>> {
    match stmt {
        Stmt::Expr(expr @ (Expr::Assign(_) | Expr::Binary(_)), _) | Stmt::Expr(expr, Some(_)) => {
            Some(Step::Do(expr))
        }
        Stmt::Expr(expr, None) => Some(Step::Value(expr)),
        Stmt::Local(local) => match (&local.pat, &local.init) {
            (Pat::Ident(name), Some(init)) if init.diverge.is_none() => {
                Some(Step::Let(&name.ident, &init.expr))
            }
            _ => None,
        },
        _ => None,
    }
}

fn parse_read(steps: &[Step]) -> Option<AtomicBody> {
    match steps {
        [Step::Do(expr)] => {
            let (target, place) = parse_copy(expr)?;
            Some(AtomicBody::Read { place: place.clone(), target: Some(target.clone()) })
        }
        [Step::Value(place)] if is_place(place) => {
            Some(AtomicBody::Read { place: (*place).clone(), target: None })
        }
        _ => None,
    }
}

fn parse_capture(steps: &[Step]) -> Option<AtomicBody> {
    let (from, change, old, target) = match steps {
        [Step::Do(first), Step::Do(second)] => {
            let (copy, change, old) = match parse_copy(first) {
                Some(copy) if parse_change(second, copy.1).is_some() => (copy, second, true),
                _ => (parse_copy(second)?, first, false),
            };
            (copy.1, *change, old, Some(copy.0.clone()))
        }
        [Step::Let(name, from), Step::Do(change), Step::Value(value)] if names(value, name) => {
            (*from, *change, true, None)
        }
        [Step::Do(change), Step::Value(from)] => (*from, *change, false, None),
        _ => return None,
    };
    if !is_place(from) {
        return None;
    }
    let update = parse_change(change, from)?;
    // After a plain assignment the new value is known without the place.
    if matches!(update, AtomicUpdate::Assign(_)) && !old {
        return None;
    }
    Some(AtomicBody::Capture { place: from.clone(), update, old, target })
}

/// `target = place`
fn parse_copy(expr: &Expr) -> Option<(&Expr, &Expr)> {
    match expr {
        Expr::Assign(assign)
            if is_place(&assign.left) && is_place(&assign.right) && assign.left != assign.right =>
        {
            Some((&assign.left, &assign.right))
        }
        _ => None,
    }
}

/// The update or the assignment of `place` that `expr` is.
fn parse_change(expr: &Expr, place: &Expr) -> Option<AtomicUpdate> {
    if let Some((found, update)) = parse_update(expr) {
        return (found == *place).then_some(update);
    }
    match expr {
        Expr::Assign(assign) if *assign.left == *place && !mentions(&assign.right, place) => {
            Some(AtomicUpdate::Assign((*assign.right).clone()))
        }
        _ => None,
    }
}

/// `x op= e`, `x = x op e`, `x = e op x`, `x = x.max(e)`, `x = e.min(x)`; `e` does not mention `x`.
fn parse_update(expr: &Expr) -> Option<(Expr, AtomicUpdate)> {
    let (place, update) = match expr {
        Expr::Binary(binary) => {
            let update =
                AtomicUpdate::Op { op: plain(binary.op)?, value: (*binary.right).clone(), reversed: false };
            (&*binary.left, update)
        }
        Expr::Assign(assign) => (&*assign.left, parse_combination(&assign.right, &assign.left)?),
        _ => return None,
    };
    let value = match &update {
        AtomicUpdate::Op { value, .. } | AtomicUpdate::Min(value) | AtomicUpdate::Max(value) => value,
        AtomicUpdate::Assign(_) => return None,
    };
    (is_place(place) && !mentions(value, place)).then(|| (place.clone(), update))
}

/// `place op e`, `e op place`, or the method `min` or `max` of the two.
fn parse_combination(expr: &Expr, place: &Expr) -> Option<AtomicUpdate> {
    match unwrap(expr) {
        Expr::Binary(binary) if is_arithmetic(binary.op) => {
            let (left, right) = (unwrap(&binary.left), unwrap(&binary.right));
            let reversed = left != place;
            let (found, value) = if reversed { (right, left) } else { (left, right) };
            (found == place).then(|| AtomicUpdate::Op { op: binary.op, value: value.clone(), reversed })
        }
        Expr::MethodCall(call) if call.args.len() == 1 => {
            let (receiver, argument) = (unwrap(&call.receiver), unwrap(&call.args[0]));
            let value = if receiver == place { argument } else { receiver };
            let both = receiver == place || argument == place;
            match call.method.to_string().as_str() {
                "min" if both => Some(AtomicUpdate::Min(value.clone())),
                "max" if both => Some(AtomicUpdate::Max(value.clone())),
                _ => None,
            }
        }
        _ => None,
    }
}

fn unwrap(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => unwrap(&paren.expr),
        Expr::Group(group) => unwrap(&group.expr),
        other => other,
    }
}

fn is_arithmetic(op: BinOp) -> bool {
    use BinOp::{Add, BitAnd, BitOr, BitXor, Div, Mul, Rem, Shl, Shr, Sub};
    matches!(
        op,
        Add(_) | Sub(_) | Mul(_) | Div(_) | Rem(_) | BitAnd(_) | BitOr(_) | BitXor(_) | Shl(_) | Shr(_)
    )
}

/// The operator of a compound assignment.
fn plain(op: BinOp) -> Option<BinOp> {
    macro_rules! plain {
        ($($compound:ident $plain:ident $symbol:tt,)*) => {
            match op {
                $(BinOp::$compound(token) => {
                    let mut symbol = <Token![$symbol]>::default();
                    // The compound token has one span more, for its `=`.
                    let spans = token.spans;
                    symbol.spans.iter_mut().zip(spans).for_each(|(to, from)| *to = from);
                    Some(BinOp::$plain(symbol))
                })*
                _ => None,
            }
        };
    }
    plain!(
        AddAssign Add +, SubAssign Sub -, MulAssign Mul *, DivAssign Div /, RemAssign Rem %, BitAndAssign BitAnd &,
        BitOrAssign BitOr |, BitXorAssign BitXor ^, ShlAssign Shl <<, ShrAssign Shr >>,
    )
}

fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => true,
        Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)),
        Expr::Paren(paren) => is_place(&paren.expr),
        _ => false,
    }
}

fn names(expr: &Expr, name: &syn::Ident) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident(name))
}

/// Whether `place` occurs in `expr`.
fn mentions(expr: &Expr, place: &Expr) -> bool {
    struct Finder<'a> {
        place: &'a Expr,
        found: bool,
    }
    impl<'a> Visit<'a> for Finder<'_> {
        fn visit_expr(&mut self, expr: &'a Expr) {
            self.found |= expr == self.place;
            visit::visit_expr(self, expr);
        }
    }
    let mut finder = Finder { place, found: false };
    finder.visit_expr(expr);
    finder.found
}

#[cfg(test)]
mod tests {
    use super::AtomicKind::{Capture, Read, Update, Write};
    use super::*;

    fn accepted(kind: AtomicKind, body: &str) -> bool {
        parse_atomic(kind, &syn::parse_str(body).unwrap()).is_some()
    }

    #[test]
    fn the_forms_of_the_specification() {
        let good = [
            (Read, "v = x"),
            (Read, "v = *x"),
            (Read, "c[i]"),
            (Read, "{ x }"),
            (Write, "self.x = f(y)"),
            (Write, "{ x = 1; }"),
            (Update, "x += 1"),
            (Update, "{ c[i] <<= 1; }"),
            (Update, "x = x * (a + b)"),
            (Update, "x = 2 - x"),
            (Update, "x = x.max(y)"),
            (Update, "x = y.min(x)"),
            (Capture, "{ v = x; x += 1; }"),
            (Capture, "{ x += 1; v = x; }"),
            (Capture, "{ v = x; x = y; }"),
            (Capture, "{ let old = x; x += 1; old }"),
            (Capture, "{ x += 1; x }"),
            (Capture, "{ let old = x; x = 7; old }"),
        ];
        for (kind, body) in good {
            assert!(accepted(kind, body), "{kind:?}: {body}");
        }
    }

    #[test]
    fn what_is_no_single_access_is_rejected() {
        let bad = [
            (Read, "v = x + 1"),
            (Read, "x = x"),
            (Write, "x = x + 1"),
            (Write, "x += 1"),
            (Update, "x = y"),
            (Update, "x += x"),
            (Update, "x = x + x"),
            (Update, "x = x + a + b"),
            (Update, "f(x)"),
            (Update, "x < 1"),
            (Update, "{ x += 1; y += 1; }"),
            (Capture, "x += 1"),
            (Capture, "{ v = x; y += 1; }"),
            (Capture, "{ x = 1; v = x; }"),
            (Capture, "{ let old = x; x += 1; other }"),
        ];
        for (kind, body) in bad {
            assert!(!accepted(kind, body), "{kind:?}: {body}");
        }
    }
}
