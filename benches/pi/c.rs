//! C OpenMP: `benches/c/pi.c`, built by whichever compilers are there, one process a run, so that no runtime's waiting
//! threads are left beside the next peer.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::peer::{Peer, Sample, parse_sample};

const FLAGS: [&str; 3] = ["-O3", "-march=native", "-fopenmp"];

struct Program {
    name: String,
    binary: PathBuf,
    variant: &'static str,
}

/// The plain and the `simd` reduction by each compiler, or why there is none.
pub(crate) fn peers() -> Vec<Result<Box<dyn Peer>, String>> {
    ["gcc", "clang"].into_iter().flat_map(compiled).collect()
}

fn compiled(compiler: &str) -> Vec<Result<Box<dyn Peer>, String>> {
    match compile(compiler) {
        Err(missing) => vec![Err(missing)],
        Ok(binary) => ["plain", "simd"]
            .into_iter()
            .map(|variant| {
                let (name, binary) = (format!("{compiler}, {variant} reduction"), binary.clone());
                Ok(Box::new(Program { name, binary, variant }) as Box<dyn Peer>)
            })
            .collect(),
    }
}

fn compile(compiler: &str) -> Result<PathBuf, String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/c/pi.c");
    let binary = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("pi-{compiler}"));
    let output = Command::new(compiler).args(FLAGS).arg(source).arg("-o").arg(&binary).output();
    match output {
        Err(error) => Err(format!("{compiler} ({error})")),
        Ok(output) if output.status.success() => Ok(binary),
        Ok(output) => {
            let errors = String::from_utf8_lossy(&output.stderr);
            let first = errors.lines().find(|line| line.contains("error")).unwrap_or("it failed");
            Err(format!("{compiler} {} ({first})", FLAGS.join(" ")))
        }
    }
}

impl Peer for Program {
    fn name(&self) -> &str {
        &self.name
    }

    fn run(&mut self, threads: usize, steps: usize) -> Result<Sample, String> {
        let mut command = Command::new(&self.binary);
        command.args([self.variant, &threads.to_string(), &steps.to_string()]);
        let output = command.output().map_err(|error| format!("{}: {error}", self.name))?;
        if !output.status.success() {
            return Err(format!("{}: {}", self.name, String::from_utf8_lossy(&output.stderr)));
        }
        parse_sample(&String::from_utf8_lossy(&output.stdout))
    }
}
