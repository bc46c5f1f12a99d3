//! Running code of plugins where it can hold up nobody but itself.

use std::{future::Future, time::Duration};

use tokio::{runtime::Handle, sync::oneshot, time::timeout};
use tracing::{Instrument, Span};

use super::task_context::TaskContext;

/// Why code that ran apart gave no outcome.
pub(crate) enum Interrupted {
    /// It panicked.
    Panicked,
    /// It took longer than it may.
    TimedOut(Duration),
}

/// Runs `work` on a thread of its own and waits for it, `limit` at most.
///
/// On a thread of the runtime, code that blocks instead of awaiting could not be timed out, and two
/// such would stop every unit of work. Work that is given up is dropped where it awaits next; until
/// then it costs its thread.
pub(crate) async fn run_isolated<T, F>(
    runtime: &Handle,
    context: TaskContext,
    limit: Duration,
    work: impl FnOnce() -> F + Send + 'static,
) -> Result<T, Interrupted>
where
    T: Send + 'static,
    F: Future<Output = T>,
{
    // Dropped with this future: whoever waits no longer has given up.
    let (_waiting, given_up) = oneshot::channel::<()>();
    let (thread, span) = (runtime.clone(), Span::current());
    let running = runtime.spawn_blocking(move || {
        let work = async {
            tokio::select! {
                biased;
                _ = given_up => None,
                outcome = async { work().await } => Some(outcome),
            }
        };
        thread.block_on(context.run(work.instrument(span)))
    });
    match timeout(limit, running).await {
        Ok(Ok(Some(outcome))) => Ok(outcome),
        Ok(Err(_panic)) => Err(Interrupted::Panicked),
        Ok(Ok(None)) | Err(_) => Err(Interrupted::TimedOut(limit)),
    }
}
