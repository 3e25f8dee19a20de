//! What each way of writing a construct becomes.

use quote::ToTokens as _;

use super::normalise;

fn normal(body: &str) -> String {
    let mut item = syn::parse_str(&format!("fn f() {{ {body} }}")).unwrap();
    normalise(&mut item);
    item.into_token_stream().to_string()
}

#[track_caller]
fn becomes(cases: &[(&str, &str)]) {
    for (body, expected) in cases {
        let expected: proc_macro2::TokenStream = format!("fn f() {{ {expected} }}").parse().unwrap();
        assert_eq!(normal(body), expected.to_string(), "from: {body}");
    }
}

#[test]
fn what_is_alone_in_another_is_combined_with_it() {
    let combined =
        "#[omp(target teams distribute parallel for map(to: a) num_teams(2) collapse(2))] for i in 0..n {}";
    becomes(&[
        (
            "#[omp(target map(to: a))] { #[omp(teams num_teams(2))] { #[omp(distribute parallel for collapse(2))] \
             for i in 0..n {} } }",
            combined,
        ),
        (
            "#[omp(target map(to: a))] #[omp(teams, num_teams(2))] #[omp(\"distribute parallel for collapse(2)\")] \
             for i in 0..n {}",
            combined,
        ),
        (
            "#[omp(target_teams map(to: a) num_teams(2))] #[omp(distribute_parallel_for, collapse(2))] for i in 0..n {}",
            combined,
        ),
        ("#[omp(target)] #[omp(teams)] {}", "#[omp(target teams)] {}"),
        (
            "#[omp(target)] { #[omp(parallel)] { #[omp(for)] for i in 0..n {} } }",
            "#[omp(target parallel for)] for i in 0..n {}",
        ),
        (
            "#[omp(target if(a))] #[omp(parallel num_threads(3))] {}",
            "#[omp(target parallel if(target: a) num_threads(3))] {}",
        ),
    ]);
}

#[test]
fn what_is_not_the_same_stays_apart() {
    for apart in [
        "#[omp(target)] { f(); #[omp(parallel)] {} }",
        "#[omp(target)] #[omp(parallel if (b))] {}",
        "#[omp(parallel)] { #[omp(for)] for i in 0..n {} }",
        "#[omp(target firstprivate (x))] #[omp(teams private (x))] {}",
        "#[omp(target data map (a))] { #[omp(target teams)] {} }",
        "#[omp(critical (name))] { omp!(barrier); }",
        "let v = #[omp(atomic read)] x;",
    ] {
        becomes(&[(apart, apart)]);
    }
}

#[test]
fn what_both_say_is_said_once() {
    becomes(&[
        (
            "#[omp(teams reduction(+: a) thread_limit(2))] #[omp(distribute parallel for reduction(+: a))] for i in x {}",
            "#[omp(teams distribute parallel for reduction(+: a) thread_limit(2))] for i in x {}",
        ),
        (
            "#[omp(target thread_limit(n))] #[omp(teams thread_limit(n))] {}",
            "#[omp(target teams thread_limit(n))] {}",
        ),
    ]);
}

#[test]
fn teams_of_several_threads_distribute_in_a_block() {
    becomes(&[(
        "#[omp(target teams distribute map(a) collapse(2) num_teams(3) private(x))] for i in 0..n { #[omp(parallel)] {} }",
        "#[omp(target teams map(a) num_teams(3))] #[omp(distribute collapse(2) private(x))] for i in 0..n { \
         #[omp(parallel)] {} }",
    )]);
}

#[test]
fn a_loop_is_what_its_surroundings_make_it() {
    becomes(&[
        ("#[omp(teams)] #[omp(loop)] for i in 0..n {}", "#[omp(teams loop)] for i in 0..n {}"),
        (
            "#[omp(teams)] { f(); #[omp(loop private(x))] for i in 0..n {} }",
            "#[omp(teams)] { f(); #[omp(distribute parallel for private(x))] for i in 0..n {} }",
        ),
        (
            "#[omp(target)] { f(); #[omp(loop)] for i in 0..n {} }",
            "#[omp(target)] { f(); #[omp(parallel for)] for i in 0..n {} }",
        ),
        (
            "#[omp(parallel)] { #[omp(loop)] for i in 0..n {} }",
            "#[omp(parallel)] { #[omp(for)] for i in 0..n {} }",
        ),
        (
            "#[omp(target teams loop)] for i in 0..n { #[omp(loop reduction(+: s))] for j in 0..n {} }",
            "#[omp(target teams loop)] for i in 0..n { for j in 0..n {} }",
        ),
    ]);
}
