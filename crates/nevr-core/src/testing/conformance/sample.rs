//! A row in every table, to check that it is kept.

use std::{collections::HashMap, sync::Arc, time::Duration};

use nevr_schema::{Entity, Field, FieldType, Name, Record, Schema, Value};
use serde_json::json;

use crate::{
    store::{Database, DatabaseOptions, HookIndex, Store, WriteSet},
    testing::app::TestApp,
};

/// How far in the future sample times are, so that no row is cleaned up as expired.
const ONE_YEAR: Duration = Duration::from_hours(365 * 24);

/// Inserts a row into every entity, without hooks, which may demand more of a row than its types do.
pub(super) async fn insert(app: &TestApp) -> Result<(), String> {
    let schema = app.nevr().schema().clone();
    let store = store(app, schema.clone()).await?;
    let outcome = fill(&store, &schema).await;
    store.close().await;
    outcome
}

async fn store(app: &TestApp, schema: Arc<Schema>) -> Result<Store, String> {
    let options = DatabaseOptions { max_connections: 1, ..DatabaseOptions::default() };
    let database = Database::open(&app.database().url(), options).await;
    let database = database.map_err(|error| format!("the database can't be opened: {error}"))?;
    Ok(Store::new(schema, Arc::new(HookIndex::default()), app.nevr().env().clone(), database))
}

async fn fill(store: &Store, schema: &Schema) -> Result<(), String> {
    let mut ids: HashMap<Name, String> = HashMap::new();
    for entity in schema.entities.values() {
        let id = format!("conformance-{}", entity.name);
        ids.insert(entity.name.clone(), id.clone());
        let mut set = WriteSet::new();
        set.insert(entity.name.clone(), row(store, entity, &ids));
        store.write(set).await.map_err(|error| {
            format!(
                "a row of `{}` that fits its fields can't be inserted ({error}): rows of it are \
                 written by others too, so a migration by hand must not ask for more",
                entity.name
            )
        })?;
    }
    Ok(())
}

fn row(store: &Store, entity: &Entity, ids: &HashMap<Name, String>) -> Record {
    let mut record = Record::new();
    let needed = |field: &&Field| {
        let kept_by_store =
            entity.timestamps && (field.name == "createdAt" || field.name == "updatedAt");
        !field.optional && field.default.is_none() && !kept_by_store
    };
    for field in entity.fields.values().filter(needed) {
        let value = match &field.reference {
            Some(to) => ids.get(&to.entity).map_or(Value::Null, |id| id.clone().into()),
            None if field.name == "id" => ids.get(&entity.name).cloned().unwrap_or_default().into(),
            None => sample(store, entity, field),
        };
        record.set(field.name.clone(), value);
    }
    record
}

fn sample(store: &Store, entity: &Entity, field: &Field) -> Value {
    match field.ty {
        FieldType::String | FieldType::Text => {
            format!("conformance-{}-{}", entity.name, field.name).into()
        }
        FieldType::Int => Value::Int(1_000_003),
        FieldType::Boolean => Value::Boolean(false),
        FieldType::DateTime => Value::DateTime(store.env().now() + ONE_YEAR),
        FieldType::Json => Value::Json(json!({})),
    }
}
