//! The kernels of DataRaceBench (LLNL) that the common core can express, each on its side: the racy ones do not
//! compile and have a repaired twin that does; the clean ones compile and give the serial result.
//! The table is in README.md.

#[test]
fn no_racy_kernel_compiles() {
    trybuild::TestCases::new().compile_fail("tests/race/no_compile/*.rs");
}
