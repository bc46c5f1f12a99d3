//! Calls hooks inside a transaction, with a time limit, and turns their panics into errors.

use std::{future::Future, time::Duration};

use futures_util::future::BoxFuture;
use nevr_schema::{Entity, Record};

use super::{
    entity_write::{Action, EntityWrite},
    error::{Refusal, StoreError},
    handle::{Answerer, AnyAnswer, Hook, HookResult, SetHook, Tx},
    isolated::{Interrupted, run_isolated},
    prepared_set::addition_failed,
    shared::Shared,
    task_context::TaskContext,
    write_set::{AnyEvent, WriteSet},
};

/// The time limit of a hook in a transaction: on SQLite all other writers wait for it.
const HOOK_LIMIT: Duration = Duration::from_secs(1);
/// What is added to the limit on a server, where a hook may have to wait for rows that another unit
/// of work changes: enough for the server to detect a deadlock first, so that a hook in one is not
/// reported as slow.
const LOCK_ALLOWANCE: Duration = Duration::from_secs(2);

impl Tx {
    /// Runs the hooks on the write of one row, before it is written.
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

    /// Writes what the hooks on a row have added, after the row itself.
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

    /// Runs the hooks on an event, in start order, and writes after each what it has added.
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

    /// Calls a hook. Returns what it was called for, perhaps changed, and the set that it filled.
    pub(super) async fn call_hook<T: Send + 'static>(
        &self,
        trigger: &str,
        hook: &Hook<T>,
        subject: T,
    ) -> Result<(T, Option<WriteSet>), StoreError> {
        match hook.clone() {
            Hook::Tx(hook) => {
                let tx = self.nested()?;
                Ok((self.unit.shared.run_limited(trigger, move || hook(subject, tx)).await?, None))
            }
            Hook::Set(hook) => {
                let shared = &self.unit.shared;
                let (subject, set) = shared.call_set_hook(trigger, hook, subject).await?;
                Ok((subject, Some(set)))
            }
        }
    }

    /// Calls the hook that answers a question.
    pub(super) async fn call_answerer(
        &self,
        answerer: &Answerer,
        asked: AnyEvent,
    ) -> Result<AnyAnswer, StoreError> {
        let (answerer, tx) = (answerer.clone(), self.nested()?);
        self.unit.shared.run_limited(asked.name, move || answerer(asked.event, tx)).await
    }

    /// Writes the set that a hook has filled.
    pub(super) async fn write_addition(
        &self,
        trigger: &str,
        set: WriteSet,
    ) -> Result<(), StoreError> {
        if set.is_empty() {
            return Ok(());
        }
        let written = self.nested()?.apply(set).await;
        written.map(drop).map_err(|error| addition_failed(trigger, error))
    }
}

impl Shared {
    /// Calls a hook that fills a write set. Returns what it was called for, perhaps changed, and the
    /// set.
    pub(super) async fn call_set_hook<T: Send + 'static>(
        &self,
        trigger: &str,
        hook: SetHook<T>,
        subject: T,
    ) -> Result<(T, WriteSet), StoreError> {
        let running = move || async move {
            let mut set = WriteSet::new();
            hook(subject, &mut set).map(|subject| (subject, set))
        };
        self.run_limited(trigger, running).await
    }

    /// Runs a hook with the time limit; an overrun and a panic become errors.
    pub(super) async fn run_limited<T, F>(
        &self,
        trigger: &str,
        hook: impl FnOnce() -> F + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = HookResult<T>>,
    {
        let allowance = if self.has_one_writer() { Duration::ZERO } else { LOCK_ALLOWANCE };
        let limit = HOOK_LIMIT + allowance;
        match run_isolated(self.runtime(), TaskContext::UnitOfWork, limit, hook).await {
            Ok(outcome) => outcome.map_err(|refusal| refused(trigger, refusal)),
            Err(Interrupted::Panicked) => Err(StoreError::HookPanicked(trigger.to_owned())),
            Err(Interrupted::TimedOut(limit)) => {
                Err(StoreError::HookTimedOut { hook: trigger.to_owned(), limit })
            }
        }
    }
}

/// A row as its hooks have left it, and the sets to be written after it.
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
