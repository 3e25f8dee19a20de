//! A word on the terminal when the device's compiler takes its time.

use std::{
    io::{IsTerminal, stderr},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

const TEXT: &str = "ferromp: compiling for the device; it may take some seconds";

/// Who is told, and when.
pub(super) struct Announcement<S> {
    /// Whether somebody is looking. A log has no use for it.
    terminal: bool,
    patience: Duration,
    say: S,
}

impl Announcement<fn(&str)> {
    /// On the terminal, after a second.
    pub(super) fn new() -> Self {
        let say: fn(&str) = |text| eprintln!("{text}");
        Self { terminal: stderr().is_terminal(), patience: Duration::from_secs(1), say }
    }
}

impl<S: FnOnce(&str) + Send + 'static> Announcement<S> {
    /// Runs a build, and says so meanwhile if it takes longer than the patience lasts.
    pub(super) fn during<T>(self, build: impl FnOnce() -> T) -> T {
        let Self { terminal, patience, say } = self;
        if !terminal {
            drop(say);
            return build();
        }
        let (done, wait) = mpsc::channel::<()>();
        let watch = move || {
            if wait.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                say(TEXT);
            }
        };
        // Without the thread there is no message, which is all it is for.
        let _ = thread::Builder::new().name("omp build".into()).spawn(watch);
        let result = build();
        drop(done);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An announcement that comes through the channel.
    fn heard(
        terminal: bool,
        patience: Duration,
    ) -> (Announcement<impl FnOnce(&str) + Send + 'static>, mpsc::Receiver<String>) {
        let (said, heard) = mpsc::channel();
        let say = move |text: &str| said.send(text.into()).expect("somebody listens");
        (Announcement { terminal, patience, say }, heard)
    }

    #[test]
    fn a_long_build_is_announced() {
        let (announcement, heard) = heard(true, Duration::ZERO);
        // The build takes as long as the message does.
        let text = announcement.during(|| heard.recv().expect("the message"));
        assert!(text.starts_with("ferromp: compiling"), "{text}");
        assert!(heard.recv().is_err(), "and once");
    }

    #[test]
    fn a_short_build_is_not() {
        let (announcement, heard) = heard(true, Duration::MAX);
        assert_eq!(announcement.during(|| 7), 7);
        // The watching thread ends, and with it the sender, without a word.
        assert!(heard.recv().is_err());
    }

    #[test]
    fn without_a_terminal_nothing_is_said_however_long_it_takes() {
        let (announcement, heard) = heard(false, Duration::ZERO);
        // The sender is gone before the build begins: otherwise this would wait for it for ever.
        announcement.during(|| assert!(heard.recv().is_err()));
    }

    #[test]
    fn users_have_a_second() {
        let announcement = Announcement::new();
        assert_eq!(announcement.patience, Duration::from_secs(1));
        assert_eq!(announcement.terminal, stderr().is_terminal());
    }
}
