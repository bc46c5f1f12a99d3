//! Reads columns from the catalogue.

use sea_orm::{DbErr, QueryResult};

use super::{defaults, types};
use crate::catalogue::Column;

/// Reads a column. A generated one has its expression as default, which no field has.
pub(super) fn column(row: &QueryResult, mariadb: bool) -> Result<Column, DbErr> {
    let text = |column: &str| row.try_get::<Option<String>>("", column);
    let ty = text("type")?.unwrap_or_default();
    let extra = text("extra")?.unwrap_or_default();
    let generated = text("generated")?.filter(|expression| !expression.is_empty());
    let shown = text("default_value")?;
    let default = match generated {
        Some(expression) => Some(format!("AS ({expression})")),
        None if is_automatic(&extra) => Some(extra),
        None => shown.and_then(|shown| defaults::live(&shown, &ty, &extra, mariadb)),
    };
    Ok(Column {
        name: row.try_get("", "name")?,
        ty: types::live(&ty, text("collation_name")?.as_deref()),
        not_null: text("nullable")?.as_deref() == Some("NO"),
        default,
        reference: None,
    })
}

/// Whether the server fills the column: `auto_increment`, `on update current_timestamp()`.
fn is_automatic(extra: &str) -> bool {
    let extra = extra.to_ascii_lowercase();
    extra.contains("auto_increment") || extra.contains("on update")
}
