//! What the running task belongs to, which decides whether it may use the store.

use std::future::Future;

tokio::task_local! {
    static CONTEXT: TaskContext;
}

/// What the running task belongs to; a task outside both kinds has no context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TaskContext {
    /// A unit of work. Beginning another inside it is an error: with one writer it would be a
    /// deadlock.
    UnitOfWork,
    /// A hook after a commit. A store that is being closed still serves it, because the unit of
    /// work that it follows had begun before.
    AfterCommit,
}

impl TaskContext {
    /// Returns the context of the running task.
    pub(crate) fn current() -> Option<Self> {
        CONTEXT.try_with(|context| *context).ok()
    }

    /// Runs `work` in this context.
    pub(crate) fn run<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        CONTEXT.scope(self, work)
    }
}
