//! What a plugin is written with: `use nevr::prelude::*`.

pub use async_trait::async_trait;
pub use nevr_core::{
    app::Nevr,
    env::{Env, Timestamp},
    http::{
        Code, Ctx, Detail, Json, JsonChanges, JsonWith, Path, Per, Query, Returned, Routes, Wire,
        WireError,
    },
    plugin::{
        NoOptions, OptionErrors, Plugin, PluginError, PluginType, Registry, Requirement, Root,
    },
    schema::{EntityType, Field, FieldType, OnDelete, Record, SchemaBuilder, Value},
    store::{Hooks, Store, StoreError, Tx, WriteSet},
};
pub use schemars::JsonSchema;
pub use serde::{Deserialize, Serialize};
