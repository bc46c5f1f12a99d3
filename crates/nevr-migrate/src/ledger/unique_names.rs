//! Refuses two migrations of one name.

use std::collections::HashSet;

use crate::{goal::Target, report::MigrateError};

impl Target {
    /// Returns an error if two migrations of one plugin have the same name, by which the ledger
    /// knows them.
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
