//! Counts rows, and writes queries as text.

use sea_orm::{
    ConnectionTrait, DbErr, StatementBuilder,
    sea_query::{Alias, Asterisk, Expr, Func, Query, SelectStatement},
};

const FOUND: &str = "found";

/// Counts the rows that a query finds.
pub(super) async fn count(
    db: &impl ConnectionTrait,
    query: &SelectStatement,
) -> Result<u64, DbErr> {
    let mut count = Query::select();
    count
        .expr_as(Func::count(Expr::col(Asterisk)), Alias::new(FOUND))
        .from_subquery(query.clone(), Alias::new("rows_found"));
    let Some(row) = db.query_one(&count).await? else { return Ok(0) };
    Ok(row.try_get::<i64>("", FOUND)?.unsigned_abs())
}

/// Returns a query as text, for people to run.
pub(super) fn text(db: &impl ConnectionTrait, query: &SelectStatement) -> String {
    StatementBuilder::build(query, &db.get_database_backend()).to_string()
}
