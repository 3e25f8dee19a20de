//! The messages: `ui/<directive>/<rule>.rs` is a program with a mistake, and the `.stderr` beside it is what its author
//! gets to see. Where the message offers a fix for a race, `<rule>.fixed.rs` is the program with that fix.
//! After a change of a message, `TRYBUILD=overwrite cargo test --test ui` writes the messages down anew.
#![allow(
    clippy::needless_range_loop,
    unused_assignments,
    reason = "the programs show the mistakes that people make, and their fixes"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The programs with a mistake, and those with a fix, relative to this folder.
fn programs() -> (Vec<PathBuf>, Vec<PathBuf>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let folders = fs::read_dir(root.join("ui")).unwrap().map(|folder| folder.unwrap().path());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path());
    let programs = files.filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let relative = programs.map(|file| file.strip_prefix(&root).unwrap().to_owned());
    relative.partition(|file| !file.to_string_lossy().ends_with(".fixed.rs"))
}

#[test]
fn mistakes_are_explained() {
    let tests = trybuild::TestCases::new();
    let (mut mistakes, _) = programs();
    mistakes.sort();
    for program in mistakes {
        tests.compile_fail(Path::new("tests").join(program));
    }
}

macro_rules! fixes {
    ($($name:ident: $path:literal,)*) => {
        $(#[path = $path] mod $name;)*

        const FIXED: &[&str] = &[$($path),*];

        #[test]
        fn fixes_are_right() {
            $($name::main();)*
        }
    };
}

fixes! {
    atomic_beside: "ui/atomic/beside.fixed.rs",
    critical_beside: "ui/critical/beside.fixed.rs",
    critical_two_names: "ui/critical/two_names.fixed.rs",
    for_nowait: "ui/for/nowait.fixed.rs",
    for_transposed: "ui/for/transposed.fixed.rs",
    parallel_barrier_missing: "ui/parallel/barrier_missing.fixed.rs",
    parallel_borrowed_mutably: "ui/parallel/borrowed_mutably.fixed.rs",
    parallel_elements: "ui/parallel/elements.fixed.rs",
    parallel_method: "ui/parallel/method.fixed.rs",
    parallel_scalar_updated: "ui/parallel/scalar_updated.fixed.rs",
    parallel_scalar_written: "ui/parallel/scalar_written.fixed.rs",
    parallel_for_borrowed_mutably: "ui/parallel_for/borrowed_mutably.fixed.rs",
    parallel_for_index_distance: "ui/parallel_for/index_distance.fixed.rs",
    parallel_for_index_fixed_read: "ui/parallel_for/index_fixed_read.fixed.rs",
    parallel_for_index_fixed_written: "ui/parallel_for/index_fixed_written.fixed.rs",
    parallel_for_index_indirect: "ui/parallel_for/index_indirect.fixed.rs",
    parallel_for_index_multiples: "ui/parallel_for/index_multiples.fixed.rs",
    parallel_for_index_variable: "ui/parallel_for/index_variable.fixed.rs",
    parallel_for_method: "ui/parallel_for/method.fixed.rs",
    parallel_for_reference_updated: "ui/parallel_for/reference_updated.fixed.rs",
    parallel_for_reference_written: "ui/parallel_for/reference_written.fixed.rs",
    parallel_for_scalar_read_and_written: "ui/parallel_for/scalar_read_and_written.fixed.rs",
    parallel_for_scalar_updated_add: "ui/parallel_for/scalar_updated_add.fixed.rs",
    parallel_for_scalar_updated_and: "ui/parallel_for/scalar_updated_and.fixed.rs",
    parallel_for_scalar_updated_max: "ui/parallel_for/scalar_updated_max.fixed.rs",
    parallel_for_scalar_updated_mul: "ui/parallel_for/scalar_updated_mul.fixed.rs",
    parallel_for_scalar_updated_or: "ui/parallel_for/scalar_updated_or.fixed.rs",
    parallel_for_scalar_updated_otherwise: "ui/parallel_for/scalar_updated_otherwise.fixed.rs",
    parallel_for_scalar_updated_sub: "ui/parallel_for/scalar_updated_sub.fixed.rs",
    parallel_for_scalar_updated_xor: "ui/parallel_for/scalar_updated_xor.fixed.rs",
    parallel_for_scalar_used: "ui/parallel_for/scalar_used.fixed.rs",
    parallel_for_scalar_written: "ui/parallel_for/scalar_written.fixed.rs",
    parallel_for_whole: "ui/parallel_for/whole.fixed.rs",
    parallel_for_write_macro: "ui/parallel_for/write_macro.fixed.rs",
    target_indirect: "ui/target/indirect.fixed.rs",
    target_league_elements: "ui/target/league_elements.fixed.rs",
    target_league_scalar: "ui/target/league_scalar.fixed.rs",
    target_loop_scalar: "ui/target/loop_scalar.fixed.rs",
    target_scalar_written: "ui/target/scalar_written.fixed.rs",
    task_by_every_thread: "ui/task/by_every_thread.fixed.rs",
    task_escape: "ui/task/escape.fixed.rs",
    task_in_loop: "ui/task/in_loop.fixed.rs",
    task_in_loop_elements: "ui/task/in_loop_elements.fixed.rs",
    task_siblings: "ui/task/siblings.fixed.rs",
    task_unstated: "ui/task/unstated.fixed.rs",
}

#[test]
fn no_fix_is_forgotten() {
    let (_, fixed) = programs();
    assert_eq!(fixed.len(), FIXED.len());
    assert!(FIXED.iter().all(|path| fixed.contains(&PathBuf::from(path))));
}

/// Lower case, without a final dot, and what is wrong is followed by what to write instead.
#[test]
fn messages_are_in_house_style() {
    let (mistakes, _) = programs();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for program in mistakes {
        let text = fs::read_to_string(root.join(&program).with_extension("stderr")).unwrap();
        let lines = text.lines().map(str::trim_start);
        let ours = lines.filter(|line| line.starts_with("error: ") || line.starts_with("help: "));
        for line in ours.map(|line| line.split_once(' ').unwrap().1) {
            assert!(
                !line.ends_with('.') && !line.starts_with(char::is_uppercase),
                "{}: {line}",
                program.display()
            );
        }
        let mut errors = text.lines().filter(|line| line.starts_with("error"));
        // Errors with a code, and lints, are rustc's: it has its own words.
        let by_rustc = errors.all(|line| line.starts_with("error["))
            || text.contains("note: the lint level is defined here");
        assert!(by_rustc || text.contains("help: "), "{}: no fix is offered", program.display());
    }
}
