//! Finds the rows that break the invariants of plugins.

use std::any::TypeId;

use nevr_migrate::MigrateError;
use sea_orm::{ConnectionTrait, Statement};

use super::{error::StartError, opened::Opened};
use crate::plugin::Invariant;

/// An [`Invariant`] that rows of the database break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenInvariant {
    /// Its name.
    pub name: &'static str,
    /// What breaks it, in the plural.
    pub broken: &'static str,
    /// The number of rows that the query finds.
    pub rows: u64,
    /// The statement that finds them, as this database quotes names.
    pub query: String,
}

impl Opened {
    /// Returns the invariants that rows of the database break, in the order of the plugins. Each
    /// query may read a whole table. The database must be at the schema.
    pub async fn broken_invariants(&self) -> Result<Vec<BrokenInvariant>, StartError> {
        let all = self.description.contributions.get(&TypeId::of::<Invariant>());
        let mut broken = Vec::new();
        for invariant in all.into_iter().flatten().filter_map(|it| it.downcast_ref::<Invariant>()) {
            let query = invariant.query_for(self.database.provider());
            let rows = self.count(&query).await?;
            if rows > 0 {
                let Invariant { name, broken: what, .. } = *invariant;
                broken.push(BrokenInvariant { name, broken: what, rows, query });
            }
        }
        Ok(broken)
    }

    async fn count(&self, query: &str) -> Result<u64, StartError> {
        let db = self.database.reading_connection();
        let sql = format!("SELECT COUNT(*) FROM ({query}) AS found");
        let counted = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql));
        let row = counted.await.map_err(MigrateError::from)?;
        let rows = row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0));
        Ok(rows.map_err(MigrateError::from)?.unsigned_abs())
    }
}
