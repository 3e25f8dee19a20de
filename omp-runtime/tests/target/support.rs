//! What the tests do with regions.

use std::panic::{AssertUnwindSafe, catch_unwind};

use omp_runtime::private::{
    Map,
    device::{DeviceValue as _, Target, range, to, tofrom},
};

use super::regions::{TWICE, VADD};

/// The message of the panic.
pub(crate) fn message(f: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).expect_err("a panic");
    match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(other) => (*other.downcast::<&str>().expect("a text")).to_owned(),
    }
}

/// Whether a device that fails is an error.
pub(crate) fn mandatory() -> bool {
    std::env::var("OMP_TARGET_OFFLOAD").is_ok_and(|policy| policy.eq_ignore_ascii_case("mandatory"))
}

/// `c = a + b`, on a device if there is one.
pub(crate) fn vadd(a: &[f32], b: &[f32], c: &mut [f32]) -> bool {
    let n = a.len();
    let mut target = Target::new(&VADD);
    let done = target.offloads()
        && target.run(
            &[f32::TYPE, usize::TYPE],
            &[],
            &[range(&(0..n))],
            &mut [
                to(a, None).named("a"),
                to(b, None).named("b"),
                tofrom(c, None).named("c").own(Map::element()),
            ],
        );
    if !done {
        for (c, (a, b)) in c.iter_mut().zip(a.iter().zip(b)) {
            *c = a + b;
        }
    }
    done
}

/// `a += a`, on a device if there is one.
pub(crate) fn twice(a: &mut [u32]) -> bool {
    let n = a.len();
    let mut target = Target::new(&TWICE);
    let done = target.offloads()
        && target.run(&[u32::TYPE, usize::TYPE], &[], &[range(&(0..n))], &mut [tofrom(a, None).named("a")]);
    if !done {
        for a in a {
            *a *= 2;
        }
    }
    done
}
