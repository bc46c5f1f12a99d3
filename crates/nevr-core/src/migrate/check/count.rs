//! How much would be lost.

use sea_orm::{
    ConnectionTrait, DbErr,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::{super::Loss, query::count};
use crate::schema::Owner;

/// Something that goes.
#[derive(Clone, Debug)]
pub(in super::super) struct Count {
    pub(in super::super) owner: Owner,
    pub(in super::super) table: String,
    /// None for the whole table.
    pub(in super::super) column: Option<String>,
}

impl Count {
    /// Counts what is in it.
    pub(in super::super) async fn run(self, db: &impl ConnectionTrait) -> Result<Loss, DbErr> {
        let mut rows = Query::select();
        rows.expr_as(Expr::val(1), Alias::new("one")).from(Alias::new(&self.table));
        if let Some(column) = &self.column {
            rows.and_where(Expr::col(Alias::new(column)).is_not_null());
        }
        let rows = count(db, &rows).await?;
        Ok(Loss { owner: self.owner, entity: self.table, field: self.column, rows })
    }
}
