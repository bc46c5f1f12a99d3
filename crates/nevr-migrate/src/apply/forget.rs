//! Taking owners off the record.

use std::collections::BTreeSet;

use nevr_schema::Owner;
use sea_orm::{
    ConnectionTrait, DbErr,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use crate::ledger::TABLES;

/// Deletes everything that is on record of these owners. The tables of the record are there: the
/// owners were read from them.
pub(super) async fn forget(
    db: &impl ConnectionTrait,
    owners: &BTreeSet<Owner>,
) -> Result<(), DbErr> {
    for table in TABLES {
        let names = owners.iter().map(Owner::as_str);
        let mut delete = Query::delete();
        delete.from_table(Alias::new(table)).and_where(Expr::col(Alias::new("owner")).is_in(names));
        db.execute(&delete).await?;
    }
    Ok(())
}
