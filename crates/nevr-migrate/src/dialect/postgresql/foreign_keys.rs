//! Reads foreign keys from the catalogue.

use sea_orm::{DbErr, QueryResult};

use crate::catalogue::{ForeignKey, ListedKey};

/// Reads one foreign key.
pub(super) fn read(row: &QueryResult) -> Result<ListedKey, DbErr> {
    let text = |column: &str| row.try_get::<String>("", column);
    let is_near: bool = row.try_get("", "is_near")?;
    let mut on_delete = action(&text("on_delete")?).to_owned();
    if !row.try_get::<bool>("", "validated")? {
        on_delete.push_str(" NOT VALID");
    }
    let relation = text("relation")?;
    Ok(ListedKey {
        child: if is_near { relation } else { format!("{}.{relation}", text("schema")?) },
        columns: names(&text("columns")?)?,
        parent_columns: names(&text("parents")?)?,
        refers_near: row.try_get("", "refers_near")?,
        key: ForeignKey { name: text("name")?, table: text("parent")?, on_delete },
        definition: Some(text("definition")?),
    })
}

fn names(json: &str) -> Result<Vec<String>, DbErr> {
    serde_json::from_str(json).map_err(|error| DbErr::Json(error.to_string()))
}

/// Returns the action of a `confdeltype` of `pg_constraint`.
fn action(code: &str) -> &'static str {
    match code {
        "c" => "CASCADE",
        "n" => "SET NULL",
        "d" => "SET DEFAULT",
        "r" => "RESTRICT",
        _ => "NO ACTION",
    }
}
