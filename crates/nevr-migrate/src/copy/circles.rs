//! References that go round in circles: rows are written that refer to rows which come later.

use nevr_schema::foreign_key_name;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr};

use super::layout::CyclicReference;

/// Lets references wait until every row is there.
pub(super) async fn defer(
    db: &DatabaseTransaction,
    cyclic: &[CyclicReference<'_>],
) -> Result<(), DbErr> {
    if cyclic.is_empty() {
        return Ok(());
    }
    match db.get_database_backend() {
        DbBackend::Postgres => {
            for reference in cyclic {
                alter(db, reference, "DEFERRABLE INITIALLY DEFERRED").await?;
            }
        }
        // No reference is looked at any more. They were looked at in the source, and the rows will
        // be the same.
        DbBackend::MySql => set_checks(db, false).await?,
        // Until the commit, which looks at them.
        _ => {
            db.execute_unprepared("PRAGMA defer_foreign_keys = ON").await?;
        }
    }
    Ok(())
}

/// Looks at the references again, and leaves them as they were.
pub(super) async fn enforce(
    db: &DatabaseTransaction,
    cyclic: &[CyclicReference<'_>],
) -> Result<(), DbErr> {
    if cyclic.is_empty() || db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    db.execute_unprepared("SET CONSTRAINTS ALL IMMEDIATE").await?;
    for reference in cyclic {
        alter(db, reference, "NOT DEFERRABLE").await?;
    }
    Ok(())
}

/// What is the session's, and not the transaction's: done also where all is undone.
pub(super) async fn restore_session(
    db: &DatabaseTransaction,
    cyclic: &[CyclicReference<'_>],
) -> Result<(), DbErr> {
    if cyclic.is_empty() || db.get_database_backend() != DbBackend::MySql {
        return Ok(());
    }
    set_checks(db, true).await
}

async fn set_checks(db: &DatabaseTransaction, on: bool) -> Result<(), DbErr> {
    let sql = format!("SET SESSION foreign_key_checks = {}", u8::from(on));
    db.execute_unprepared(&sql).await.map(drop)
}

async fn alter(
    db: &DatabaseTransaction,
    reference: &CyclicReference<'_>,
    how: &str,
) -> Result<(), DbErr> {
    let name = foreign_key_name(&reference.entity.name, &reference.field.name);
    let (table, name) = (quoted(&reference.entity.name), quoted(&name));
    let sql = format!("ALTER TABLE {table} ALTER CONSTRAINT {name} {how}");
    db.execute_unprepared(&sql).await.map(drop)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
