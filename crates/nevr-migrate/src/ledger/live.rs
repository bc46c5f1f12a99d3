//! The ledger and the catalogue of a live database.

use sea_orm::DatabaseTransaction;

use super::read::{Ledger, read};
use crate::{
    catalogue::{Catalogue, TABLES},
    dialect::Dialect,
    report::MigrateError,
};

/// What nevr reads of a live database.
pub(crate) struct LiveState {
    pub(crate) ledger: Ledger,
    /// The catalogue, with the details of the tables on record.
    pub(crate) live: Catalogue,
    /// The catalogue, with the details of nevr's own tables.
    pub(crate) names: Catalogue,
}

impl LiveState {
    /// Reads a database. Writes nothing.
    pub(crate) async fn read(
        dialect: &dyn Dialect,
        db: &DatabaseTransaction,
    ) -> Result<Self, MigrateError> {
        let names = dialect.catalogue(db, &TABLES.map(str::to_owned).into()).await?;
        let ledger = read(db, &names).await?;
        let live = dialect.catalogue(db, &ledger.snapshots.tables()).await?;
        Ok(Self { ledger, live, names })
    }
}
