//! Writes rows, many with one statement.

use nevr_schema::{Entity, codec};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction,
    sea_query::{Alias, Expr, InsertStatement, Query},
};

use super::{
    error::CopyError,
    moment,
    read::{Cell, Row},
};

/// The largest number of values in a statement. SQLite takes 32 766, the others 65 535.
const MOST_VALUES: usize = 32_000;
/// About how long a statement may be, in bytes. MySQL servers take 16 MiB or more.
const MOST_BYTES: usize = 1 << 20;

/// Inserts rows into a table.
pub(super) async fn insert(
    db: &DatabaseTransaction,
    entity: &Entity,
    rows: &[Row],
) -> Result<(), CopyError> {
    let mut rest = rows;
    while !rest.is_empty() {
        let (some, others) = rest.split_at(fitting(entity, rest));
        write(db, entity, some).await?;
        rest = others;
    }
    Ok(())
}

/// Returns how many of the rows fit into one statement, at least one.
fn fitting(entity: &Entity, rows: &[Row]) -> usize {
    let most = (MOST_VALUES / entity.fields.len().max(1)).max(1);
    let mut bytes = 0;
    let fitting = rows.iter().take(most).take_while(|row| {
        bytes += row.size();
        bytes <= MOST_BYTES
    });
    fitting.count().max(1)
}

async fn write(db: &DatabaseTransaction, entity: &Entity, rows: &[Row]) -> Result<(), CopyError> {
    let insert = statement(db, entity, rows);
    let id = |row: Option<&Row>| row.map(|row| row.id.clone()).unwrap_or_default();
    let done = db.execute(&insert).await;
    done.map(drop).map_err(|source| CopyError::Write {
        table: entity.name.to_string(),
        first: id(rows.first()),
        last: id(rows.last()),
        source: Box::new(source),
    })
}

fn statement(db: &DatabaseTransaction, entity: &Entity, rows: &[Row]) -> InsertStatement {
    let backend = db.get_database_backend();
    let mut insert = Query::insert();
    insert
        .into_table(Alias::new(entity.name.as_str()))
        .columns(entity.fields.keys().map(|name| Alias::new(name.as_str())));
    for row in rows {
        let fields = entity.fields.values().zip(&row.values);
        let values = fields.map(|(field, cell)| match cell {
            Cell::Value(value) => codec::written(value, field.ty, backend),
            Cell::Moment(moment) => Expr::val(moment::bound(*moment, backend)),
        });
        insert.values_panic(values.collect::<Vec<Expr>>());
    }
    insert
}
