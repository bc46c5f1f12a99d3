//! What a caller asks for: the schema that a database is brought to, and what may be done for it.
//!
//! - `target`: the schema, with the migrations that plugins wrote by hand
//! - `migration`: such a migration
//! - `options`: what a push may do

mod migration;
mod options;
mod target;

pub use migration::{MigrationId, PluginMigration};
pub use options::Options;
pub use target::Target;
