//! The device data environment (OpenMP 5.2, chapter 5.8 and 13.5 to 13.9). README.md, one folder up, says who may touch
//! what.

mod elements;
pub(crate) mod lent;
pub(super) mod map;
pub(crate) mod present;
mod ranges;
pub(crate) mod scope;
pub(crate) mod slice;
pub(crate) mod table;
pub(super) mod transfer;
pub(crate) mod update;

use std::sync::Mutex;

use super::launch::{FaultBuffers, Programs};
use table::Table;
use transfer::Storage;

/// What the launcher keeps of each device.
#[derive(Debug, Default)]
pub(crate) struct DeviceData {
    table: Mutex<Table<Storage>>,
    pub(crate) programs: Programs,
    pub(crate) faults: FaultBuffers,
}
