//! The ledger's rows of migration files: their owner is the app.

use nevr_schema::{Owner, env::Timestamp};
use sea_orm::{
    ConnectionTrait, DbErr,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::{name::FileName, standing::Standing};
use crate::{catalogue::MIGRATION, goal::MigrationId, ledger};

/// Puts on record how far a migration is.
pub(super) async fn put(
    db: &impl ConnectionTrait,
    name: &FileName,
    standing: &Standing,
    now: Timestamp,
) -> Result<(), DbErr> {
    let id = id(name);
    forget(db, &id).await?;
    ledger::record(db, &id, &standing.to_string(), now).await
}

/// Puts on record how far a migration is that is on record already.
pub(super) async fn update(
    db: &impl ConnectionTrait,
    name: &FileName,
    standing: &Standing,
) -> Result<(), DbErr> {
    let id = id(name);
    let mut update = Query::update();
    update
        .table(Alias::new(MIGRATION))
        .value(Alias::new("checksum"), standing.to_string())
        .and_where(Expr::col(Alias::new("owner")).eq(id.owner.as_str()))
        .and_where(Expr::col(Alias::new("name")).eq(id.name));
    db.execute(&update).await.map(drop)
}

/// Takes a migration off the record, one by hand too.
pub(super) async fn forget(db: &impl ConnectionTrait, id: &MigrationId) -> Result<(), DbErr> {
    let mut delete = Query::delete();
    delete
        .from_table(Alias::new(MIGRATION))
        .and_where(Expr::col(Alias::new("owner")).eq(id.owner.as_str()))
        .and_where(Expr::col(Alias::new("name")).eq(id.name.as_str()));
    db.execute(&delete).await.map(drop)
}

/// How the ledger knows a migration file.
pub(super) fn id(name: &FileName) -> MigrationId {
    MigrationId { owner: Owner::App, name: name.to_string() }
}
