//! The schema and the migrations that a database is brought to.

use std::{collections::BTreeSet, sync::Arc};

use nevr_schema::{Owner, Schema};
use sea_orm_migration::MigrationTrait;

use super::migration::PluginMigration;

/// What a database is brought to: a schema, and the migrations that plugins wrote by hand.
#[derive(Debug, Default)]
pub struct Target {
    /// The merged schema.
    pub schema: Arc<Schema>,
    /// Hand-written migrations, in the order in which they run: the start order of the plugins.
    pub migrations: Vec<PluginMigration>,
    /// The plugins that are switched on without declaring anything, so that they are not taken for
    /// plugins that are switched off. The owners in the schema need not be listed.
    pub switched_on: BTreeSet<Owner>,
}

impl Target {
    /// The target with this schema and no hand-written migrations.
    pub fn new(schema: impl Into<Arc<Schema>>) -> Self {
        Self { schema: schema.into(), migrations: Vec::new(), switched_on: BTreeSet::new() }
    }

    /// Adds a hand-written migration.
    #[must_use]
    pub fn with(mut self, owner: Owner, migration: Box<dyn MigrationTrait>) -> Self {
        self.migrations.push(PluginMigration { owner, migration });
        self
    }

    /// Adds a plugin that is switched on.
    #[must_use]
    pub fn with_plugin(mut self, owner: Owner) -> Self {
        self.switched_on.insert(owner);
        self
    }

    /// Whether this owner is switched on. nevr and the app always are.
    pub(crate) fn has(&self, owner: &Owner) -> bool {
        let mut entities = self.schema.entities.values();
        matches!(owner, Owner::Core | Owner::App)
            || self.switched_on.contains(owner)
            || self.migrations.iter().any(|migration| migration.owner == *owner)
            || entities.any(|entity| {
                entity.origin.owner == *owner
                    || entity.fields.values().any(|field| field.origin.owner == *owner)
            })
    }
}
