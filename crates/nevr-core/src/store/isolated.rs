//! Runs the code of plugins on threads of its own, where it blocks nothing else.

use std::{future::Future, time::Duration};

use tokio::{runtime::Handle, sync::oneshot, time::timeout};
use tracing::{Instrument, Span};

use super::task_context::TaskContext;

/// Why isolated code has no outcome.
pub(crate) enum Interrupted {
    /// It panicked.
    Panicked,
    /// It exceeded its time limit.
    TimedOut(Duration),
}

/// Runs `work` on a thread of its own and waits for it, for at most `limit`.
///
/// On a thread of the runtime, code that blocks instead of awaiting could not be timed out, and a
/// few such hooks would stop every unit of work. Work that exceeds the limit is dropped where it
/// awaits next; until then it occupies its thread.
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
    // Dropped together with this future, which tells the work that its caller has stopped waiting.
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
