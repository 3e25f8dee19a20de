//! `FERROMP_DUMP_CL=dir`: the OpenCL C of every program that is built, to be read.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use super::Launch;

/// Where to write, if the environment says so.
fn folder() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOLDER.get_or_init(|| env::var_os("FERROMP_DUMP_CL").map(PathBuf::from)).as_deref()
}

/// Writes the source, if it is asked for. A folder that cannot be written to costs a warning, once.
pub(super) fn dump(launch: &Launch<'_>, source: &str) {
    static WARNED: OnceLock<()> = OnceLock::new();
    let Some(folder) = folder() else { return };
    if let Err(error) = write(folder, launch, source) {
        WARNED.get_or_init(|| {
            eprintln!("ferromp: FERROMP_DUMP_CL={}: cannot write there: {error}", folder.display());
        });
    }
}

/// `function_line.cl`; a further translation of the same region, for other types or with other proofs, gets a number.
fn write(folder: &Path, launch: &Launch<'_>, source: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let stem = format!("{}_{}", launch.region.function, launch.region.line);
    for number in 1.. {
        let name = if number == 1 { format!("{stem}.cl") } else { format!("{stem}_{number}.cl") };
        let path = folder.join(name);
        match fs::read_to_string(&path) {
            Ok(there) if there == source => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return fs::write(path, source),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
