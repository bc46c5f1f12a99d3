//! Reading a table page by page, in the order of its ids.

use nevr_schema::{
    Entity, FieldType,
    codec::{readable, sortable},
};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction,
    sea_query::{Alias, Asterisk, Expr, ExprTrait, Func, Order, Query},
};

use super::{error::CopyError, row::Row};

/// The most rows of a page.
const MOST_ROWS: u64 = 500;
/// What a page should hold at most, in bytes; rows are counted by what those before were.
const PAGE: u64 = 2 << 20;

/// Walks through a table.
#[derive(Debug)]
pub(super) struct Pages<'e> {
    entity: &'e Entity,
    after: Option<String>,
    rows: u64,
    ended: bool,
}

impl<'e> Pages<'e> {
    pub(super) fn of(entity: &'e Entity) -> Self {
        Self { entity, after: None, rows: MOST_ROWS, ended: false }
    }

    /// The next rows; none when all were read.
    pub(super) async fn next(&mut self, db: &DatabaseTransaction) -> Result<Page, CopyError> {
        let (after, limit) = (self.after.clone(), self.rows);
        if self.ended {
            return Ok(Page { rows: Vec::new(), after, limit });
        }
        let rows = read(db, self.entity, after.as_deref(), limit).await?;
        let count = rows.len() as u64;
        self.ended = count < limit;
        if let Some(last) = rows.last() {
            self.after = Some(last.id.clone());
            let size = rows.iter().map(Row::size).sum::<usize>().max(1) as u64;
            self.rows = (PAGE * count / size).clamp(1, MOST_ROWS);
        }
        Ok(Page { rows, after, limit })
    }
}

/// Rows, and what was asked for.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) rows: Vec<Row>,
    after: Option<String>,
    limit: u64,
}

impl Page {
    /// The same page of another database.
    pub(super) async fn of(
        &self,
        db: &DatabaseTransaction,
        entity: &Entity,
    ) -> Result<Vec<Row>, CopyError> {
        read(db, entity, self.after.as_deref(), self.limit).await
    }
}

/// The first rows behind an id.
async fn read(
    db: &DatabaseTransaction,
    entity: &Entity,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<Row>, CopyError> {
    let failed = |source| CopyError::Read { table: entity.name.to_string(), source };
    let backend = db.get_database_backend();
    let column = |name: &str| Expr::col((Alias::new(entity.name.as_str()), Alias::new(name)));
    let mut select = Query::select();
    for field in entity.fields.values() {
        select.expr(readable(column(&field.name), field.ty, backend));
    }
    let by_id = sortable(column("id"), FieldType::String, backend);
    select.from(Alias::new(entity.name.as_str()));
    if let Some(id) = after {
        select.and_where(by_id.clone().gt(id));
    }
    select.order_by_expr(by_id, Order::Asc).limit(limit);
    let rows = db.query_all(&select).await.map_err(failed)?;
    rows.iter().map(|row| Row::read(entity, row, backend)).collect()
}

/// How many rows a table has.
pub(super) async fn count(db: &DatabaseTransaction, entity: &Entity) -> Result<u64, CopyError> {
    let failed = |source| CopyError::Read { table: entity.name.to_string(), source };
    let mut select = Query::select();
    select.expr(Func::count(Expr::col(Asterisk))).from(Alias::new(entity.name.as_str()));
    let row = db.query_one(&select).await.map_err(failed)?;
    let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    Ok(count.unwrap_or_default().unsigned_abs())
}
