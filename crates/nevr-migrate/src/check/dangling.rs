//! Checks rows before a column gets a foreign key.

use nevr_schema::Origin;
use sea_orm::{
    ConnectionTrait, DbErr,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};

use super::query::{count, text};
use crate::report::{Reason, Refusal};

/// A column that gets a foreign key.
#[derive(Debug)]
pub(crate) struct DanglingCheck {
    pub(crate) origin: Origin,
    pub(crate) table: String,
    pub(crate) field: String,
    /// The current name of its column.
    pub(crate) column: String,
    /// The table that it would refer to.
    pub(crate) to: String,
    /// Whether that table exists already; if not, it has no rows.
    pub(crate) is_there: bool,
}

impl DanglingCheck {
    pub(super) async fn run(self, db: &impl ConnectionTrait) -> Result<Option<Refusal>, DbErr> {
        let query = self.query();
        let rows = count(db, &query).await?;
        let reason = Reason::Dangling { to: self.to, rows, query: text(db, &query) };
        let (origin, entity, field) = (self.origin, self.table, Some(self.field));
        Ok((rows > 0).then_some(Refusal { origin, entity, field, reason }))
    }

    /// Selects the rows whose value is not an id of that table. Null refers to nothing.
    fn query(&self) -> SelectStatement {
        let [id, parent] = ["id", "parent"].map(Alias::new);
        let column = (Alias::new(&self.table), Alias::new(&self.column));
        let mut query = Query::select();
        query
            .column((Alias::new(&self.table), id.clone()))
            .column(column.clone())
            .from(Alias::new(&self.table))
            .and_where(Expr::col(column.clone()).is_not_null());
        if self.is_there {
            let mut same = Query::select();
            same.expr(Expr::val(1))
                .from_as(Alias::new(&self.to), parent.clone())
                .and_where(Expr::col((parent, id)).equals(column));
            query.and_where(Expr::exists(same).not());
        }
        query
    }
}
