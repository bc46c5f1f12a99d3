//! Checks rows before a field becomes required.

use nevr_schema::Origin;
use sea_orm::{
    ConnectionTrait, DbErr,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::query::{count, text};
use crate::report::{Reason, Refusal};

/// A field that becomes required.
#[derive(Debug)]
pub(crate) struct NullCheck {
    pub(crate) origin: Origin,
    pub(crate) table: String,
    pub(crate) field: String,
    /// The current name of its column.
    pub(crate) column: String,
}

impl NullCheck {
    pub(super) async fn run(self, db: &impl ConnectionTrait) -> Result<Option<Refusal>, DbErr> {
        let mut query = Query::select();
        query
            .column(Alias::new("id"))
            .from(Alias::new(&self.table))
            .and_where(Expr::col(Alias::new(&self.column)).is_null());
        let rows = count(db, &query).await?;
        let reason = Reason::Nulls { rows, query: text(db, &query) };
        let (origin, entity, field) = (self.origin, self.table, Some(self.field));
        Ok((rows > 0).then_some(Refusal { origin, entity, field, reason }))
    }
}
