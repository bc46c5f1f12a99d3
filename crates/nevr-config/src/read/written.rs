//! A section as JSON to show to people, without the values of variables.

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json};

use super::{defaults::fill, deserializer::NodeReader};
use crate::{
    option_schema::{
        annotations::DEFERRED,
        subschemas::{OptionSchema, Subschemas},
    },
    tree::{
        node::{Node, Step, Table, Value},
        template::Template,
    },
};

/// Replaces a secret whose value is written into the file.
const REDACTED: &str = "[redacted]";

/// Returns `table` completed by the defaults of `T`. See
/// [`Section::as_written`](crate::Section::as_written).
pub(crate) fn written<T>(table: &Table) -> Json
where
    T: DeserializeOwned + Serialize + JsonSchema,
{
    let mut section = Node::not_in_file(Value::Table(table.clone()));
    let schema = OptionSchema::of::<T>();
    fill::<T>(&mut section, &schema.top());
    let mut options = json(&section, &schema.top());
    if let (Json::Object(options), Some(defaults)) = (&mut options, defaults::<T>()) {
        for (option, default) in defaults {
            options.entry(option).or_insert(default);
        }
    }
    options
}

fn defaults<T: DeserializeOwned + Serialize>() -> Option<Map<String, Json>> {
    let empty = Node::not_in_file(Value::Table(Table::default()));
    match serde_json::to_value(T::deserialize(NodeReader(&empty)).ok()?) {
        Ok(Json::Object(defaults)) => Some(defaults),
        _ => None,
    }
}

fn json(node: &Node, schemas: &Subschemas<'_>) -> Json {
    match &node.value {
        Value::Text(text) if schemas.have(DEFERRED) && !is_reference(text) => REDACTED.into(),
        Value::Text(text) | Value::Date(text) => text.as_str().into(),
        Value::Integer(number) => match i64::try_from(*number) {
            Ok(number) => number.into(),
            Err(_) => number.to_string().into(),
        },
        Value::Float(number) => (*number).into(),
        Value::Boolean(boolean) => (*boolean).into(),
        Value::List(items) => items
            .iter()
            .map(|item| json(&item.node, &schemas.below(&Step::Index(item.index))))
            .collect(),
        Value::Table(table) => table
            .entries
            .iter()
            .map(|entry| {
                let below = schemas.below(&Step::Key(entry.key.clone()));
                (entry.key.clone(), json(&entry.node, &below))
            })
            .collect(),
    }
}

/// Returns whether the text consists of references alone, and so reveals nothing.
fn is_reference(text: &str) -> bool {
    Template::parse(text).is_ok_and(|template| template.is_only_references())
}
