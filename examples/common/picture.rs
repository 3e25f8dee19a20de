//! Pictures as PNG files, and a colour map.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

type Rgb = [u8; 3];

/// `--out`, the folder that pictures and tables go to.
#[derive(clap::Args)]
pub(crate) struct Out {
    /// Folder for the files this example writes; created when it does not exist
    #[arg(long, default_value = "out")]
    out: PathBuf,
}

impl Out {
    /// The path of `file` in the folder, which exists afterwards.
    pub(crate) fn file(&self, file: &str) -> io::Result<PathBuf> {
        let explain = |e: io::Error| io::Error::new(e.kind(), format!("{}: {e}", self.out.display()));
        fs::create_dir_all(&self.out).map_err(explain)?;
        Ok(self.out.join(file))
    }
}

/// Writes `width` x `height` pixels, row by row from the top, as `out/name`.
pub(crate) fn write_picture(
    out: &Out,
    name: &str,
    (width, height): (usize, usize),
    pixel: impl Fn(usize, usize) -> Rgb,
) {
    let mut bytes = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            bytes.extend_from_slice(&pixel(x, y));
        }
    }
    let path = out.file(name).unwrap_or_else(|e| panic!("cannot create {e}"));
    write_png(&path, (width, height), &bytes)
        .unwrap_or_else(|e| panic!("cannot write {}: {e}", path.display()));
    println!("  wrote {}", path.display());
}

/// Writes `bytes`, three to a pixel, as a PNG file.
pub(crate) fn write_png(
    path: &Path,
    (width, height): (usize, usize),
    bytes: &[u8],
) -> Result<(), png::EncodingError> {
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(bytes)?;
    writer.finish()
}

/// From cold to hot for `t` from 0 to 1, growing evenly in brightness so that it also reads in grey.
pub(crate) fn heat(t: f64) -> Rgb {
    const STOPS: [[f64; 3]; 6] = [
        [8.0, 6.0, 32.0],
        [72.0, 16.0, 108.0],
        [158.0, 40.0, 100.0],
        [226.0, 90.0, 50.0],
        [250.0, 170.0, 40.0],
        [252.0, 250.0, 190.0],
    ];
    let place = t.clamp(0.0, 1.0) * (STOPS.len() - 1) as f64;
    let below = (place as usize).min(STOPS.len() - 2);
    let share = place - below as f64;
    std::array::from_fn(|c| (STOPS[below][c] * (1.0 - share) + STOPS[below + 1][c] * share).round() as u8)
}
