//! Completes tables that are written in part.
//!
//! If `T`'s default for `session` is seven days and the file sets another option of `session`, the
//! seven days must stay. Serde alone would take the missing options from the default of the table's
//! own type, which may differ.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use super::deserializer::NodeReader;
use crate::{
    option_schema::{annotations::DEFERRED, subschemas::Subschemas},
    tree::node::{Entry, Item, Node, Step, Table, Value},
};

/// Adds the options that `T`'s default has and `section` lacks to the tables inside `section`.
pub(super) fn fill<T: DeserializeOwned + Serialize>(section: &mut Node, schemas: &Subschemas<'_>) {
    let empty = Node::not_in_file(Value::Table(Table::default()));
    // A `T` with a required option has no default.
    let Ok(defaults) = T::deserialize(NodeReader(&empty)) else { return };
    if let (Value::Table(table), Ok(Json::Object(defaults))) =
        (&mut section.value, serde_json::to_value(defaults))
    {
        descend(table, &defaults, schemas);
    }
}

fn descend(table: &mut Table, defaults: &serde_json::Map<String, Json>, schemas: &Subschemas<'_>) {
    for entry in &mut table.entries {
        let below = schemas.below(&Step::Key(entry.key.clone()));
        if let (Value::Table(inner), Some(Json::Object(defaults))) =
            (&mut entry.node.value, defaults.get(&entry.key))
        {
            complete(inner, defaults, &below);
            descend(inner, defaults, &below);
        }
    }
}

/// Adds the options that are not written to a table, if it can only be a struct: a map has the
/// entries that the file gives it, and of several alternatives it is not known which one is meant.
fn complete(table: &mut Table, defaults: &serde_json::Map<String, Json>, schemas: &Subschemas<'_>) {
    let Some(options) = schemas.only_struct() else { return };
    for (key, value) in defaults.iter().filter(|(key, _)| options.contains_key(*key)) {
        // Serializing a deferred value may redact it, so there is nothing to copy.
        let deferred = schemas.below(&Step::Key(key.clone())).have(DEFERRED);
        if deferred || table.entry(key).is_some() {
            continue;
        }
        if let Some(node) = node(value) {
            table.entries.push(Entry { key: key.clone(), key_span: 0..0, node });
        }
    }
}

fn node(json: &Json) -> Option<Node> {
    let value = match json {
        Json::Null => return None,
        Json::Bool(boolean) => Value::Boolean(*boolean),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Integer(number.into()),
            None => Value::Float(number.as_f64()?),
        },
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => {
            let items = items.iter().enumerate();
            Value::List(
                items.filter_map(|(index, item)| Some(Item { index, node: node(item)? })).collect(),
            )
        }
        Json::Object(entries) => Value::Table(Table {
            entries: entries
                .iter()
                .filter_map(|(key, value)| {
                    Some(Entry { key: key.clone(), key_span: 0..0, node: node(value)? })
                })
                .collect(),
        }),
    };
    Some(Node::not_in_file(value))
}
