//! Registers the hooks of a plugin: code that runs when other plugins fire events or write rows.

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

/// What a hook may return: `()`, or a `Result<(), E>` with an error of its own.
pub trait HookOutcome {
    /// Converts the outcome to a result.
    fn into_result(self) -> Result<(), Refusal>;

    /// Returns every code that the hook can refuse with.
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

/// The codes with which the hooks of a plugin can refuse.
#[derive(Default)]
pub(super) struct Refusals {
    /// Those of hooks on events and on writes.
    pub(super) hooks: Vec<Code>,
    /// Those of answers, by question.
    pub(super) answers: Vec<(TypeId, Vec<Code>)>,
}

/// Keeps the codes of refusals, 4xx; with any other the hook has failed, and the client sees a 500.
fn refusals(codes: Vec<Code>) -> impl Iterator<Item = Code> {
    codes.into_iter().filter(|code| (400..500).contains(&code.status))
}

/// Collects the hooks of one plugin: code that runs when other plugins fire events or write rows.
///
/// `Plugin::hooks` is called once, at start-up, with an empty collection. The hooks of all plugins
/// are then checked and indexed; events and writes without a hook cost a look-up and nothing else.
///
/// | register with | runs | is given |
/// | --- | --- | --- |
/// | [`on`](Self::on), [`on_tx`](Self::on_tx) | on a [`TransactionEvent`] | the write set; the transaction |
/// | [`on_write`](Self::on_write), [`on_write_tx`](Self::on_write_tx) | before a row of an entity is written | the same |
/// | [`answer`](Self::answer) | on a [`Question`] | the transaction |
/// | [`after_commit`](Self::after_commit) | after the commit, on a [`CommittedEvent`] | the store |
///
/// A hook that only adds rows or refuses takes the write set. One that must read takes the [`Tx`];
/// `introspect` marks it as reading, because the writer is taken while it decides. Several hooks on
/// one event or entity run in the start order of their plugins: a host's before its sub-plugins'.
///
/// # Failures
///
/// A hook inside a transaction that returns an error, panics or takes too long undoes its unit of
/// work, the caller's own writes included, and no other one:
///
/// - An error with a status of 4xx is a *refusal*. The client gets the hook's code
///   ([`StoreError::Refused`](super::StoreError::Refused)).
/// - Any other error, and a panic, is a failure. The client gets 500 `INTERNAL_ERROR`, or 503 if
///   the hook found the database unavailable; the log has the hook's error.
///
/// # Limits inside a transaction
///
/// - It has one second; on PostgreSQL and MySQL three, since it may have to wait for a row. On
///   SQLite all other writers wait for one that is given the transaction. It runs on a thread of its
///   own, so one that blocks is given up in time, too.
/// - It must not use a [`Store`], which returns
///   [`StoreError::NestedTransaction`](super::StoreError::NestedTransaction) there.
/// - It should not act outside the database: the unit of work may yet be undone, or be run again.
/// - Hooks may trigger hooks, up to eight levels deep.
///
/// ```
/// use std::sync::Arc;
///
/// use nevr_core::{
///     plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
///     store::{Filter, Hooks, Query, StoreError, TransactionEvent, Tx, WriteSet},
///     testing::{TestApp, run},
///     wire_error,
/// };
/// use nevr_schema::{Field, Record, SchemaBuilder};
///
/// /// A product was put into a cart.
/// struct Added {
///     product: &'static str,
/// }
/// impl TransactionEvent for Added {}
///
/// wire_error! {
///     /// Why a product can't be put into a cart.
///     pub enum StockError {
///         /// All of it is sold.
///         SoldOut = (409, "SOLD_OUT", "This product is sold out"),
///         Store(StoreError),
///     }
/// }
///
/// struct Stock;
///
/// impl PluginType for Stock {
///     const ID: &'static str = "stock";
///     type Host = Root;
///     type Options = NoOptions;
///     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
///         Ok(Self)
///     }
/// }
///
/// impl Plugin for Stock {
///     fn schema(&self, schema: &mut SchemaBuilder) {
///         schema.entity("reservation").field("product", Field::string());
///     }
///
///     fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
///         // Adds a row to whatever unit of work fires the event.
///         hooks.on(|added: &Added, set: &mut WriteSet| {
///             set.insert("reservation", Record::new().with("product", added.product));
///         });
///         // Reads what the hook above wrote, and refuses.
///         hooks.on_tx(|added: Arc<Added>, tx: Tx| async move {
///             let same = Filter::all().eq("product", added.product);
///             let reserved = tx.find(Query::from("reservation").filter(same)).await?;
///             if reserved.len() > 1 { Err(StockError::SoldOut) } else { Ok(()) }
///         });
///     }
/// }
///
/// run(async {
///     let app = TestApp::start(Registry::new().with::<Stock>(), "[plugins.stock]").await;
///     let add = async || {
///         let mut set = WriteSet::new();
///         set.fire(Added { product: "bread" });
///         app.store().write(set).await
///     };
///     add().await.unwrap();
///     let error = add().await.unwrap_err();
///     assert!(matches!(error.refusal(), Some(StockError::SoldOut)));
///     // The refused unit of work left nothing behind.
///     assert_eq!(app.store().count("reservation", Filter::all()).await.unwrap(), 1);
/// });
/// ```
pub struct Hooks {
    pub(super) origin: Origin,
    pub(super) registrations: Vec<Registration>,
    pub(super) refusals: Refusals,
}

impl Hooks {
    /// Creates an empty collection for the hooks of `owner`.
    pub fn new(owner: Owner) -> Self {
        Self { origin: Origin::of(owner), registrations: Vec::new(), refusals: Refusals::default() }
    }

    /// Registers a hook on an event in its transaction, which may add writes or refuse.
    ///
    /// What it adds to the set is written as soon as it returns. The set is empty when it begins:
    /// it is not the caller's. A statement in it that touches another number of rows than expected
    /// is a failure of the hook.
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

    /// Registers a hook on an event in its transaction, which may also read.
    ///
    /// Prefer [`on`](Self::on) where it is enough: the writer is taken while this one runs.
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

    /// Registers a hook that runs before each row of `entity` is inserted, updated or deleted, and
    /// may change or refuse it. See [`EntityWrite`].
    ///
    /// It runs for every write through the store: those of core, of other plugins, and those that
    /// `onDelete` performs. What it adds to the set is written after the row.
    ///
    /// An update or delete of many rows loads them and writes them one by one if such a hook
    /// exists. A hook on an entity that does not exist is refused at start-up.
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

    /// Registers a hook like [`on_write`](Self::on_write) that may also read. It returns the write,
    /// changed or not. What it writes itself is written before the row.
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

    /// Registers a hook on an event after its commit. See [`CommittedEvent`].
    ///
    /// It has 30 seconds. Its failure is logged and has no other consequence.
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

    /// Registers the answer to a question; `None` leaves a question open. See [`Question`].
    ///
    /// A second plugin that answers the same question is refused at start-up.
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
