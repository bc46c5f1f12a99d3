//! Calling hooks inside a transaction: within their time, their panics caught.

use std::{future::Future, time::Duration};

use futures_util::future::BoxFuture;
use nevr_schema::{Entity, Record};

use super::{
    apart::{Lost, apart},
    entity_write::{Action, EntityWrite},
    error::{Refusal, StoreError},
    handle::{Answered, Answerer, Hook, HookResult, Tx},
    scope::Scope,
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
    pub(super) async fn before(
        &self,
        entity: &Entity,
        action: Action,
        old: Record,
        new: Record,
    ) -> Result<Hooked, StoreError> {
        let mut row = EntityWrite { entity: entity.name.clone(), action, old, new };
        let mut added = Vec::new();
        for hook in self.hooks.on_entity(&entity.name, action) {
            let (changed, set) = self.call(&entity.name, hook, row).await?;
            row = changed;
            added.extend(set);
        }
        Ok(Hooked { row, added })
    }

    pub(super) async fn after(&self, cause: &str, added: Vec<WriteSet>) -> Result<(), StoreError> {
        for set in added {
            self.add(cause, set).await?;
        }
        Ok(())
    }

    /// Tells an event to its hooks, in start order.
    pub(super) fn dispatch(&self, event: AnyEvent) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            for hook in self.hooks.on_event(event.ty) {
                let (_, added) = self.call(event.name, hook, event.event.clone()).await?;
                if let Some(set) = added {
                    self.add(event.name, set).await?;
                }
            }
            Ok(())
        })
    }

    /// Calls a hook; gives back what it was told of, and the set that it may have filled.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        cause: &str,
        hook: &Hook<T>,
        told: T,
    ) -> Result<(T, Option<WriteSet>), StoreError> {
        match hook.clone() {
            Hook::Tx(hook) => {
                let tx = self.deeper()?;
                Ok((self.limited(cause, move || hook(told, tx)).await?, None))
            }
            Hook::Set(hook) => {
                let running = move || async move {
                    let mut set = WriteSet::new();
                    hook(told, &mut set).map(|told| (told, Some(set)))
                };
                self.limited(cause, running).await
            }
        }
    }

    /// Runs a hook within its time.
    pub(super) async fn limited<T, F>(
        &self,
        cause: &str,
        hook: impl FnOnce() -> F + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = HookResult<T>>,
    {
        let shared = &self.unit.shared;
        let allowance = if shared.has_one_writer() { Duration::ZERO } else { LOCK_ALLOWANCE };
        let limit = HOOK_LIMIT + allowance;
        match apart(shared.runtime(), Scope::Unit, limit, hook).await {
            Ok(outcome) => outcome.map_err(|refusal| refused(cause, refusal)),
            Err(Lost::Panicked) => Err(StoreError::HookPanicked(cause.to_owned())),
            Err(Lost::TimedOut(limit)) => {
                Err(StoreError::HookTimedOut { hook: cause.to_owned(), limit })
            }
        }
    }

    pub(super) async fn consult(
        &self,
        answerer: &Answerer,
        asked: AnyEvent,
    ) -> Result<Answered, StoreError> {
        let (answerer, tx) = (answerer.clone(), self.deeper()?);
        self.limited(asked.name, move || answerer(asked.event, tx)).await
    }

    /// Writes what a hook has added. A miss in it is the hook's, not the caller's.
    pub(super) async fn add(&self, cause: &str, set: WriteSet) -> Result<(), StoreError> {
        if set.is_empty() {
            return Ok(());
        }
        self.deeper()?.apply(set).await.map(drop).map_err(|error| match error {
            StoreError::Missed(miss) => StoreError::HookFailed {
                hook: cause.to_owned(),
                source: Refusal::new(StoreError::Missed(miss)),
            },
            error => error,
        })
    }
}

/// A row after its hooks, and what they add once it is written.
pub(super) struct Hooked {
    pub(super) row: EntityWrite,
    pub(super) added: Vec<WriteSet>,
}

fn refused(cause: &str, refusal: Refusal) -> StoreError {
    if refusal.is_deliberate() {
        StoreError::Refused(refusal)
    } else {
        StoreError::HookFailed { hook: cause.to_owned(), source: refusal }
    }
}
