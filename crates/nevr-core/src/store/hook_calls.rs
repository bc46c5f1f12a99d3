//! Calling hooks inside a transaction: within their time, their panics caught.

use std::{future::Future, time::Duration};

use futures_util::future::BoxFuture;
use nevr_schema::{Entity, Record};

use super::{
    entity_write::{Action, EntityWrite},
    error::{Refusal, StoreError},
    handle::{Answerer, AnyAnswer, Hook, HookResult, Tx},
    isolated::{Interrupted, run_isolated},
    task_context::TaskContext,
    write_set::{AnyEvent, WriteSet},
};

/// How long a hook in a transaction may take: it holds the one writer.
const HOOK_LIMIT: Duration = Duration::from_secs(1);
/// How much longer it may take on a server, where it may have to wait for rows that somebody else
/// is changing: long enough that the server finds a deadlock first, and its waiting is not taken
/// for slowness.
const LOCK_ALLOWANCE: Duration = Duration::from_secs(2);

impl Tx {
    /// Runs the hooks before one row is written.
    pub(super) async fn run_entity_hooks(
        &self,
        entity: &Entity,
        action: Action,
        old: Record,
        new: Record,
    ) -> Result<HookedRow, StoreError> {
        let mut row = EntityWrite { entity: entity.name.clone(), action, old, new };
        let mut added = Vec::new();
        for hook in self.hooks.on_entity(&entity.name, action) {
            let (changed, set) = self.call_hook(&entity.name, hook, row).await?;
            row = changed;
            added.extend(set);
        }
        Ok(HookedRow { row, added })
    }

    pub(super) async fn write_additions(
        &self,
        trigger: &str,
        added: Vec<WriteSet>,
    ) -> Result<(), StoreError> {
        for set in added {
            self.write_addition(trigger, set).await?;
        }
        Ok(())
    }

    /// Tells an event to its hooks, in start order.
    pub(super) fn run_event_hooks(&self, event: AnyEvent) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            for hook in self.hooks.on_event(event.ty) {
                let (_, added) = self.call_hook(event.name, hook, event.event.clone()).await?;
                if let Some(set) = added {
                    self.write_addition(event.name, set).await?;
                }
            }
            Ok(())
        })
    }

    /// Calls a hook; gives back what it was told of, and the set that it may have filled.
    pub(super) async fn call_hook<T: Send + 'static>(
        &self,
        trigger: &str,
        hook: &Hook<T>,
        subject: T,
    ) -> Result<(T, Option<WriteSet>), StoreError> {
        match hook.clone() {
            Hook::Tx(hook) => {
                let tx = self.nested()?;
                Ok((self.run_limited(trigger, move || hook(subject, tx)).await?, None))
            }
            Hook::Set(hook) => {
                let running = move || async move {
                    let mut set = WriteSet::new();
                    hook(subject, &mut set).map(|subject| (subject, Some(set)))
                };
                self.run_limited(trigger, running).await
            }
        }
    }

    /// Runs a hook within its time.
    pub(super) async fn run_limited<T, F>(
        &self,
        trigger: &str,
        hook: impl FnOnce() -> F + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = HookResult<T>>,
    {
        let shared = &self.unit.shared;
        let allowance = if shared.has_one_writer() { Duration::ZERO } else { LOCK_ALLOWANCE };
        let limit = HOOK_LIMIT + allowance;
        match run_isolated(shared.runtime(), TaskContext::UnitOfWork, limit, hook).await {
            Ok(outcome) => outcome.map_err(|refusal| refused(trigger, refusal)),
            Err(Interrupted::Panicked) => Err(StoreError::HookPanicked(trigger.to_owned())),
            Err(Interrupted::TimedOut(limit)) => {
                Err(StoreError::HookTimedOut { hook: trigger.to_owned(), limit })
            }
        }
    }

    pub(super) async fn call_answerer(
        &self,
        answerer: &Answerer,
        asked: AnyEvent,
    ) -> Result<AnyAnswer, StoreError> {
        let (answerer, tx) = (answerer.clone(), self.nested()?);
        self.run_limited(asked.name, move || answerer(asked.event, tx)).await
    }

    /// Writes what a hook has added. A miss in it is the hook's, not the caller's.
    pub(super) async fn write_addition(
        &self,
        trigger: &str,
        set: WriteSet,
    ) -> Result<(), StoreError> {
        if set.is_empty() {
            return Ok(());
        }
        self.nested()?.apply(set).await.map(drop).map_err(|error| match error {
            StoreError::Missed(miss) => StoreError::HookFailed {
                hook: trigger.to_owned(),
                source: Refusal::new(StoreError::Missed(miss)),
            },
            error => error,
        })
    }
}

/// A row after its hooks, and what they add once it is written.
pub(super) struct HookedRow {
    pub(super) row: EntityWrite,
    pub(super) added: Vec<WriteSet>,
}

fn refused(trigger: &str, refusal: Refusal) -> StoreError {
    if refusal.is_deliberate() {
        StoreError::Refused(refusal)
    } else {
        StoreError::HookFailed { hook: trigger.to_owned(), source: refusal }
    }
}
