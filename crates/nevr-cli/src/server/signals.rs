//! Being told to stop.

use std::{io, process};

use actix_web::rt;
use tokio::sync::oneshot;

use crate::failure::Explain;

/// The program could not ask the operating system for its signals.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen for the signals of the operating system: {0}")]
pub(super) struct SignalError(io::Error);

impl Explain for SignalError {}

/// What a shell says of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Whether somebody has said to stop.
pub(super) struct StopSignal(oneshot::Receiver<()>);

impl StopSignal {
    /// Listens from now on. A second signal ends the process at once.
    pub(super) fn listen() -> Result<Self, SignalError> {
        let mut signals = Signals::listen()?;
        let (tell, told) = oneshot::channel();
        rt::spawn(async move {
            if let Err(error) = signals.next().await {
                tracing::error!(%error, "cannot listen for signals any more");
                // Kept, as dropping it would tell to stop.
                return std::future::pending().await;
            }
            tracing::info!("stopping: accepted requests are answered first");
            if tell.send(()).is_err() {
                tracing::debug!("the server has ended already");
            }
            if signals.next().await.is_ok() {
                process::exit(INTERRUPTED);
            }
        });
        Ok(Self(told))
    }

    /// Waits until somebody says so.
    pub(super) async fn received(&mut self) {
        // It is not dropped before it has told.
        drop((&mut self.0).await);
    }
}

/// Listens for what tells a server to stop: SIGTERM and SIGINT (Ctrl-C).
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    /// Listens from now on: no signal after this ends the process by itself.
    #[cfg(unix)]
    fn listen() -> Result<Self, SignalError> {
        use tokio::signal::unix::{SignalKind, signal};
        let on = |kind: SignalKind| signal(kind).map_err(SignalError);
        Ok(Self {
            terminate: on(SignalKind::terminate())?,
            interrupt: on(SignalKind::interrupt())?,
        })
    }

    /// Waits for the next one.
    #[cfg(unix)]
    async fn next(&mut self) -> io::Result<()> {
        tokio::select! {
            _ = self.terminate.recv() => Ok(()),
            _ = self.interrupt.recv() => Ok(()),
        }
    }

    /// Listens from now on.
    #[cfg(not(unix))]
    fn listen() -> Result<Self, SignalError> {
        Ok(Self {})
    }

    /// Waits for the next one.
    #[cfg(not(unix))]
    async fn next(&mut self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
