//! Checks rows before columns get a unique index.

use nevr_schema::Origin;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr,
    sea_query::{Alias, Asterisk, Expr, ExprTrait, Func, Query, SelectStatement},
};

use super::query::text;
use crate::{
    catalogue::Index,
    report::{Reason, Refusal},
};

/// A unique index over a table that may have rows.
#[derive(Debug)]
pub(crate) struct UniqueCheck {
    pub(crate) index: Index,
    /// The declaration that asks for it.
    pub(crate) origin: Origin,
    /// The field, if it is about one.
    pub(crate) field: Option<String>,
    /// The current names of those of its columns that exist. The others are about to be added with
    /// a default, so every row will have the same value in them.
    pub(crate) existing: Vec<String>,
}

const ROWS: &str = "rows";

impl UniqueCheck {
    /// Counts the rows that share a value, and returns a refusal if there are any.
    pub(super) async fn run(self, db: &impl ConnectionTrait) -> Result<Option<Refusal>, DbErr> {
        let query = self.query();
        // Except on SQLite, the sum of integers is a decimal number.
        let whole = match db.get_database_backend() {
            DbBackend::MySql => "signed",
            _ => "bigint",
        };
        let sum = Func::sum(Expr::col(Alias::new(ROWS)));
        let mut count = Query::select();
        count
            .expr_as(Func::count(Expr::col(Asterisk)), Alias::new("found"))
            .expr_as(Expr::expr(sum).cast_as(Alias::new(whole)), Alias::new(ROWS))
            .from_subquery(query.clone(), Alias::new("duplicates"));
        let Some(row) = db.query_one(&count).await? else { return Ok(None) };
        let values: i64 = row.try_get("", "found")?;
        let rows: Option<i64> = row.try_get("", ROWS)?;
        let (values, rows) = (values.unsigned_abs(), rows.unwrap_or_default().unsigned_abs());
        // Without columns to group by there is one group, however many rows it has.
        let collide = values > 0 && rows > 1;
        let query = text(db, &query);
        let reason = Reason::Duplicates { index: self.index.name, values, rows, query };
        let (entity, origin) = (self.index.table, self.origin);
        Ok(collide.then_some(Refusal { origin, entity, field: self.field, reason }))
    }

    /// Selects the values that more than one row has. Null equals nothing, itself included.
    fn query(&self) -> SelectStatement {
        let mut select = Query::select();
        select.columns(self.existing.iter().map(Alias::new));
        select.expr_as(Func::count(Expr::col(Asterisk)), Alias::new(ROWS));
        select.from(Alias::new(&self.index.table));
        for column in &self.existing {
            select.and_where(Expr::col(Alias::new(column)).is_not_null());
        }
        if !self.existing.is_empty() {
            select.group_by_columns(self.existing.iter().map(Alias::new));
            select.and_having(Func::count(Expr::col(Asterisk)).gt(1));
        }
        select
    }
}
