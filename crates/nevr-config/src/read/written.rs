//! A section as it is written, for people: no value of a variable is in it.

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json};

use super::{
    defaults::fill,
    deserializer::NodeReader,
    rules::{DEFERRED, Marks, Rules},
};
use crate::{
    reference::Template,
    tree::{Node, Step, Table, Value},
};

/// What stands for a secret that is written out in the file.
const REDACTED: &str = "[redacted]";

/// The options of a `T`: what `table` says over the defaults, every reference as it is written.
pub(crate) fn written<T>(table: &Table) -> Json
where
    T: DeserializeOwned + Serialize + JsonSchema,
{
    let mut section = Node::not_in_file(Value::Table(table.clone()));
    let marks = Marks::of::<T>();
    fill::<T>(&mut section, &marks.rules());
    let mut options = json(&section, &marks.rules());
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

fn json(node: &Node, rules: &Rules<'_>) -> Json {
    match &node.value {
        Value::Text(text) if rules.marked(DEFERRED) && !is_reference(text) => REDACTED.into(),
        Value::Text(text) | Value::Date(text) => text.as_str().into(),
        Value::Integer(number) => match i64::try_from(*number) {
            Ok(number) => number.into(),
            Err(_) => number.to_string().into(),
        },
        Value::Float(number) => (*number).into(),
        Value::Boolean(boolean) => (*boolean).into(),
        Value::List(items) => items
            .iter()
            .map(|item| json(&item.node, &rules.below(&Step::Index(item.index))))
            .collect(),
        Value::Table(table) => table
            .entries
            .iter()
            .map(|entry| {
                let below = rules.below(&Step::Key(entry.key.clone()));
                (entry.key.clone(), json(&entry.node, &below))
            })
            .collect(),
    }
}

/// Whether the text is nothing but references, so that it tells nothing.
fn is_reference(text: &str) -> bool {
    Template::parse(text).is_ok_and(|template| template.is_only_references())
}
