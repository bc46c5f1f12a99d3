//! Everything that most plugins use: `use nevr::prelude::*`.
//!
//! `Query` is the argument of handlers: what follows the `?` of a URL. The query of the store is
//! `store::Query`.

pub use async_trait::async_trait;
pub use nevr_auth::{Auth, FullUser, MaybeUser, Session, User};
pub use nevr_config::{ByteSize, RateLimit, Seconds};
pub use nevr_core::{
    app::Nevr,
    http::{AppHandle, Ctx, Json, JsonChanges, JsonWith, Path, Per, Query, Returned, Routes},
    plugin::{
        Contribution, Contributions, NoOptions, OptionErrors, Plugin, PluginError, PluginType,
        Registry, Requirement, Root,
    },
    store::{
        self, Action, CommittedEvent, EntityWrite, Filter, Hooks, Question, Store, StoreError,
        TransactionEvent, Tx, WriteSet,
    },
    wire::{Code, Detail, Wire, WireError},
    wire_error,
};
pub use nevr_migrate::SqlMigration;
pub use nevr_schema::{
    EntityType, Field, FieldType, OnDelete, Record, SchemaBuilder, Value,
    env::{Env, Timestamp},
};
pub use schemars::JsonSchema;
pub use sea_orm_migration::MigrationTrait;
pub use serde::{Deserialize, Serialize};

pub use crate::options;
