//! The peer: the same work written directly on OpenCL (the crate `ocl`), with the kernels of `kernels/`, as somebody
//! would who knows the device and wants all of it. What can be made once is made once.

use ocl::builders::KernelBuilder;
use ocl::enums::{DeviceInfo, DeviceInfoResult};
use ocl::flags::{DeviceType, MemFlags};
use ocl::{Buffer, Context, Device, Kernel, OclPrm, Platform, Program, Queue, SpatialDims};

/// Work-items of a work-group.
const GROUP: usize = 256;

/// Work to be timed.
pub(crate) type Work = Box<dyn FnMut() -> Result<(), String>>;

/// A device with a queue, whose commands run in order.
pub(crate) struct Raw {
    queue: Queue,
    /// Its memory is the host's.
    shares_memory: bool,
    /// Work-groups of a launch whose work-items loop.
    groups: usize,
}

/// An error of OpenCL as text.
fn failed(error: impl std::fmt::Display) -> String {
    format!("OpenCL: {error}")
}

impl Raw {
    /// Of the devices with this name, the one with that number.
    pub(crate) fn new(name: &str, number: usize) -> Result<Self, String> {
        let mut named = Vec::new();
        for platform in Platform::list() {
            for device in Device::list_all(platform).map_err(failed)? {
                if device.name().map_err(failed)?.trim() == name.trim() {
                    named.push((platform, device));
                }
            }
        }
        let &(platform, device) = named.get(number).ok_or_else(|| format!("OpenCL has no `{name}`"))?;
        let context = Context::builder().platform(platform).devices(device).build().map_err(failed)?;
        let queue = Queue::new(&context, device, None).map_err(failed)?;
        let cpu = match device.info(DeviceInfo::Type).map_err(failed)? {
            DeviceInfoResult::Type(kind) => kind.contains(DeviceType::CPU),
            _ => false,
        };
        let units = match device.info(DeviceInfo::MaxComputeUnits).map_err(failed)? {
            DeviceInfoResult::MaxComputeUnits(units) => units as usize,
            _ => 1,
        };
        Ok(Self { queue, shares_memory: cpu, groups: units * if cpu { 2 } else { 16 } })
    }

    fn program(&self, source: &str) -> Result<Program, String> {
        let device = self.queue.device();
        Program::builder().src(source).devices(device).build(&self.queue.context()).map_err(failed)
    }

    /// A kernel without its arguments yet. Where `local` is none, the driver chooses the work-groups.
    fn kernel<'b>(
        &self,
        program: &'b Program,
        name: &'static str,
        global: impl Into<SpatialDims>,
        local: Option<usize>,
    ) -> KernelBuilder<'b> {
        let mut kernel = Kernel::builder();
        kernel.program(program).name(name).queue(self.queue.clone()).global_work_size(global);
        if let Some(local) = local {
            kernel.local_work_size(local);
        }
        kernel
    }

    fn buffer<T: OclPrm>(&self, len: usize) -> Result<Buffer<T>, String> {
        Buffer::builder().queue(self.queue.clone()).len(len).build().map_err(failed)
    }

    /// A buffer that starts as `data`.
    fn filled<T: OclPrm>(&self, data: &[T]) -> Result<Buffer<T>, String> {
        let buffer = self.buffer(data.len())?;
        buffer.write(data).enq().map_err(failed)?;
        Ok(buffer)
    }

    /// The host's memory itself, as a buffer of a device that shares it.
    ///
    /// # Safety
    /// The buffer is gone before `data` is moved or dropped, and the host leaves `data` alone while a kernel runs.
    unsafe fn shared<T: OclPrm>(&self, data: &[T]) -> Result<Buffer<T>, String> {
        let builder = Buffer::builder().queue(self.queue.clone()).len(data.len()).flags(MemFlags::READ_WRITE);
        // SAFETY: as the caller has promised.
        unsafe { builder.use_host_slice(data) }.build().map_err(failed)
    }
}

/// Launches a kernel and waits for it.
fn launch(kernel: &Kernel, queue: &Queue) -> Result<(), String> {
    // SAFETY: every kernel of this file is launched on buffers that have an element for each of its work-items.
    unsafe { kernel.enq() }.map_err(failed)?;
    queue.finish().map_err(failed)
}

/// Launches it as it is, every time.
fn launcher(raw: &Raw, kernel: Kernel) -> Work {
    let queue = raw.queue.clone();
    Box::new(move || launch(&kernel, &queue))
}

/// Pi by that many steps.
pub(crate) fn pi(raw: &Raw, steps: usize) -> Result<impl FnMut() -> Result<f64, String> + use<>, String> {
    let program = raw.program(include_str!("../../kernels/pi.cl"))?;
    let sums: Buffer<f64> = raw.buffer(raw.groups)?;
    let step = 1.0 / steps as f64;
    let mut kernel = raw.kernel(&program, "pi", raw.groups * GROUP, Some(GROUP));
    let kernel = kernel.arg(steps as u64).arg(step).arg(&sums).build().map_err(failed)?;
    let (mut found, queue) = (vec![0.0; raw.groups], raw.queue.clone());
    Ok(move || {
        launch(&kernel, &queue)?;
        sums.read(&mut found).enq().map_err(failed)?;
        Ok(step * found.iter().sum::<f64>())
    })
}

/// A kernel that does nothing.
pub(crate) fn empty(raw: &Raw) -> Result<Work, String> {
    let program = raw.program(include_str!("../../kernels/bench.cl"))?;
    let kernel = raw.kernel(&program, "empty", GROUP, Some(GROUP)).build().map_err(failed)?;
    Ok(launcher(raw, kernel))
}

/// `a = b + factor c` on vectors that are on the device.
pub(crate) fn triad(raw: &Raw, b: &[f64], c: &[f64], factor: f64) -> Result<Work, String> {
    let program = raw.program(include_str!("../../kernels/bench.cl"))?;
    let a: Buffer<f64> = raw.buffer(b.len())?;
    let (b, c) = (raw.filled(b)?, raw.filled(c)?);
    let mut kernel = raw.kernel(&program, "triad", b.len(), Some(GROUP));
    let kernel = kernel.arg(&a).arg(&b).arg(&c).arg(factor).build().map_err(failed)?;
    Ok(launcher(raw, kernel))
}

/// `c[i] = a[from[i]]` on vectors that are on the device.
pub(crate) fn gather(raw: &Raw, a: &[f32], from: &[u32]) -> Result<Work, String> {
    let program = raw.program(include_str!("../../kernels/bench.cl"))?;
    let c: Buffer<f32> = raw.buffer(from.len())?;
    let (a, from) = (raw.filled(a)?, raw.filled(from)?);
    let mut kernel = raw.kernel(&program, "gather", from.len(), Some(GROUP));
    let kernel = kernel.arg(&a).arg(&from).arg(&c).build().map_err(failed)?;
    Ok(launcher(raw, kernel))
}

/// A sweep over the inner points of a grid that is on the device.
pub(crate) fn relax(raw: &Raw, old: &[f64], width: usize) -> Result<Work, String> {
    let program = raw.program(include_str!("../../kernels/bench.cl"))?;
    let (height, new) = (old.len() / width, raw.filled(old)?);
    let old = raw.filled(old)?;
    let mut kernel = raw.kernel(&program, "relax", (width - 2, height - 2), None);
    let kernel = kernel.arg(&old).arg(&new).arg(width as u64).build().map_err(failed)?;
    Ok(launcher(raw, kernel))
}

/// What comes from the host, a launch, and what goes back: by copies, or in place where device and host share memory.
pub(crate) struct Vadd {
    queue: Queue,
    kernel: Kernel,
    /// `a`, `b` and `c` on the device.
    buffers: [Buffer<f32>; 3],
    copies: bool,
}

impl Vadd {
    /// # Safety
    /// This is dropped before the vectors, and the host leaves them alone while [`Vadd::run`] runs.
    pub(crate) unsafe fn new(raw: &Raw, a: &[f32], b: &[f32], c: &mut [f32]) -> Result<Self, String> {
        let program = raw.program(include_str!("../../kernels/vadd.cl"))?;
        let buffers = if raw.shares_memory {
            // SAFETY: as the caller has promised.
            unsafe { [raw.shared(a)?, raw.shared(b)?, raw.shared(c)?] }
        } else {
            [raw.buffer(a.len())?, raw.buffer(a.len())?, raw.buffer(a.len())?]
        };
        let mut kernel = raw.kernel(&program, "vadd", a.len().next_multiple_of(GROUP), Some(GROUP));
        kernel.arg(&buffers[0]).arg(&buffers[1]).arg(&buffers[2]).arg(a.len() as u64);
        let kernel = kernel.build().map_err(failed)?;
        Ok(Self { queue: raw.queue.clone(), kernel, buffers, copies: !raw.shares_memory })
    }

    pub(crate) fn run(&self, a: &[f32], b: &[f32], c: &mut [f32]) -> Result<(), String> {
        if self.copies {
            self.buffers[0].write(a).enq().map_err(failed)?;
            self.buffers[1].write(b).enq().map_err(failed)?;
        }
        launch(&self.kernel, &self.queue)?;
        if self.copies {
            self.buffers[2].read(c).enq().map_err(failed)?;
        }
        Ok(())
    }
}

/// The mask of the pixels inside a polygon, whose corners come as x, y, x, y, ...
pub(crate) fn polygon(
    raw: &Raw,
    corners: Vec<f64>,
    size: usize,
) -> Result<impl FnMut(&mut [u8]) -> Result<(), String> + use<>, String> {
    let program = raw.program(include_str!("../../kernels/inside_polygon.cl"))?;
    let outline: Buffer<f64> = raw.buffer(corners.len())?;
    let mask: Buffer<u8> = raw.buffer(size * size)?;
    let mut kernel = raw.kernel(&program, "inside_polygon", (size, size), None);
    kernel.arg(&outline).arg(corners.len() as u64 / 2).arg(&mask).arg(size as u64);
    let (kernel, queue) = (kernel.build().map_err(failed)?, raw.queue.clone());
    Ok(move |out: &mut [u8]| {
        outline.write(&corners).enq().map_err(failed)?;
        launch(&kernel, &queue)?;
        mask.read(out).enq().map_err(failed)
    })
}
