//! Deep defaults: a table that is written in part keeps the rest of *its* default.
//!
//! Serde alone would take what is missing from the default of the table's type, which may differ
//! from what the options around it have there.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use super::{
    deserializer::NodeReader,
    rules::{DEFERRED, Rules},
};
use crate::tree::{Entry, Item, Node, Step, Table, Value};

/// Puts the defaults of a `T` into the tables inside `section`.
pub(super) fn fill<T: DeserializeOwned + Serialize>(section: &mut Node, rules: &Rules<'_>) {
    let empty = Node::not_in_file(Value::Table(Table::default()));
    // Options without defaults of their own have none to put in.
    let Ok(defaults) = T::deserialize(NodeReader(&empty)) else { return };
    if let (Value::Table(table), Ok(Json::Object(defaults))) =
        (&mut section.value, serde_json::to_value(defaults))
    {
        descend(table, &defaults, rules);
    }
}

fn descend(table: &mut Table, defaults: &serde_json::Map<String, Json>, rules: &Rules<'_>) {
    for entry in &mut table.entries {
        let below = rules.below(&Step::Key(entry.key.clone()));
        if let (Value::Table(inner), Some(Json::Object(defaults))) =
            (&mut entry.node.value, defaults.get(&entry.key))
        {
            complete(inner, defaults, &below);
            descend(inner, defaults, &below);
        }
    }
}

/// Adds the options that are not written. Only those of a struct: the entries of a map are the
/// author's, and of several shapes only one may be there.
fn complete(table: &mut Table, defaults: &serde_json::Map<String, Json>, rules: &Rules<'_>) {
    let Some(options) = rules.options() else { return };
    for (key, value) in defaults.iter().filter(|(key, _)| options.contains_key(*key)) {
        // A deferred value does not show itself, so there is nothing to copy.
        let deferred = rules.below(&Step::Key(key.clone())).marked(DEFERRED);
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
