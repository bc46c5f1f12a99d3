//! What a plugin is written with: `use nevr::prelude::*`.
//!
//! `Query` is the argument of handlers; what the store reads is a `store::Query`.

pub use crate::options;
pub use async_trait::async_trait;
pub use nevr_auth::{Auth, FullUser, MaybeUser, Session, User};
pub use nevr_core::{
    app::Nevr,
    config::{RateLimit, Seconds},
    env::{Env, Timestamp},
    http::{
        Code, Ctx, Detail, Json, JsonChanges, JsonWith, Path, Per, Query, Returned, Routes, Wire,
        WireError,
    },
    migrate::SqlMigration,
    plugin::{
        NoOptions, OptionErrors, Plugin, PluginError, PluginType, Registry, Requirement, Root,
    },
    schema::{EntityType, Field, FieldType, OnDelete, Record, SchemaBuilder, Value},
    store::{self, Action, EntityWrite, Filter, Hooks, Store, StoreError, Tx, WriteSet},
    wire_error,
};
pub use schemars::JsonSchema;
pub use sea_orm_migration::MigrationTrait;
pub use serde::{Deserialize, Serialize};
