//! When the devices did what: the times of transfers and kernels.

use std::{
    fmt,
    time::{Duration, Instant},
};

/// What a device did.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum DeviceEventKind {
    /// A copy of the host's values to the device.
    ToDevice,
    /// A region.
    Kernel,
    /// A copy of the device's values to the host.
    FromDevice,
}

impl fmt::Display for DeviceEventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ToDevice => "to device",
            Self::Kernel => "kernel",
            Self::FromDevice => "from device",
        })
    }
}

/// A transfer or a kernel, as [`record`] saw it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct DeviceEvent {
    /// The number of the device.
    pub device: usize,
    /// What it was.
    pub kind: DeviceEventKind,
    /// Of a transfer, the variable; of a kernel, the function and the line of the region, as in `sum:12`.
    pub name: String,
    /// How many bytes were transferred; 0 of a kernel.
    pub bytes: usize,
    /// When it started, counted from when the recording began.
    pub start: Duration,
    /// When it ended.
    pub end: Duration,
}

/// Runs `f`, and says what the devices did meanwhile: every transfer and every kernel that was begun by any thread, in the
/// order in which they started.
///
/// The times are those that the device measured, shifted to the clock of the host. The shift is the same for all events
/// of a device; it is too early by at most the time in which the driver takes a command. What a device does with the
/// host's memory in place is no transfer, and what the runtime does between two variables on a device is left out.
///
/// ```
/// # use omp_runtime::{device::record::record, private::device::DeviceSlice};
/// # let n = omp_runtime::routines::omp_get_default_device();
/// let mut values = [1.0_f32; 1000];
/// let ((), events) = record(|| DeviceSlice::new(n, 1000).copy_to(&mut values));
/// for event in &events {
///     println!("{} {}: {:?} to {:?}", event.kind, event.name, event.start, event.end);
/// }
/// assert_eq!(values[999], 0.0);
/// ```
pub fn record<R>(f: impl FnOnce() -> R) -> (R, Vec<DeviceEvent>) {
    let recording = log::Recording::begin(Instant::now());
    let result = f();
    (result, recording.end())
}

/// Names the next commands of this thread, if somebody records: a variable, or a function and a line.
pub(super) fn name(name: &'static str, line: u32) {
    log::name(name, line);
}

#[cfg(not(feature = "opencl"))]
mod log {
    //! There is no device, and so nothing to record.

    use super::{DeviceEvent, Instant};

    pub(super) struct Recording;

    impl Recording {
        pub(super) fn begin(_now: Instant) -> Self {
            Self
        }

        #[expect(clippy::unused_self, reason = "the same signature with and without devices")]
        pub(super) fn end(self) -> Vec<DeviceEvent> {
            Vec::new()
        }
    }

    pub(super) fn name(_name: &'static str, _line: u32) {}
}

#[cfg(feature = "opencl")]
pub(super) use log::{is_on, note};

#[cfg(feature = "opencl")]
mod log {
    //! The commands of the process, while somebody records.

    use std::{cell::Cell, collections::HashMap};

    use super::{DeviceEvent, DeviceEventKind, Duration, Instant};
    use crate::{
        device::opencl::{Event, Times},
        sync::global::{AtomicUsize, Mutex, Ordering, lock},
    };

    /// How many record.
    static RECORDINGS: AtomicUsize = AtomicUsize::new(0);
    /// What was enqueued since the first of them began. Empty when nobody records.
    static COMMANDS: Mutex<Vec<Command>> = Mutex::new(Vec::new());

    thread_local! {
        /// What the commands of this thread are about.
        static NAME: Cell<(&'static str, u32)> = const { Cell::new(("", 0)) };
    }

    /// A command, and when it was about to be enqueued.
    #[derive(Clone)]
    struct Command {
        device: usize,
        kind: DeviceEventKind,
        name: (&'static str, u32),
        bytes: usize,
        event: Event,
        enqueued: Instant,
    }

    /// Whether commands are to remember their times.
    pub(in crate::device) fn is_on() -> bool {
        // Relaxed: who records and who enqueues is one thread, or they synchronise otherwise; for any other it is on a little
        // earlier or later.
        RECORDINGS.load(Ordering::Relaxed) > 0
    }

    pub(super) fn name(name: &'static str, line: u32) {
        if is_on() {
            NAME.set((name, line));
        }
    }

    /// Notes a command of this thread. `enqueued`: a moment before it was.
    pub(in crate::device) fn note(
        device: usize,
        kind: DeviceEventKind,
        bytes: usize,
        event: &Event,
        enqueued: Instant,
    ) {
        let mut commands = lock(&COMMANDS);
        // Under the lock, so that nothing is left behind by the last recording.
        if is_on() {
            commands.push(Command { device, kind, name: NAME.get(), bytes, event: event.clone(), enqueued });
        }
    }

    /// Somebody records, until it is dropped.
    pub(super) struct Recording {
        began: Instant,
        /// The first command that is ours.
        first: usize,
    }

    impl Recording {
        pub(super) fn begin(began: Instant) -> Self {
            let commands = lock(&COMMANDS);
            // Relaxed: see `is_on`.
            RECORDINGS.fetch_add(1, Ordering::Relaxed);
            Self { began, first: commands.len() }
        }

        pub(super) fn end(self) -> Vec<DeviceEvent> {
            let commands = lock(&COMMANDS)[self.first..].to_vec();
            let timed = commands.iter().filter_map(|command| {
                command.event.wait().ok()?;
                Some((command, command.event.times()?))
            });
            let timed: Vec<_> = timed.collect();
            let shifts = shifts(&timed, self.began);
            let event = |(command, times): &(&Command, Times)| {
                let at = |time: u64| {
                    let shifted = i128::from(time) + shifts[&command.device];
                    Duration::from_nanos(u64::try_from(shifted).unwrap_or(0))
                };
                let (name, line) = command.name;
                DeviceEvent {
                    device: command.device,
                    kind: command.kind,
                    name: if line == 0 { name.to_owned() } else { format!("{name}:{line}") },
                    bytes: command.bytes,
                    start: at(times.start),
                    end: at(times.end),
                }
            };
            let mut events: Vec<_> = timed.iter().map(event).collect();
            events.sort_by_key(|event| (event.start, event.end));
            events
        }
    }

    impl Drop for Recording {
        fn drop(&mut self) {
            let mut commands = lock(&COMMANDS);
            // Relaxed: see `is_on`.
            if RECORDINGS.fetch_sub(1, Ordering::Relaxed) == 1 {
                commands.clear();
            }
        }
    }

    /// What to add to the times of each device, in nanoseconds: no command was queued before we were about to.
    fn shifts(commands: &[(&Command, Times)], began: Instant) -> HashMap<usize, i128> {
        let mut shifts = HashMap::new();
        for (command, times) in commands {
            let host = command.enqueued.saturating_duration_since(began).as_nanos() as i128;
            let shift = host - i128::from(times.queued);
            shifts
                .entry(command.device)
                .and_modify(|most: &mut i128| *most = shift.max(*most))
                .or_insert(shift);
        }
        shifts
    }
}
