//! What the parser makes of each spelling, and where it finds directives.

use quote::ToTokens as _;
use syn::{Attribute, Expr, Stmt, parse_quote};

use super::*;

fn parsed(attr: &Attribute) -> Directive {
    directives(std::slice::from_ref(attr)).unwrap().remove(0)
}

fn text(directive: &Directive) -> String {
    let clauses: Vec<_> = directive.clauses.iter().map(|clause| format!("{:?}", clause.kind)).collect();
    format!("{:?} {} {}", directive.kind, directive.name, clauses.join(" "))
}

#[test]
fn three_spellings_make_one_tree() {
    let pragma = parsed(&parse_quote!(#[omp(parallel for reduction(+:sum) schedule(dynamic, 16))]));
    let commas = parsed(&parse_quote!(#[omp(parallel_for, reduction(+: sum), schedule(dynamic, 16))]));
    let string = parsed(&parse_quote!(#[omp("parallel for reduction(+:sum) schedule(dynamic,16)")]));
    assert_eq!(pragma.kind, Kind::ParallelFor);
    assert!(matches!(
        pragma.clauses[1].kind,
        ClauseKind::Schedule { kind: ScheduleKind::Dynamic, chunk: Some(_), modifier: None }
    ));
    assert_eq!(text(&pragma), text(&commas));
    assert_eq!(text(&pragma), text(&string));
}

#[test]
fn every_reduction_operator() {
    use ReductionOp::{Add, BitAnd, BitOr, BitXor, LogicalAnd, LogicalOr, Max, Min, Mul, Sub};
    let directive = parsed(&parse_quote!(
        #[omp("parallel reduction(+:a) reduction(-:b) reduction(*:c) reduction(min:d) reduction(max:e)
            reduction(&:f) reduction(|:g) reduction(^:h) reduction(&&:i) reduction(||:j)")]
    ));
    let found = directive.clauses.iter().map(|clause| match &clause.kind {
        ClauseKind::Reduction { op, places } if places.len() == 1 => *op,
        other => panic!("{other:?}"),
    });
    let all = [Add, Sub, Mul, Min, Max, BitAnd, BitOr, BitXor, LogicalAnd, LogicalOr];
    assert_eq!(found.collect::<Vec<_>>(), all);
}

#[test]
fn places_compare_by_text() {
    let place = |text: &str| Place::from_expr(&syn::parse_str(text).unwrap());
    assert_eq!(place("self.grid.0"), place("self . grid . 0"));
    assert_ne!(place("a.b"), place("a.c"));
    assert!(place("a.b.c").unwrap().overlaps(&place("a.b").unwrap()));
    assert_eq!(place("a.b.0").unwrap().to_string(), "a.b.0");
    assert_eq!(place("a[0]"), None);
    assert_eq!(place("a::b"), None);
    assert_eq!(place("a.b").unwrap().to_token_stream().to_string(), "a . b");
}

#[test]
fn directives_are_taken_outermost_first() {
    let mut stmt: Stmt = parse_quote! {
        #[omp(parallel)]
        #[allow(unused)]
        #[omp(critical(name))]
        self.x += 1;
    };
    let attrs = stmt_attrs_mut(&mut stmt).unwrap();
    let kinds: Vec<_> = take_directives(attrs).into_iter().map(|directive| directive.kind).collect();
    assert_eq!(kinds, [Kind::Parallel, Kind::Critical(Some(parse_quote!(name)))]);
    assert_eq!(stmt.to_token_stream().to_string(), "# [allow (unused)] self . x += 1 ;");
}

#[test]
fn stand_alone_directives() {
    let kind = |stmt: Stmt| standalone(&stmt).map(|directive| directive.kind);
    assert_eq!(kind(parse_quote!(omp!(barrier);)), Some(Kind::Barrier));
    assert_eq!(kind(parse_quote!(ferromp::omp! { "taskwait" })), Some(Kind::Taskwait));
    assert_eq!(kind(parse_quote!(println!("barrier");)), None);
}

#[test]
fn the_loop_of_a_block() {
    let mut block: Expr = parse_quote!({ { for i in 0..n {} } });
    assert!(sole_loop_mut(&mut block).is_some());
    let mut two: Expr = parse_quote!({
        f();
        for i in 0..n {}
    });
    assert!(sole_loop_mut(&mut two).is_none());
}
