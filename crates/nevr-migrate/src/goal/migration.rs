//! Migrations that plugins wrote by hand.

use nevr_schema::Owner;
use sea_orm_migration::MigrationTrait;
use std::fmt;

/// A migration that a plugin wrote by hand. It runs once, after the structural steps.
pub struct PluginMigration {
    /// The plugin that it comes from.
    pub owner: Owner,
    /// What it does.
    pub migration: Box<dyn MigrationTrait>,
}

/// How a hand-written migration is known. Two plugins may use one name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MigrationId {
    /// The plugin that it comes from.
    pub owner: Owner,
    /// Its name.
    pub name: String,
}

impl PluginMigration {
    /// How it is known.
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
