//! The threads that units of work run on.

use std::{future::Future, thread::available_parallelism};

use tokio::runtime::{Builder, Handle, Runtime};

use super::error::OpenError;

/// The least number of threads of the database runtime. SQLite works on threads of its own; these
/// only hand over.
const MIN_THREADS: usize = 2;

/// A multi-thread runtime of its own for units of work: what was begun on it is finished, whatever
/// happens to the request that is waiting.
///
/// Connections to servers are opened and used here alone: a socket belongs to the runtime on which
/// it was opened. On a busy worker it would stall everybody who works with it, and it would die
/// with the worker.
pub(crate) struct DatabaseRuntime {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl DatabaseRuntime {
    pub(super) fn start() -> Result<Self, OpenError> {
        let threads = available_parallelism().map_or(MIN_THREADS, usize::from);
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads.max(MIN_THREADS))
            .thread_name("nevr-database")
            .enable_all()
            .build()
            .map_err(OpenError::Runtime)?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Does what belongs to opening connections on this runtime.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, OpenError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, OpenError>> + Send + 'static,
    {
        let opened = self.handle.spawn(work).await;
        opened.unwrap_or(Err(OpenError::Connect(sqlx::Error::WorkerCrashed)))
    }
}

impl Drop for DatabaseRuntime {
    fn drop(&mut self) {
        // A plain drop would block, which tokio forbids inside async code.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
