//! Counts what would be deleted.

use nevr_schema::Owner;
use sea_orm::{
    ConnectionTrait, DbErr,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::query::count;
use crate::report::Loss;

/// A table or column that would be dropped.
#[derive(Clone, Debug)]
pub(crate) struct Count {
    pub(crate) owner: Owner,
    pub(crate) table: String,
    /// `None` for the whole table.
    pub(crate) column: Option<String>,
}

impl From<&Loss> for Count {
    fn from(loss: &Loss) -> Self {
        let (owner, table, column) = (loss.owner.clone(), loss.entity.clone(), loss.field.clone());
        Self { owner, table, column }
    }
}

impl Count {
    /// Counts the rows that it has, or the rows that hold a value in it.
    pub(crate) async fn run(self, db: &impl ConnectionTrait) -> Result<Loss, DbErr> {
        let mut rows = Query::select();
        rows.expr_as(Expr::val(1), Alias::new("one")).from(Alias::new(&self.table));
        if let Some(column) = &self.column {
            rows.and_where(Expr::col(Alias::new(column)).is_not_null());
        }
        let rows = count(db, &rows).await?;
        Ok(Loss { owner: self.owner, entity: self.table, field: self.column, rows })
    }
}
