//! The OpenCL devices that target loops can run on, and what to install where there is none.
//!
//! Look at the first column: it is what `device(n)`, `omp_set_default_device` and `OMP_DEFAULT_DEVICE` take. The
//! program is built without OpenCL and finds a driver when it runs.

use ferromp::Device;
use ferromp::prelude::*;

const INSTALL: &str = "\
No OpenCL device was found. Target loops run on the host's threads, with the same results.

To have one, install a driver; no program needs to be built again:
  any CPU      PoCL                  Debian, Ubuntu: apt install pocl-opencl-icd
                                     Fedora: dnf install pocl
  NVIDIA GPU   NVIDIA's driver       it brings OpenCL
  AMD GPU      ROCm's OpenCL         Debian, Ubuntu: apt install rocm-opencl-icd or mesa-opencl-icd
  Intel GPU    Intel's runtime       Debian, Ubuntu: apt install intel-opencl-icd
  the loader   libOpenCL.so.1        Debian, Ubuntu: apt install ocl-icd-libopencl1
Where a driver is installed, `clinfo -l` shows whether the loader finds it.";

/// A column's title, and what it says of a device.
type Column = (&'static str, fn(usize, &Device) -> String);

const COLUMNS: [Column; 8] = [
    ("n", |n, _| if n == omp_get_default_device() { format!("{n} *") } else { n.to_string() }),
    ("kind", |_, device| device.kind().to_string()),
    ("name", |_, device| device.name().to_owned()),
    ("vendor", |_, device| device.vendor().to_owned()),
    ("units", |_, device| device.compute_units().to_string()),
    ("memory", |_, device| format!("{:.1} GiB", device.memory() as f64 / f64::from(1 << 30))),
    ("f64", |_, device| if device.fp64() { "yes" } else { "no" }.to_owned()),
    ("version", |_, device| device.version().to_owned()),
];

fn main() {
    let devices = ferromp::devices();
    if devices.is_empty() {
        let hidden =
            std::env::var("OMP_TARGET_OFFLOAD").is_ok_and(|value| value.eq_ignore_ascii_case("disabled"));
        println!("{}", if hidden { "OMP_TARGET_OFFLOAD=DISABLED hides all devices" } else { INSTALL });
        return;
    }
    let mut rows = vec![COLUMNS.map(|(title, _)| title.to_owned())];
    for (n, device) in devices.iter().enumerate() {
        rows.push(COLUMNS.map(|(_, cell)| cell(n, device)));
    }
    let widths: [usize; COLUMNS.len()] =
        std::array::from_fn(|c| rows.iter().map(|row| row[c].chars().count()).max().unwrap_or(0));
    for row in rows {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        println!("{}", cells.join("  ").trim_end());
    }
    println!("\n* the default device");
}
