//! Tokens become a syntax tree of directives and clauses. Nothing here knows what a directive means.

mod attrs;

pub(crate) use attrs::{expr_attrs_mut, is_omp, item_attrs_mut, stmt_attrs_mut};
