//! An operation on its way: its commands, the memory that they use, and what it does to which variables.

use std::sync::Arc;

use super::lent::Lent;
use crate::device::{
    data::transfer::{Device, Storage},
    failure::Failure,
    ir::ReductionOp,
    launch::{Started, Stop, Total, bind::Bound},
    opencl::Event,
    types::Type,
};

/// What an operation does with an interval of host memory, or with its counterpart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Access {
    /// Address and length in bytes.
    pub(super) interval: (usize, usize),
    pub(super) write: bool,
    pub(super) until: Until,
}

/// The last thing that an operation does with a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Until {
    /// The kernel reads or writes it.
    Kernel,
    /// A copy with this number.
    Copy(usize),
    /// Its memory fills up.
    Arrival(usize),
    /// Everything: `depend`.
    All,
    /// The host writes it when the operation is completed.
    Completion,
}

impl Access {
    /// Whether two uses must keep their order.
    pub(super) fn conflicts(&self, other: &Self) -> bool {
        let ((a, a_len), (b, b_len)) = (self.interval, other.interval);
        (self.write || other.write) && a < b + b_len && b < a + a_len
    }
}

/// A copy between the host's memory and the device's. Dropped, it waits.
#[derive(Debug)]
pub(super) struct Copy {
    pub(super) event: Event,
    pub(super) name: &'static str,
}

impl Copy {
    fn wait(&self) -> Result<(), String> {
        let lost = |error| {
            format!(
                "the values of `{}` could not be copied from the device: {}",
                self.name,
                Failure::from(error)
            )
        };
        self.event.wait().map_err(lost)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // Whether it went well no longer matters.
        let _ = self.event.wait();
    }
}

/// A reduction variable of the host, and its counterpart if it is present.
pub(super) struct Reduced {
    pub(super) op: ReductionOp,
    pub(super) ty: &'static Type,
    pub(super) lent: Lent,
    /// Which of the variables of the operation.
    pub(super) variable: usize,
}

/// Memory whose values come from a variable that is lent. Dropped, it waits until they are there, whoever else has it.
#[derive(Debug)]
pub(super) struct Settled(pub(super) Arc<Storage>);

impl Drop for Settled {
    fn drop(&mut self) {
        // Whether it went well no longer matters.
        let _ = self.0.settle();
    }
}

/// An operation on its way. Dropped, it waits for all of its commands, in the order of the fields: nothing that a command
/// uses goes before it.
pub(super) struct Pending {
    pub(super) device: &'static Device,
    pub(super) copies: Vec<Copy>,
    pub(super) region: Option<Started>,
    pub(super) reductions: Vec<Reduced>,
    /// The variables on the device.
    pub(super) bound: Vec<Bound>,
    pub(super) memory: Vec<Settled>,
    pub(super) accesses: Vec<Access>,
    /// For messages: where it is.
    pub(super) place: String,
}

impl Pending {
    pub(super) fn new(device: &'static Device, place: String) -> Self {
        Self {
            device,
            copies: Vec::new(),
            region: None,
            reductions: Vec::new(),
            bound: Vec::new(),
            memory: Vec::new(),
            accesses: Vec::new(),
            place,
        }
    }

    /// The events that tell that an access is over. That of [`Until::Completion`] has none.
    pub(super) fn events(&self, until: Until) -> Vec<&Event> {
        let kernel = || self.region.as_ref().map(Started::event);
        match until {
            Until::Kernel => kernel().into_iter().collect(),
            Until::Copy(number) => vec![&self.copies[number].event],
            Until::Arrival(number) => self.memory[number].0.arriving().into_iter().collect(),
            Until::All => {
                let arrivals = self.memory.iter().filter_map(|memory| memory.0.arriving());
                let copies = self.copies.iter().map(|copy| &copy.event);
                kernel().into_iter().chain(copies).chain(arrivals).collect()
            }
            Until::Completion => Vec::new(),
        }
    }

    /// Waits, and does what is left to the host. The message of a fault, or of a device that failed.
    pub(super) fn complete(mut self) -> Result<(), String> {
        let lost = |failure: Failure| format!("{}: the device failed: {failure}", self.place);
        if let Some(region) = self.region.take() {
            let totals = self.reductions.iter_mut().map(|reduced| Total {
                op: reduced.op,
                ty: reduced.ty,
                // SAFETY: the variable is lent exclusively. Operations before this one are complete, and one that came later
                // and uses the variable would have waited for this one.
                host: unsafe { reduced.lent.bytes_mut() },
                bound: &self.bound[reduced.variable],
            });
            match region.finish(totals.collect()) {
                Ok(()) => {}
                Err(Stop::Fault(text)) => return Err(text),
                Err(Stop::Failure(failure)) => return Err(lost(failure)),
            }
        }
        self.memory.iter().try_for_each(|memory| memory.0.settle()).map_err(lost)?;
        self.copies.iter().try_for_each(Copy::wait)
    }
}
