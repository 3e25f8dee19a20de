//! Target regions built by hand, as the macro would build them: they run on the devices of this machine, or on the host
//! where there is none. `OMP_TARGET_OFFLOAD=MANDATORY` makes sure that a device runs them.

#![expect(clippy::float_cmp, reason = "the values are small integers and halves, which sums keep exact")]

mod data;
mod deferred;
mod faults;
mod launch;
mod regions;
mod sequences;
mod support;
