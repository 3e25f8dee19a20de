//! Each rule, met by the smallest function that breaks it, and beside it what is allowed.

use crate::report::Errors;

/// The first line of each error in a function with this body.
fn messages(body: &str) -> Vec<String> {
    let function = format!("fn f() {{ {body} }}");
    let item = syn::parse_str(&function).unwrap_or_else(|error| panic!("{error}: {function}"));
    let mut errors = Errors::new();
    super::check_item(item, &mut errors);
    let errors = errors.propagate().err().into_iter().flatten();
    errors.map(|error| error.to_string().lines().next().unwrap_or_default().to_owned()).collect()
}

#[track_caller]
fn rejected(cases: &[(&str, &[&str])]) {
    for (body, expected) in cases {
        assert_eq!(messages(body), *expected, "in: {body}");
    }
}

#[track_caller]
fn accepted(cases: &[&str]) {
    for body in cases {
        assert_eq!(messages(body), [""; 0], "in: {body}");
    }
}

#[test]
fn three_spellings() {
    accepted(&[
        "#[omp(parallel_for, reduction(+: sum), schedule(dynamic, 16))] for i in 0..n {}",
        "#[omp(parallel for reduction(+:sum) schedule(dynamic, 16))] for i in 0..n {}",
        r#"#[omp("parallel for reduction(+:sum) schedule(dynamic,16)")] for i in 0..n {}"#,
        "#[omp(parallel for, reduction(&&: a) reduction(||:b), reduction(^: c) reduction(min: d, self.e),)] for i in 0..n {}",
        "#[omp(parallel num_threads(if a { 2 } else { f(|x| x) }), if(a && b || c))] {}",
        "#[omp(parallel if(parallel: n > 3) unsafe(shared(c)) default(none))] {}",
        "#[ferromp::omp(parallel)] #[ferromp::prelude::omp(single)] { omp!(flush); omp!(\"taskwait\") }",
        "#[omp(for schedule(nonmonotonic: guided, k + 1) order(reproducible) nowait)] for i in 0..n {}",
        "#[omp(task final(depth > 8) if(a || b) shared(x))] { x = 1; }",
        "#[omp(parallel proc_bind(spread))] { #[omp(masked, filter(2))] {} #[omp(master)] {} }",
    ]);
}

#[test]
fn directives() {
    rejected(&[
        ("#[omp(paralell)] {}", &["unknown directive `paralell`"]),
        ("#[omp(parallel_fro)] {}", &["unknown directive `parallel fro`"]),
        ("#[omp(sections)] {}", &["`sections` is not supported yet"]),
        ("#[omp(taskloop simd)] {}", &["`taskloop simd` is not supported yet"]),
        ("#[omp(num_threads(4))] {}", &["unknown directive `num_threads`"]),
        ("#[omp()] {}", &["`#[omp]` names no directive"]),
        ("#[omp] {}", &["`#[omp]` names no directive"]),
        ("#[omp = 1] {}", &["`#[omp = ..]` is no directive"]),
        ("#[omp(single(x))] {}", &["`single` takes no argument"]),
        ("#[omp(critical(a, b))] {}", &["`critical` takes one name"]),
        ("omp!(flush(a));", &["`flush` takes no list"]),
        ("#[omp(parallel, for)] for i in 0..3 {}", &["`for` is a directive, not a clause of `parallel`"]),
        ("#[omp(parallel single)] {}", &["`single` is a directive, not a clause of `parallel`"]),
        ("#[omp(parallel critical(a))] {}", &["`critical` is a directive, not a clause of `parallel`"]),
        ("#[omp(atomic read write)] { v = x }", &["`write` clashes with `read`"]),
    ]);
    accepted(&["#[omp(critical(name))] {}", "#[omp(atomic update, capture)] { v = x; x += 1; }"]);
}

#[test]
fn placement() {
    rejected(&[
        ("#[omp(single)] let v = 1;", &["`single` cannot sit on a `let` statement"]),
        ("#[omp(parallel)] fn g() {}", &["`#[omp(parallel)]` cannot sit on a function"]),
        (
            "match n { #[omp(single)] _ => {} }",
            &["`#[omp(single)]` cannot sit on this part of an item or expression"],
        ),
        ("let v = #[omp(parallel)] { 4 };", &["`parallel` gives no value"]),
        ("let v = #[omp(single nowait)] { 4 };", &["`nowait` clashes with the value of `single`"]),
        ("omp!(single);", &["`omp!(single)` has no block to run"]),
        ("omp!();", &["`#[omp]` names no directive"]),
        ("#[omp(barrier)] x = 1;", &["`barrier` stands alone: it has no statement"]),
        ("vec![#[omp(single)] { 1 }];", &["a directive in the arguments of a macro is not seen"]),
        ("let v = omp!(barrier);", &["`omp!(barrier)` is a statement"]),
    ]);
    accepted(&[
        "let v = #[omp(single)] { 40 };",
        "let v = #[omp(critical)] { q.pop() };",
        "#[omp(taskwait)] { f(); }",
        "#[omp(barrier)] {}",
        "#[omp(critical)] println!(\"{}\", x);",
        "#[omp] fn g() {} trait T { #[omp] fn g() { #[omp(parallel)] {} } }",
        "match n { 0 => #[omp(single)] { f() }, _ => {} }",
    ]);
}

#[test]
fn clauses() {
    rejected(&[
        ("#[omp(parallel num_thread(4))] {}", &["unknown clause `num_thread`"]),
        ("#[omp(parallel copyin(x))] {}", &["the clause `copyin` is not supported yet"]),
        ("#[omp(parallel schedule(static))] {}", &["`schedule` is not allowed on `parallel`"]),
        ("#[omp(parallel for nowait)] for i in 0..n {}", &["`nowait` is not allowed on `parallel for`"]),
        ("#[omp(master filter(1))] {}", &["`filter` is not allowed on `master`"]),
        ("#[omp(for copyprivate(x))] for i in 0..n {}", &["`copyprivate` is not allowed on `for`"]),
        ("omp!(taskwait if(true));", &["`if` is not allowed on `taskwait`"]),
        ("#[omp(single final(true))] {}", &["`final` is not allowed on `single`"]),
        ("#[omp(task final)] {}", &["`final` needs an argument"]),
        ("#[omp(task final(a) final(b))] {}", &["`final` appears twice on `task`", "first `final` here"]),
        (
            "#[omp(parallel num_threads(2) num_threads(3))] {}",
            &["`num_threads` appears twice on `parallel`", "first `num_threads` here"],
        ),
        (
            "#[omp(parallel private(x) shared(x))] {}",
            &["`x` is in both `private` and `shared`", "first `x` here"],
        ),
        ("#[omp(parallel private(x, x))] {}", &["`x` is listed twice in `private`", "first `x` here"]),
        (
            "#[omp(parallel private(s.x) shared(s))] {}",
            &["`s` is in both `private` and `shared`", "first `s.x` here"],
        ),
        (
            "#[omp(single copyprivate(x) nowait)] {}",
            &["`copyprivate` clashes with `nowait`", "`copyprivate` here"],
        ),
        ("#[omp(parallel num_threads)] {}", &["`num_threads` needs an argument"]),
        ("#[omp(parallel num_threads())] {}", &["`num_threads` needs an argument"]),
        ("#[omp(parallel num_threads(2, 3))] {}", &["`num_threads` takes one expression"]),
        ("#[omp(parallel num_threads(=))] {}", &["`num_threads` takes one expression"]),
        ("#[omp(single nowait(x))] {}", &["`nowait` takes no argument"]),
        ("#[omp(parallel private(c[0]))] {}", &["`private` takes variables"]),
        (
            "#[omp(for lastprivate(conditional: x))] for i in 0..n {}",
            &["the modifier `conditional` of `lastprivate` is not supported yet"],
        ),
        ("#[omp(parallel if(task: x))] {}", &["`if(task: ..)` is not allowed on `parallel`"]),
        ("#[omp(parallel default(private))] {}", &["`default(private)` is not supported"]),
        ("#[omp(parallel reduction(mni: x))] {}", &["unknown reduction operator `mni`"]),
        ("#[omp(for schedule(statc))] for i in 0..n {}", &["unknown schedule `statc`"]),
        ("#[omp(for schedule(runtime, 4))] for i in 0..n {}", &["`schedule(runtime)` takes no chunk"]),
        (
            "#[omp(for schedule(dynamic, 0))] for i in 0..n {}",
            &["`schedule(dynamic, 0)`: a chunk has at least one iteration"],
        ),
        ("#[omp(parallel num_threads(0))] {}", &["`num_threads(0)`: a team has at least one thread"]),
        ("#[omp(parallel num_threads(-1))] {}", &["`num_threads(-1)`: a team has at least one thread"]),
        ("#[omp(for collapse(0))] for i in 0..n {}", &["`collapse(0)` leaves no loop"]),
        ("#[omp(for collapse(n))] for i in 0..n {}", &["`collapse` takes an integer literal"]),
        ("#[omp(for order(concurrent))] for i in 0..n {}", &["`order` takes `reproducible`"]),
        ("#[omp(parallel proc_bind(near))] {}", &["unknown binding `near`"]),
        ("#[omp(parallel unsafe(private(x)))] {}", &["`unsafe` takes only `shared` and `kernel`"]),
        ("#[omp(parallel; private(x))] {}", &["expected a clause"]),
        ("#[omp(parallel nowait bogus(1) if())] {}", &["unknown clause `bogus`", "`if` needs an argument"]),
    ]);
    accepted(&[
        "#[omp(for firstprivate(x) lastprivate(x))] for i in 0..n {}",
        "#[omp(parallel private(s.x) shared(s.y))] {}",
        "#[omp(single private(x) copyprivate(x))] {}",
        "#[omp(task if(n > 10) firstprivate(x))] f();",
    ]);
}

#[test]
fn loops() {
    rejected(&[
        ("#[omp(parallel for)] { f(); }", &["`parallel for` needs a loop"]),
        ("#[omp(parallel for)] {}", &["`parallel for` needs a loop"]),
        ("#[omp(for)] x += 1;", &["`for` needs a loop"]),
        ("#[omp(for)] while a {}", &["`for` cannot divide a `while`: the number of iterations is not known"]),
        ("#[omp(for)] { loop {} }", &["`for` cannot divide a `loop`: the number of iterations is not known"]),
        ("#[omp(for)] for i in 0.. {}", &["`for` cannot divide an endless range"]),
        ("#[omp(for)] for i in (0..n).step_by(0) {}", &["`step_by(0)`: the step of a loop must not be zero"]),
        ("#[omp(parallel for)] { f(); for i in 0..n {} }", &["statement before the loop of `parallel for`"]),
        ("#[omp(parallel for)] { for i in 0..n {} f(); }", &["statement after the loop of `parallel for`"]),
        (
            "#[omp(parallel for)] { for i in 0..n {} for i in 0..n {} }",
            &["`parallel for` takes one loop, and this is another", "first loop here"],
        ),
        ("#[omp(for)] #[omp(parallel)] for i in 0..n {}", &["`for` needs a loop"]),
        (
            "#[omp(for collapse(2))] for i in 0..n { f(); }",
            &["`collapse(2)` needs 2 nested loops, and here is only 1"],
        ),
        ("#[omp(for collapse(4))] for i in 0..n {}", &["`collapse(4)` is not supported yet"]),
        (
            "#[omp(for collapse(2))] for i in 0..n { for j in i..n {} }",
            &["the range of a collapsed loop depends on `i`, bound in the loop outside it"],
        ),
        (
            "#[omp(for collapse(2))] for i in 0..n { let m = g(i); for j in 0..m {} }",
            &["the range of a collapsed loop depends on `m`, bound in the loop outside it"],
        ),
        (
            "#[omp(for collapse(2))] for i in 0..n { for j in 0..n {} while a {} }",
            &["a second loop at one level of a `collapse` nest", "first loop here"],
        ),
    ]);
    accepted(&[
        "#[omp(parallel for)] { for i in 0..n {} }",
        "#[omp(for collapse(2))] for i in 0..n { let a = i; for j in (0..=m).rev() {} f(a); }",
        "#[omp(parallel for collapse(3))] for i in 0..n { for j in 0..n { for k in 0..n { for l in 0..k {} } } }",
        "#[omp(parallel for)] for (a, b) in x.iter_mut().zip(&y) {}",
    ]);
}

#[test]
fn escapes() {
    rejected(&[
        ("#[omp(for)] for i in 0..n { break; }", &["`break` out of the loop of `for`"]),
        ("#[omp(for)] 'a: for i in 0..n { loop { break 'a; } }", &["`break` out of the loop of `for`"]),
        ("loop { #[omp(single)] { break; } }", &["`break` out of `single`"]),
        ("'a: { #[omp(critical)] { break 'a; } }", &["`break` out of `critical`"]),
        ("loop { #[omp(single)] { continue; } }", &["`continue` out of `single`"]),
        ("'a: loop { #[omp(for)] for i in 0..n { continue 'a; } }", &["`continue` out of `for`"]),
        (
            "#[omp(for collapse(2))] 'a: for i in 0..n { for j in 0..n { continue 'a; } }",
            &["`continue` of a collapsed loop that is not the innermost"],
        ),
        (
            "#[omp(for collapse(2))] for i in 0..n { for j in 0..n { break; } }",
            &["`break` out of the loop of `for`"],
        ),
        (
            "#[omp(for collapse(2))] for i in 0..n { g(|| for k in 0..n { break }); for j in 0..n { break; } }",
            &["`break` out of the loop of `for`"],
        ),
        ("#[omp(parallel)] { #[omp(for)] for i in 0..n { return 3; } }", &["`return` out of `for`"]),
        ("#[omp(parallel)] { f()?; }", &["`?` out of `parallel`"]),
        ("#[omp(parallel)] { println!(\"{}\", f()?); }", &["`?` out of `parallel`"]),
        ("#[omp(parallel)] { f().await; }", &["`.await` in `parallel`"]),
        ("#[omp(parallel)] { m!(a => return); }", &["`return` out of `parallel`"]),
        ("#[omp(task)] return;", &["`return` out of `task`"]),
    ]);
    accepted(&[
        "#[omp(for)] 'a: for i in 0..n { for j in 0..i { if c { continue 'a } else { break } } continue; }",
        "#[omp(parallel)] { let g = || { return 3; }; let h = async { f().await?; }; fn k() -> R { f()?; return 1 } }",
        "#[omp(parallel)] { 'a: { break 'a; } loop { break } while x { continue } }",
        "#[omp(for collapse(2))] for i in 0..n { for j in 0..n { continue; } }",
    ]);
}

#[test]
fn nesting() {
    rejected(&[
        (
            "#[omp(parallel)] { #[omp(for)] for i in 0..n { #[omp(for)] for j in 0..n {} } }",
            &["`for` closely nested in `for`", "`for` here"],
        ),
        (
            "#[omp(parallel for)] for i in 0..n { if a { #[omp(single)] {} } }",
            &["`single` closely nested in `parallel for`", "`parallel for` here"],
        ),
        (
            "#[omp(critical)] { #[omp(for)] for j in 0..n {} }",
            &["`for` closely nested in `critical`", "`critical` here"],
        ),
        ("#[omp(task)] { #[omp(masked)] {} }", &["`masked` closely nested in `task`", "`task` here"]),
        (
            "#[omp(single)] { omp!(barrier); }",
            &["`barrier` in `single`, which not all threads reach together", "`single` here"],
        ),
        (
            "#[omp(masked)] { #[omp(barrier)] {} }",
            &["`barrier` in `masked`, which not all threads reach together", "`masked` here"],
        ),
        (
            "#[omp(critical(a))] { #[omp(critical(b))] { #[omp(critical(a))] {} } }",
            &["`critical(a)` inside itself would wait for itself", "`critical(a)` entered here"],
        ),
        (
            "#[omp(critical)] { #[omp(parallel)] { #[omp(critical)] {} } }",
            &["`critical` inside itself would wait for itself", "`critical` entered here"],
        ),
    ]);
    accepted(&[
        "#[omp(parallel)] { #[omp(for)] for i in 0..n { #[omp(parallel for)] for j in 0..n { #[omp(critical)] {} } } }",
        "#[omp(single)] { #[omp(parallel)] { omp!(barrier); #[omp(for)] for i in 0..n {} } }",
        "#[omp(parallel)] { if a { omp!(barrier); } #[omp(single)] { #[omp(task)] { f(); } omp!(taskwait); } }",
        "#[omp(single)] { fn g() { omp!(barrier); } }",
        "#[omp(critical(a))] { #[omp(critical(b))] { #[omp(masked)] {} } }",
    ]);
}

#[test]
fn atomics() {
    rejected(&[
        ("#[omp(atomic)] f(x);", &["not the form of an atomic update"]),
        ("#[omp(atomic read)] v = x + 1;", &["not the form of an atomic read"]),
        ("#[omp(atomic write)] x += 1;", &["not the form of an atomic write"]),
        ("#[omp(atomic capture)] x += 1;", &["not the form of an atomic capture"]),
    ]);
    accepted(&[
        "#[omp(atomic)] x += 1;",
        "#[omp(atomic)] *x += 1;",
        "#[omp(atomic)] self.count[i] = self.count[i].max(3);",
        "let v = #[omp(atomic read)] x;",
        "let v = #[omp(atomic capture)] { let old = x; x += 1; old };",
    ]);
}
