//! Looking at a database: the ledger and the catalogue.

use sea_orm::DatabaseTransaction;

use super::read::{Ledger, read};
use crate::{
    catalogue::{Catalogue, TABLES},
    dialect::Dialect,
    report::MigrateError,
};

/// What is in a database, as far as nevr looks at it.
pub(crate) struct Look {
    pub(crate) ledger: Ledger,
    /// With the details of what is on record.
    pub(crate) live: Catalogue,
    /// With the details of nevr's own tables.
    pub(crate) names: Catalogue,
}

/// Looks at a database. Writes nothing.
pub(crate) async fn look(
    dialect: &dyn Dialect,
    db: &DatabaseTransaction,
) -> Result<Look, MigrateError> {
    let names = dialect.catalogue(db, &TABLES.map(str::to_owned).into()).await?;
    let ledger = read(db, &names).await?;
    let live = dialect.catalogue(db, &ledger.snapshots.tables()).await?;
    Ok(Look { ledger, live, names })
}
