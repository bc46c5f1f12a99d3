//! The texts of inserts, which are built once for each entity.

use std::sync::Arc;

use nevr_schema::{Entity, Record, Schema, Value};
use sea_orm::{DbBackend, StatementBuilder};

use super::sql;

/// The texts of the inserts, by the position of their entity in the schema. The store inserts every
/// field of a row, in their order.
pub(super) struct InsertTexts(Vec<Arc<str>>);

impl InsertTexts {
    pub(super) fn new(schema: &Schema, backend: DbBackend) -> Self {
        let text = |entity: &Entity| {
            let fields = entity.fields.keys();
            let row: Record = fields.map(|name| (name.clone(), Value::Null)).collect();
            let insert = sql::insert(entity, &row, backend);
            insert.map_or_else(
                |_| "".into(),
                |insert| StatementBuilder::build(&insert, &backend).sql.into(),
            )
        };
        Self(schema.entities.values().map(text).collect())
    }

    /// Returns the text for the entity at this position.
    pub(super) fn of(&self, entity: usize) -> Arc<str> {
        self.0[entity].clone()
    }
}
