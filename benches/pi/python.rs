//! PyOMP: `benches/python/pi.py` in one process, since compiling takes seconds; its threads sleep between runs.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::peer::{Peer, Sample, parse_sample};

struct Python {
    child: Child,
    /// Closed on drop, which ends the program.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// Starts the program, or says what the machine lacks.
pub(crate) fn peer(python: &str) -> Result<Box<dyn Peer>, String> {
    let check = Command::new(python).args(["-c", "import numba.openmp"]).output();
    match check {
        Err(error) => return Err(format!("PyOMP ({python}: {error})")),
        Ok(output) if !output.status.success() => {
            return Err(format!("PyOMP (`{python} -m pip install pyomp`)"));
        }
        Ok(_) => {}
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/python/pi.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("PyOMP ({error})"))?;
    let input = child.stdin.take();
    let output = BufReader::new(child.stdout.take().expect("the output is piped"));
    Ok(Box::new(Python { child, input, output }))
}

impl Peer for Python {
    fn name(&self) -> &'static str {
        "PyOMP"
    }

    fn run(&mut self, threads: usize, steps: usize) -> Result<Sample, String> {
        let failed = |error: std::io::Error| format!("PyOMP: {error}");
        let input = self.input.as_mut().expect("open until the drop");
        writeln!(input, "{threads} {steps}").map_err(failed)?;
        let mut line = String::new();
        self.output.read_line(&mut line).map_err(failed)?;
        parse_sample(&line)
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        drop(self.input.take());
        // Only to leave no zombie: the result would change nothing.
        let _ = self.child.wait();
    }
}
