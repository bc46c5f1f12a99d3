//! Publishes committed events to their hooks.

use std::time::Duration;

use super::{
    handle::{CommittedHook, Store},
    isolated::{Interrupted, run_isolated},
    task_context::TaskContext,
    write_set::AnyEvent,
};

/// The time limit of a hook after a commit. Only a store that is being closed waits for the hook;
/// without a limit, that could wait for ever.
const COMMITTED_LIMIT: Duration = Duration::from_secs(30);

impl Store {
    /// Runs the hooks on committed events in the background, in order.
    pub(super) fn publish(&self, mut events: Vec<AnyEvent>) {
        events.retain(|event| !self.hooks.on_commit(event.ty).is_empty());
        if events.is_empty() {
            return;
        }
        let store = self.clone();
        self.shared.spawn(async move {
            for event in &events {
                for hook in store.hooks.on_commit(event.ty) {
                    store.call_hook(event, hook.clone()).await;
                }
            }
        });
    }

    async fn call_hook(&self, event: &AnyEvent, hook: CommittedHook) {
        let (payload, store) = (event.event.clone(), self.clone());
        let hook = move || hook(payload, store);
        let event = event.name;
        match run_isolated(self.shared.runtime(), TaskContext::AfterCommit, COMMITTED_LIMIT, hook)
            .await
        {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(event, %error, "a hook failed after the commit"),
            Err(Interrupted::Panicked) => {
                tracing::error!(event, "a hook panicked after the commit");
            }
            Err(Interrupted::TimedOut(limit)) => {
                tracing::error!(event, ?limit, "a hook took too long after the commit");
            }
        }
    }
}
