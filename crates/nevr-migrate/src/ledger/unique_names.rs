//! Migrations that the ledger could not tell apart.

use std::collections::HashSet;

use crate::{goal::Target, report::MigrateError};

impl Target {
    /// Refuses two migrations that the ledger could not tell apart.
    pub(crate) fn check_names(&self) -> Result<(), MigrateError> {
        let mut seen = HashSet::new();
        for migration in &self.migrations {
            let id = migration.id();
            if !seen.insert(id.clone()) {
                return Err(MigrateError::DuplicateMigration(id));
            }
        }
        Ok(())
    }
}
