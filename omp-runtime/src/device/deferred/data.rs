//! `target enter data`, `target exit data` and `target update` with `nowait`.

use super::{Deferred, depend::Depend};
use crate::device::args::Arg;

impl Deferred<'_> {
    /// `target enter data .. nowait`; see [`enter_data`](crate::device::data::scope::enter_data).
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn enter_data(&self, device: Option<i128>, condition: bool, depend: &[Depend], args: &mut [Arg<'_>]) {
        let _ = (device, condition, depend, args);
    }

    /// `target exit data .. nowait`; see [`exit_data`](crate::device::data::update::exit_data).
    ///
    /// # Panics
    /// As there; a device that fails, when it is waited for.
    #[track_caller]
    pub fn exit_data(&self, device: Option<i128>, condition: bool, depend: &[Depend], args: &mut [Arg<'_>]) {
        let _ = (device, condition, depend, args);
    }

    /// `target update .. nowait`; see [`update`](crate::device::data::update::update).
    ///
    /// # Panics
    /// As there; a device that fails, when it is waited for.
    #[track_caller]
    pub fn update(&self, device: Option<i128>, condition: bool, depend: &[Depend], args: &mut [Arg<'_>]) {
        let _ = (device, condition, depend, args);
    }
}
