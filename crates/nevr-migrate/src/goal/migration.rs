//! Migrations that plugins write by hand.

use std::fmt;

use nevr_schema::Owner;
use sea_orm_migration::MigrationTrait;

/// A migration that a plugin wrote by hand. It runs once in a database, after the structural steps.
pub struct PluginMigration {
    /// The plugin that it comes from.
    pub owner: Owner,
    /// The migration itself.
    pub migration: Box<dyn MigrationTrait>,
}

/// The identity of a hand-written migration. Two plugins may use the same name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MigrationId {
    /// The plugin that it comes from.
    pub owner: Owner,
    /// Its name.
    pub name: String,
}

impl PluginMigration {
    /// Returns its identity in the ledger.
    pub fn id(&self) -> MigrationId {
        MigrationId { owner: self.owner.clone(), name: self.migration.name().to_owned() }
    }
}

impl fmt::Debug for PluginMigration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PluginMigration({})", self.id())
    }
}

impl fmt::Display for MigrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner.as_str(), self.name)
    }
}
