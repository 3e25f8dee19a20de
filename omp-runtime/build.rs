//! Lets a program link where there is no `OpenCL` library: `cl-sys` asks for one by name, and gets an empty archive.
//! The entry points themselves are in `src/device/opencl/entries.rs`.

use std::{env, fs, path::PathBuf};

/// An archive without members, as `ar` writes it and as GNU's, LLVM's and Microsoft's linkers read it.
const EMPTY: &[u8] = b"!<arch>\n";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let of = |name: &str| env::var(name).unwrap_or_default();
    // macOS has OpenCL as a framework of the system, and `cl-sys` links that.
    if env::var_os("CARGO_FEATURE_OPENCL").is_none() || of("CARGO_CFG_TARGET_OS") == "macos" {
        return;
    }
    let file = if of("CARGO_CFG_TARGET_ENV") == "msvc" { "OpenCL.lib" } else { "libOpenCL.a" };
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(folder.join(file), EMPTY).expect("the build's own folder can be written");
    println!("cargo::rustc-link-search=native={}", folder.display());
}
