//! The two handles, [`Store`] and [`Tx`], and the hooks that are given them.
//!
//! These types mention each other (a store holds hooks, and a hook is given a store or a
//! transaction), which is why they are defined in one file. What the handles can do is in
//! `store`, `tx` and the files that those build on.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::Arc,
};

use futures_util::future::BoxFuture;
use nevr_schema::{Entity, Name};
use sea_orm::DatabaseTransaction;

use super::{
    dependents::Dependent,
    entity_write::{Action, EntityWrite},
    error::{Refusal, StoreError},
    lookup::entity_of,
    shared::Shared,
    unit_of_work::UnitOfWork,
    write_set::WriteSet,
};

/// How many levels hooks may cause each other.
const MAX_HOOK_DEPTH: usize = 8;

/// Reads and writes rows by the merged schema. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(super) shared: Arc<Shared>,
    pub(super) hooks: Arc<HookTable>,
}

/// A transaction at hand. Cheap to clone; used after its transaction, it answers
/// [`StoreError::TransactionEnded`].
#[derive(Clone)]
pub struct Tx {
    pub(super) unit: Arc<UnitOfWork>,
    pub(super) hooks: Arc<HookTable>,
    /// How many hooks have caused each other up to here.
    depth: usize,
}

impl Tx {
    pub(super) fn begin(store: &Store, transaction: DatabaseTransaction) -> Self {
        let unit = Arc::new(UnitOfWork::new(store.shared.clone(), transaction));
        Self { unit, hooks: store.hooks.clone(), depth: 0 }
    }

    pub(super) fn nested(&self) -> Result<Self, StoreError> {
        if self.depth == MAX_HOOK_DEPTH {
            return Err(StoreError::HooksTooDeep(MAX_HOOK_DEPTH));
        }
        Ok(Self { depth: self.depth + 1, ..self.clone() })
    }

    pub(super) fn entity(&self, name: &str) -> Result<&Entity, StoreError> {
        entity_of(&self.unit.shared.schema, name)
    }
}

pub(super) type AnyArc = Arc<dyn Any + Send + Sync>;
pub(super) type HookResult<T> = Result<T, Refusal>;
type HookFuture<T> = BoxFuture<'static, HookResult<T>>;

type SetHook<E> = Arc<dyn Fn(E, &mut WriteSet) -> HookResult<E> + Send + Sync>;
type TxHook<E> = Arc<dyn Fn(E, Tx) -> HookFuture<E> + Send + Sync>;

/// A hook in either of the two ways of writing. It takes what it is told of and gives it back,
/// changed where it may change it.
pub(super) enum Hook<T> {
    Set(SetHook<T>),
    Tx(TxHook<T>),
}

impl<T> Clone for Hook<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Set(hook) => Self::Set(hook.clone()),
            Self::Tx(hook) => Self::Tx(hook.clone()),
        }
    }
}

impl<T> Hook<T> {
    pub(super) fn reads(&self) -> bool {
        matches!(self, Self::Tx(_))
    }
}

pub(super) type EventHook = Hook<AnyArc>;
pub(super) type EntityHook = Hook<EntityWrite>;
pub(super) type CommittedHook = Arc<dyn Fn(AnyArc, Store) -> HookFuture<()> + Send + Sync>;

/// An answer without its type, if there is one.
pub(super) type AnyAnswer = Option<Box<dyn Any + Send>>;
pub(super) type Answerer = Arc<dyn Fn(AnyArc, Tx) -> HookFuture<AnyAnswer> + Send + Sync>;

/// The hooks of all plugins by what they are on, each list in start order.
#[derive(Default)]
pub(super) struct HookTable {
    pub(super) events: HashMap<TypeId, Vec<EventHook>>,
    pub(super) entities: HashMap<(Name, Action), Vec<EntityHook>>,
    pub(super) committed: HashMap<TypeId, Vec<CommittedHook>>,
    pub(super) answers: HashMap<TypeId, Answerer>,
    pub(super) dependents: HashMap<Name, Vec<Dependent>>,
}

impl HookTable {
    pub(super) fn on_event(&self, ty: TypeId) -> &[EventHook] {
        self.events.get(&ty).map_or(&[], Vec::as_slice)
    }

    pub(super) fn on_entity(&self, entity: &Name, action: Action) -> &[EntityHook] {
        if self.entities.is_empty() {
            return &[];
        }
        self.entities.get(&(entity.clone(), action)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn on_commit(&self, ty: TypeId) -> &[CommittedHook] {
        self.committed.get(&ty).map_or(&[], Vec::as_slice)
    }

    pub(super) fn answerer(&self, ty: TypeId) -> Option<&Answerer> {
        self.answers.get(&ty)
    }

    pub(super) fn dependents(&self, entity: &Name) -> &[Dependent] {
        self.dependents.get(entity).map_or(&[], Vec::as_slice)
    }
}
