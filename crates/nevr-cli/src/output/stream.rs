//! stdout and stderr, written to directly or in the background.

use std::{
    cell::OnceCell,
    io::{self, Write},
};

use super::background::{Background, LineWriter, LossNotice, ThreadError};

/// One of the two streams of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StreamName {
    Stdout,
    Stderr,
}

/// A stream, and how it is written to.
pub(super) struct Stream {
    name: StreamName,
    way: Way,
}

enum Way {
    /// By the caller, who waits for the reader. Holds the first error; nothing is written after it.
    Direct(OnceCell<io::Error>),
    /// By a thread, so that the caller never waits.
    Background(Background),
}

impl StreamName {
    /// Returns its name for messages.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
        }
    }

    fn write(self, text: &str) -> io::Result<()> {
        match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                // Without the flush, an error with the last line would go unnoticed.
                stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
            }
            Self::Stderr => io::stderr().lock().write_all(text.as_bytes()),
        }
    }
}

impl Stream {
    /// Creates a stream that is written to directly.
    pub(super) fn direct(name: StreamName) -> Self {
        Self { name, way: Way::Direct(OnceCell::new()) }
    }

    /// Returns which stream it is.
    pub(super) fn name(&self) -> StreamName {
        self.name
    }

    /// Lets a thread write from now on. Lines that the stream refuses are lost, and are no error.
    pub(super) fn move_to_background(&mut self, notice: LossNotice) -> Result<(), ThreadError> {
        self.way = Way::Background(match self.name {
            StreamName::Stdout => Background::start(io::stdout(), notice)?,
            StreamName::Stderr => Background::start(io::stderr(), notice)?,
        });
        Ok(())
    }

    /// Returns a writer of lines, if a thread writes.
    pub(super) fn line_writer(&self) -> Option<LineWriter> {
        match &self.way {
            Way::Direct(_) => None,
            Way::Background(background) => Some(background.writer()),
        }
    }

    /// Writes whole lines.
    pub(super) fn write(&self, text: &str) {
        match &self.way {
            Way::Direct(_) => self.attempt(|| self.name.write(text)),
            // Never an error.
            Way::Background(background) => drop(background.writer().write_all(text.as_bytes())),
        }
    }

    /// Lets something else write to the stream directly, and remembers its error.
    pub(super) fn attempt(&self, write: impl FnOnce() -> io::Result<()>) {
        if let Way::Direct(first_error) = &self.way
            && first_error.get().is_none()
            && let Err(error) = write()
        {
            // It was empty.
            drop(first_error.set(error));
        }
    }

    /// Returns the error because of which the output is incomplete. A reader that stops early
    /// (`nevr introspect | head`) does not count as an error.
    pub(super) fn error(&self) -> Option<&io::Error> {
        match &self.way {
            Way::Direct(first_error) => {
                first_error.get().filter(|error| error.kind() != io::ErrorKind::BrokenPipe)
            }
            Way::Background(_) => None,
        }
    }
}
