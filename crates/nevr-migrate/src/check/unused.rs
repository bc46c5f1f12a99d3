//! Checks that a table or a column holds nothing, before a change that fits no value.

use nevr_schema::Origin;
use sea_orm::{
    ConnectionTrait, DbErr,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::query::count;
use crate::report::{Reason, Refusal};

/// A change that fits no row of a table, or no value of a column.
#[derive(Debug)]
pub(crate) struct UnusedCheck {
    pub(crate) origin: Origin,
    pub(crate) table: String,
    pub(crate) field: String,
    /// The current name of the column; `None` for the whole table.
    pub(crate) column: Option<String>,
    /// Why the change is refused if there is something.
    pub(crate) reason: Reason,
}

impl UnusedCheck {
    pub(super) async fn run(self, db: &impl ConnectionTrait) -> Result<Option<Refusal>, DbErr> {
        let mut any = Query::select();
        any.expr_as(Expr::val(1), Alias::new("one")).from(Alias::new(&self.table)).limit(1);
        if let Some(column) = &self.column {
            any.and_where(Expr::col(Alias::new(column)).is_not_null());
        }
        let found = count(db, &any).await?;
        let (origin, entity, reason) = (self.origin, self.table, self.reason);
        let refusal = Refusal { origin, entity, field: Some(self.field), reason };
        Ok((found > 0).then_some(refusal))
    }
}
