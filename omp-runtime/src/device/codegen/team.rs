//! Regions of shape `Block`: what the threads of a team do together.

use super::{body::Body, module::Result};
use crate::device::ir::{Block, Construct, Region};

impl Body<'_, '_> {
    pub(super) fn team_block(&mut self, block: &'static Block, region: &Region) -> Result<()> {
        let _ = (block, region);
        self.refuse("blocks")
    }

    pub(super) fn serial_construct(&mut self, construct: &'static Construct) -> Result<()> {
        let _ = construct;
        self.refuse("constructs")
    }
}
