//! Where code runs, as far as the store cares.

use std::future::Future;

tokio::task_local! {
    static CONTEXT: TaskContext;
}

/// What the code at hand belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TaskContext {
    /// A unit of work. One begun inside another is an error instead of a deadlock: there is one
    /// writer.
    UnitOfWork,
    /// A hook after a commit. It belongs to what was begun: a store that is being closed still
    /// serves it.
    AfterCommit,
}

impl TaskContext {
    pub(crate) fn current() -> Option<Self> {
        CONTEXT.try_with(|context| *context).ok()
    }

    pub(crate) fn run<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        CONTEXT.scope(self, work)
    }
}
