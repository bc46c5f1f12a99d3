//! How plugins register code that runs around somebody else's action.

use std::{any::TypeId, future::Future, sync::Arc};

use nevr_schema::{Name, Origin, Owner};

use super::{
    entity_write::{Action, EntityWrite},
    error::Refusal,
    event::{CommittedEvent, Question, TransactionEvent, short_name},
    handle::{Answerer, AnyArc, CommittedHook, EntityHook, EventHook, Hook, Store, Tx},
    write_set::WriteSet,
};
use crate::wire::{Code, WireError};

/// What a hook may return: nothing, or a `Result` whose error says why it refuses.
pub trait HookOutcome {
    /// The outcome as a result.
    fn into_result(self) -> Result<(), Refusal>;

    /// Every code that it can refuse with.
    fn codes() -> Vec<Code>;
}

impl HookOutcome for () {
    fn into_result(self) -> Result<(), Refusal> {
        Ok(())
    }

    fn codes() -> Vec<Code> {
        Vec::new()
    }
}

impl<E: WireError> HookOutcome for Result<(), E> {
    fn into_result(self) -> Result<(), Refusal> {
        self.map_err(Refusal::new)
    }

    fn codes() -> Vec<Code> {
        E::codes()
    }
}

pub(super) enum Registration {
    Event(TypeId, &'static str, EventHook),
    Entity(Name, Action, EntityHook),
    Committed(TypeId, &'static str, CommittedHook),
    Answer(TypeId, &'static str, Answerer),
}

/// The codes that the hooks of a plugin refuse with.
#[derive(Default)]
pub(super) struct Refusals {
    /// Of hooks on events and on writes.
    pub(super) hooks: Vec<Code>,
    /// Of answers, by the question.
    pub(super) answers: Vec<(TypeId, Vec<Code>)>,
}

/// Those that are refusals: any other failure of a hook is a failure of the server.
fn refusals(codes: Vec<Code>) -> impl Iterator<Item = Code> {
    codes.into_iter().filter(|code| (400..500).contains(&code.status))
}

/// Collects the hooks of one plugin.
///
/// A hook that only adds rows or refuses takes the write set ([`Hooks::on`]); one that must read
/// takes the transaction ([`Hooks::on_tx`]), which moves its event to the slower way of writing. A
/// hook refuses with an error of its own whose status is 4xx; any other failure, a panic included,
/// undoes that unit of work alone. A hook in a transaction has a second to finish.
pub struct Hooks {
    pub(super) origin: Origin,
    pub(super) registrations: Vec<Registration>,
    pub(super) refusals: Refusals,
}

impl Hooks {
    /// For the hooks of `owner`.
    pub fn new(owner: Owner) -> Self {
        Self { origin: Origin::of(owner), registrations: Vec::new(), refusals: Refusals::default() }
    }

    /// Joins an event inside its transaction, by adding to it or refusing it.
    pub fn on<E: TransactionEvent, R: HookOutcome>(
        &mut self,
        hook: impl Fn(&E, &mut WriteSet) -> R + Send + Sync + 'static,
    ) {
        self.refusals.hooks.extend(refusals(R::codes()));
        let hook = Hook::Set(Arc::new(move |any: AnyArc, set: &mut WriteSet| {
            if let Some(event) = any.downcast_ref::<E>() {
                hook(event, set).into_result()?;
            }
            Ok(any)
        }));
        self.registrations.push(Registration::Event(TypeId::of::<E>(), short_name::<E>(), hook));
    }

    /// Joins an event inside its transaction, reading in it too.
    pub fn on_tx<E, F, R>(&mut self, hook: impl Fn(Arc<E>, Tx) -> F + Send + Sync + 'static)
    where
        E: TransactionEvent,
        F: Future<Output = R> + Send + 'static,
        R: HookOutcome,
    {
        self.refusals.hooks.extend(refusals(R::codes()));
        let hook = Hook::Tx(Arc::new(move |any: AnyArc, tx: Tx| {
            let future = any.clone().downcast::<E>().ok().map(|event| hook(event, tx));
            Box::pin(async move {
                if let Some(future) = future {
                    future.await.into_result()?;
                }
                Ok(any)
            })
        }));
        self.registrations.push(Registration::Event(TypeId::of::<E>(), short_name::<E>(), hook));
    }

    /// Runs before each write of a row of `entity`, whoever writes it; may change the row. What it
    /// adds to the set is written after the row.
    pub fn on_write<R: HookOutcome>(
        &mut self,
        entity: impl Into<Name>,
        action: Action,
        hook: impl Fn(&mut EntityWrite, &mut WriteSet) -> R + Send + Sync + 'static,
    ) {
        self.refusals.hooks.extend(refusals(R::codes()));
        let hook = Hook::Set(Arc::new(move |mut write: EntityWrite, set: &mut WriteSet| {
            hook(&mut write, set).into_result().map(|()| write)
        }));
        self.registrations.push(Registration::Entity(entity.into(), action, hook));
    }

    /// Like [`Hooks::on_write`], reading in the transaction too.
    pub fn on_write_tx<F, X>(
        &mut self,
        entity: impl Into<Name>,
        action: Action,
        hook: impl Fn(EntityWrite, Tx) -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = Result<EntityWrite, X>> + Send + 'static,
        X: WireError,
    {
        self.refusals.hooks.extend(refusals(X::codes()));
        let hook = Hook::Tx(Arc::new(move |write, tx| {
            let future = hook(write, tx);
            Box::pin(async move { future.await.map_err(Refusal::new) })
        }));
        self.registrations.push(Registration::Entity(entity.into(), action, hook));
    }

    /// Hears of an event once it is committed.
    pub fn after_commit<E, F, R>(
        &mut self,
        hook: impl Fn(Arc<E>, Store) -> F + Send + Sync + 'static,
    ) where
        E: CommittedEvent,
        F: Future<Output = R> + Send + 'static,
        R: HookOutcome,
    {
        let hook: CommittedHook = Arc::new(move |event, store| match event.downcast::<E>() {
            Ok(event) => {
                let future = hook(event, store);
                Box::pin(async move { future.await.into_result() })
            }
            Err(_) => Box::pin(async { Ok(()) }),
        });
        self.registrations.push(Registration::Committed(
            TypeId::of::<E>(),
            short_name::<E>(),
            hook,
        ));
    }

    /// Answers a question, or leaves it open with `None`. At most one plugin answers a question;
    /// two are refused at start-up.
    pub fn answer<Q, F, X>(&mut self, answerer: impl Fn(Arc<Q>, Tx) -> F + Send + Sync + 'static)
    where
        Q: Question,
        F: Future<Output = Result<Option<Q::Answer>, X>> + Send + 'static,
        X: WireError,
    {
        let codes = refusals(X::codes()).collect();
        self.refusals.answers.push((TypeId::of::<Q>(), codes));
        let answerer: Answerer = Arc::new(move |question, tx| match question.downcast::<Q>() {
            Ok(question) => {
                let future = answerer(question, tx);
                Box::pin(async move {
                    let answer = future.await.map_err(Refusal::new)?;
                    Ok(answer.map(|answer| Box::new(answer) as _))
                })
            }
            Err(_) => Box::pin(async { Ok(None) }),
        });
        self.registrations.push(Registration::Answer(
            TypeId::of::<Q>(),
            short_name::<Q>(),
            answerer,
        ));
    }
}
