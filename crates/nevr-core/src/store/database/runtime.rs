//! The runtime that units of work run on.

use std::{future::Future, thread::available_parallelism};

use tokio::runtime::{Builder, Handle, Runtime};

use super::error::OpenError;

/// The least number of threads of the database runtime. They have little to do: SQLite's statements
/// run on threads of their own, and servers are waited for asynchronously.
const MIN_THREADS: usize = 2;

/// A multi-thread runtime for units of work, which are finished on it whatever happens to the
/// request that waits for them.
///
/// Connections to servers are opened and used on it alone, because a socket belongs to the runtime
/// on which it was opened: opened on a busy actix worker, it would stall all who use it, and it
/// would end with the worker.
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

    /// Opens connections on this runtime: runs `work` there and waits for it.
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
