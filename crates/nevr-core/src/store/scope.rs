//! Where code runs, as far as the store cares.

use std::future::Future;

tokio::task_local! {
    static SCOPE: Scope;
}

/// What the code at hand belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A unit of work. One begun inside another is an error instead of a deadlock: there is one
    /// writer.
    Unit,
    /// A hook after a commit. It belongs to what was begun: a store that is being closed still
    /// serves it.
    Committed,
}

impl Scope {
    pub(crate) fn current() -> Option<Self> {
        SCOPE.try_with(|scope| *scope).ok()
    }

    pub(crate) fn run<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        SCOPE.scope(self, work)
    }
}
