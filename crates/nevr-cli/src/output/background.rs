//! A stream that a thread of its own writes to.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use crate::failure::Explain;

#[cfg(test)]
mod tests;

/// How much text may wait to be written, in bytes: some ten thousand lines of a log.
const LIMIT: usize = 4 * 1024 * 1024;

/// How long the thread waits for more text after the first line.
const GATHERING: Duration = Duration::from_millis(1);

/// How long the end of a command waits for the text that is not written yet.
const FLUSH_LIMIT: Duration = Duration::from_secs(2);

/// The thread that writes could not be started.
#[derive(Debug, thiserror::Error)]
#[error("cannot start the thread that writes the output: {0}")]
pub(crate) struct ThreadError(io::Error);

impl Explain for ThreadError {}

/// Returns the line, with its newline, that tells how many lines were lost.
pub(crate) type LossNotice = fn(u64) -> String;

/// Writes lines to a stream on a thread of its own.
///
/// Nothing that gives it a line ever waits or fails: a reader that is slow, stuck or gone costs lines
/// and no request. A line is lost if the stream refuses it, or if it arrives while
/// [`LIMIT`] bytes wait. Lost lines are counted, and reported as soon as the stream takes text again.
///
/// When it is dropped, what waits is still written, within [`FLUSH_LIMIT`].
pub(super) struct Background(Arc<Shared>);

/// Adds lines to a [`Background`] stream. Each call of `write` gives whole lines; none fails.
#[derive(Clone)]
pub(crate) struct LineWriter(Arc<Shared>);

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    /// Notified when text is added for which the thread waits, and when text has been written.
    changed: Condvar,
}

/// Whole lines that wait to be written.
#[derive(Default)]
struct Queue {
    text: Vec<u8>,
    /// The lines that were lost because the queue was full.
    lost: u64,
    /// Whether the thread is writing text that it has taken.
    is_writing: bool,
}

impl Background {
    /// Starts the thread that writes to `stream`.
    pub(super) fn start(
        stream: impl Write + Send + 'static,
        notice: LossNotice,
    ) -> Result<Self, ThreadError> {
        let shared = Arc::<Shared>::default();
        let worker = Worker { stream, notice, unreported: 0, is_within_line: false };
        let queue = shared.clone();
        thread::Builder::new()
            .name("nevr-output".to_owned())
            .spawn(move || worker.run(&queue))
            .map_err(ThreadError)?;
        Ok(Self(shared))
    }

    /// Returns a writer that adds lines to this stream.
    pub(super) fn writer(&self) -> LineWriter {
        LineWriter(self.0.clone())
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        let waiting = |queue: &mut Queue| queue.is_writing || !queue.text.is_empty();
        drop(self.0.changed.wait_timeout_while(self.0.lock(), FLUSH_LIMIT, waiting));
    }
}

impl Write for LineWriter {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        self.0.push(lines);
        Ok(lines.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, lines: &[u8]) {
        let mut queue = self.lock();
        if queue.text.len().saturating_add(lines.len()) > LIMIT {
            queue.lost = queue.lost.saturating_add(count(lines));
            return;
        }
        let is_awaited = queue.text.is_empty() && !queue.is_writing;
        queue.text.extend_from_slice(lines);
        if is_awaited {
            self.changed.notify_all();
        }
    }

    /// Waits for text, and takes all of it, with the number of lines that were lost after it.
    ///
    /// It waits a moment longer for more lines: on a busy server, to wake up for each line would cost
    /// as much as a small request.
    fn take(&self) -> (Vec<u8>, u64) {
        let mut queue = self.lock();
        queue.is_writing = false;
        self.changed.notify_all();
        let empty = |queue: &mut Queue| queue.text.is_empty();
        let queue = self.changed.wait_while(queue, empty).unwrap_or_else(PoisonError::into_inner);
        let gathered = self.changed.wait_timeout_while(queue, GATHERING, |_| true);
        let (mut queue, _) = gathered.unwrap_or_else(PoisonError::into_inner);
        queue.is_writing = true;
        (mem::take(&mut queue.text), mem::take(&mut queue.lost))
    }
}

/// The thread's own part: the stream, and what it has lost.
struct Worker<W> {
    stream: W,
    notice: LossNotice,
    /// The lost lines that no notice has told of yet.
    unreported: u64,
    /// Whether the stream took the beginning of a line and not its end.
    is_within_line: bool,
}

impl<W: Write> Worker<W> {
    /// Writes what comes, until the process ends.
    fn run(mut self, queue: &Shared) {
        loop {
            let (text, lost) = queue.take();
            let is_written = self.write(&text);
            self.lose(lost);
            if is_written {
                self.report();
            }
        }
    }

    fn lose(&mut self, lines: u64) {
        self.unreported = self.unreported.saturating_add(lines);
    }

    /// Writes whole lines, after the notice of those that were lost before. Returns `false`, and
    /// counts the lines that were not written, if the stream refuses them.
    fn write(&mut self, text: &[u8]) -> bool {
        if !self.report() {
            self.lose(count(text));
            return false;
        }
        let written = self.write_lines(text);
        self.lose(written.err().unwrap_or(0));
        written.is_ok()
    }

    /// Writes how many lines were lost, if any were. Returns `false` if the stream refuses it.
    fn report(&mut self) -> bool {
        if self.unreported > 0 {
            let notice = (self.notice)(self.unreported);
            if self.write_lines(notice.as_bytes()).is_err() {
                return false;
            }
            self.unreported = 0;
        }
        true
    }

    /// Writes whole lines. If the stream refuses them, returns how many were not written.
    fn write_lines(&mut self, text: &[u8]) -> Result<(), u64> {
        if self.is_within_line {
            self.write_all(b"\n").map_err(|_| count(text))?;
            self.is_within_line = false;
        }
        self.write_all(text).map_err(|written| {
            self.is_within_line = written > 0 && !text[..written].ends_with(b"\n");
            count(&text[written..])
        })
    }

    /// Writes text. If the stream refuses it, returns how many bytes were written before.
    fn write_all(&mut self, text: &[u8]) -> Result<(), usize> {
        let mut written = 0;
        while written < text.len() {
            match self.stream.write(&text[written..]) {
                Ok(0) => return Err(written),
                Ok(bytes) => written += bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Err(written),
            }
        }
        self.stream.flush().map_err(|_| written)
    }
}

/// Returns the number of lines that end in the text.
fn count(text: &[u8]) -> u64 {
    let ends = text.split(|byte| *byte == b'\n').count() - 1;
    u64::try_from(ends).unwrap_or(u64::MAX)
}
