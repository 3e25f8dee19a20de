//! Finds the system's OpenCL library when it is first needed, and the functions in it.
//!
//! A binary that calls OpenCL through another crate alone, in a package that depends on this one, is linked to the empty
//! archive of our build script but not to this crate: it says `use ferromp as _;`.

use std::{
    env,
    ffi::{CStr, OsString, c_void},
    sync::OnceLock,
};

use libloading::Library;

/// What `clGetPlatformIDs` answers when there is no driver, and every function when there is no library.
pub(super) const PLATFORM_NOT_FOUND: i32 = -1001;
/// What a function answers that the library does not have: it is older than the function.
const INVALID_OPERATION: i32 = -59;

/// Names the library to load in place of the system's: for tests, and for drivers without a loader.
const VARIABLE: &str = "FERROMP_OPENCL_LIBRARY";

#[cfg(windows)]
const NAMES: &[&str] = &["OpenCL.dll"];
#[cfg(not(windows))]
const NAMES: &[&str] = &["libOpenCL.so.1", "libOpenCL.so"];

/// The library, or why it could not be loaded. It stays loaded: drivers leave threads behind.
pub(super) fn library() -> Result<&'static Library, &'static str> {
    static LIBRARY: OnceLock<Result<Library, String>> = OnceLock::new();
    LIBRARY.get_or_init(open).as_ref().map_err(String::as_str)
}

fn open() -> Result<Library, String> {
    let named = env::var_os(VARIABLE).map(|name| vec![name]);
    let names = named.unwrap_or_else(|| NAMES.iter().map(OsString::from).collect());
    let mut reasons = Vec::new();
    for name in names {
        // SAFETY: loading runs the library's initialisers. It is the one that the system, or the user by an environment
        // variable, names as its OpenCL: linking to it as other programs do would run the same ones.
        match unsafe { Library::new(&name) } {
            Ok(library) => return Ok(library),
            Err(error) => reasons.push(error.to_string()),
        }
    }
    Err(reasons.join("; "))
}

/// Where one function of the library is, once it has been looked for.
pub(super) struct Slot(OnceLock<Result<Address, i32>>);

#[derive(Clone, Copy)]
struct Address(*const c_void);
// SAFETY: the address of a function of a library that is never unloaded means the same on every thread.
unsafe impl Send for Address {}
// SAFETY: as above.
unsafe impl Sync for Address {}

impl Slot {
    pub(super) const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The address of function `name`, or the error code in its place. `own` is the caller, which is of the same name:
    /// where a linker lets the library see it, it must not be mistaken for the library's.
    pub(super) fn get(&self, name: &CStr, own: *const c_void) -> Result<*const c_void, i32> {
        let found = self.0.get_or_init(|| {
            let library = library().map_err(|_| PLATFORM_NOT_FOUND)?;
            // SAFETY: the symbol is only taken as an address; who calls it knows its type.
            let symbol = unsafe { library.get::<*const c_void>(name.to_bytes_with_nul()) };
            let address = symbol.map_err(|_| INVALID_OPERATION)?;
            if address.is_null() || *address == own { Err(INVALID_OPERATION) } else { Ok(Address(*address)) }
        });
        found.map(|address| address.0)
    }
}
