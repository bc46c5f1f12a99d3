//! The signals that stop a server: SIGTERM, SIGINT (Ctrl-C), and SIGHUP, which a terminal sends when
//! it is closed.

use std::{io, process};

use actix_web::rt;
use tokio::sync::oneshot;

use crate::failure::Explain;

/// The program could not ask the operating system for its signals.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen for the signals of the operating system: {0}")]
pub(super) struct SignalError(io::Error);

impl Explain for SignalError {}

/// The exit code that shells use for a program that SIGINT ended.
const INTERRUPTED: i32 = 130;

/// The first signal to stop, which may not have arrived yet.
pub(super) struct StopSignal(oneshot::Receiver<()>);

impl StopSignal {
    /// Starts to listen. A second SIGTERM or SIGINT ends the process at once.
    pub(super) fn listen() -> Result<Self, SignalError> {
        let mut signals = Signals::listen()?;
        let (sender, receiver) = oneshot::channel();
        rt::spawn(async move {
            if let Err(error) = signals.first().await {
                tracing::error!(%error, "cannot listen for signals any more");
                // Dropping the sender would look like a signal: keep it forever.
                return std::future::pending().await;
            }
            tracing::info!("stopping: accepted requests are answered first");
            if sender.send(()).is_err() {
                tracing::debug!("the server has ended already");
            }
            if signals.next().await.is_ok() {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "the second signal asks to stop at once, requests or not"
                )]
                process::exit(INTERRUPTED);
            }
        });
        Ok(Self(receiver))
    }

    /// Waits until the first signal arrives.
    pub(super) async fn received(&mut self) {
        // Cannot be an error: the sender is not dropped before it has sent.
        drop((&mut self.0).await);
    }
}

/// A listener for the signals.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    /// `None` if the process was started to outlive its terminal.
    #[cfg(unix)]
    hang_up: Option<tokio::signal::unix::Signal>,
}

impl Signals {
    /// Starts to listen. From now on, none of the signals ends the process.
    #[cfg(unix)]
    fn listen() -> Result<Self, SignalError> {
        use tokio::signal::unix::{SignalKind, signal};
        let on = |kind: SignalKind| signal(kind).map_err(SignalError);
        Ok(Self {
            terminate: on(SignalKind::terminate())?,
            interrupt: on(SignalKind::interrupt())?,
            hang_up: if ignores_hang_up() { None } else { Some(on(SignalKind::hangup())?) },
        })
    }

    /// Waits for the first signal.
    #[cfg(unix)]
    async fn first(&mut self) -> io::Result<()> {
        // Taken, because the shell and the kernel both send one when a terminal is closed, and the
        // second one asks for no haste.
        let mut hang_up = self.hang_up.take();
        let closed = async {
            match &mut hang_up {
                Some(signal) => signal.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            outcome = self.next() => outcome,
            _ = closed => Ok(()),
        }
    }

    /// Waits for the next SIGTERM or SIGINT.
    #[cfg(unix)]
    async fn next(&mut self) -> io::Result<()> {
        tokio::select! {
            _ = self.terminate.recv() => Ok(()),
            _ = self.interrupt.recv() => Ok(()),
        }
    }

    /// Starts to listen.
    #[cfg(not(unix))]
    fn listen() -> Result<Self, SignalError> {
        Ok(Self {})
    }

    /// Waits for the first signal.
    #[cfg(not(unix))]
    async fn first(&mut self) -> io::Result<()> {
        self.next().await
    }

    /// Waits for the next signal.
    #[cfg(not(unix))]
    async fn next(&mut self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}

/// Returns whether the process ignores SIGHUP, as one that was started by `nohup` does: it was asked
/// to keep running without a terminal. Only Linux tells.
#[cfg(unix)]
fn ignores_hang_up() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let bits = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    // The lowest bit is signal 1, which is SIGHUP.
    bits.is_some_and(|bits| bits & 1 == 1)
}
