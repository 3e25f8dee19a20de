//! One sample: a process, or several at once, so that no runtime's waiting threads are left beside the next peer and no
//! two OpenMP libraries meet.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::case::Sample;
use crate::machine::usable_cpus;

/// A process that runs for longer than this is ended, and its peer is left out.
const LIMIT: Duration = Duration::from_mins(2);

/// Who computes a case.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) name: String,
    /// The name of the case there.
    pub(crate) variant: &'static str,
    pub(crate) program: Program,
}

#[derive(Clone)]
pub(crate) enum Program {
    /// This very program, as its own worker.
    Rust(&'static str),
    C(PathBuf),
}

/// How processes are started.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) threads: usize,
    pub(crate) size: usize,
    pub(crate) pin: bool,
    /// How many of one peer's processes run at once.
    pub(crate) programs: usize,
}

impl Setting {
    /// More threads than usable CPUs.
    pub(crate) fn oversubscribed(self) -> bool {
        self.threads * self.programs > usable_cpus()
    }

    /// What there is beside the team's size.
    pub(crate) fn about(self) -> String {
        let Self { threads, programs, .. } = self;
        let each = if programs > 1 { format!("{programs} programs of ") } else { String::new() };
        let cpus = usable_cpus();
        let over =
            if self.oversubscribed() { format!(", oversubscribed: {cpus} CPUs") } else { String::new() };
        format!("{each}{threads} threads{over}")
    }
}

impl Peer {
    fn command(&self, setting: Setting) -> Result<Command, String> {
        let mut command = match &self.program {
            Program::C(binary) => Command::new(binary),
            Program::Rust(peer) => {
                let this = std::env::current_exe().map_err(|error| error.to_string())?;
                let mut command = Command::new(this);
                command.args(["--worker", peer]);
                command
            }
        };
        let threads = setting.threads.to_string();
        command.args([self.variant, &threads, &setting.size.to_string()]);
        command.envs([("OMP_NUM_THREADS", &*threads), ("RAYON_NUM_THREADS", &*threads)]);
        command.env("OMP_DYNAMIC", "false");
        if setting.pin {
            command.envs([("OMP_PROC_BIND", "close"), ("OMP_PLACES", "cores")]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }

    /// Of several programs at once, the mean.
    pub(crate) fn sample(&self, setting: Setting) -> Result<Sample, String> {
        let mut children = Vec::new();
        for _ in 0..setting.programs {
            let child = self.command(setting)?.spawn();
            children.push(child.map_err(|error| error.to_string())?);
        }
        // All are waited for, whatever one of them says.
        let samples: Vec<_> = children.into_iter().map(finish).collect();
        let samples = samples.into_iter().collect::<Result<Vec<_>, _>>()?;
        let seconds = samples.iter().map(|sample| sample.seconds).sum::<f64>() / samples.len() as f64;
        Ok(Sample { seconds, value: samples[0].value })
    }
}

fn finish(mut child: Child) -> Result<Sample, String> {
    let mut output = child.stdout.take().expect("the output is piped");
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut text = String::new();
        // What could not be read is no sample, which is found out below.
        let _ = output.read_to_string(&mut text);
        let _ = sender.send(text);
    });
    let said = receiver.recv_timeout(LIMIT);
    if said.is_err() {
        child.kill().map_err(|error| error.to_string())?;
    }
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    reader.join().map_err(|_| "the reader has panicked")?;
    let Ok(text) = said else {
        return Err(format!("ended after {} s", LIMIT.as_secs()));
    };
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {}", output.status, errors.lines().next().unwrap_or("it says nothing")));
    }
    parse(&text)
}

fn parse(line: &str) -> Result<Sample, String> {
    let mut numbers = line.split_whitespace().map(str::parse);
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(Ok(seconds)), Some(Ok(value)), None) => Ok(Sample { seconds, value }),
        _ => Err(format!("expected seconds and a value, found `{}`", line.trim())),
    }
}
