//! How much memory an entry takes.

use std::mem::size_of;

use nevr_schema::{Name, Record, Value};

/// What the allocator adds to each block, about.
const BLOCK: usize = 16;

/// Returns the number of bytes that a record takes, at most.
pub(super) fn of_record(record: &Record) -> usize {
    // A list that has grown field by field has room for twice as many.
    let fields = record.len().next_power_of_two().max(4);
    let values: usize = record.iter().map(|(_, value)| of_value(value)).sum();
    size_of::<Record>() + BLOCK + fields * size_of::<(Name, Value)>() + BLOCK + values
}

/// Returns the number of bytes that a value takes outside of itself.
fn of_value(value: &Value) -> usize {
    match value {
        Value::String(text) => BLOCK + text.capacity(),
        Value::Json(json) => of_json(json),
        Value::Null | Value::Int(_) | Value::Boolean(_) | Value::DateTime(_) => 0,
    }
}

fn of_json(json: &serde_json::Value) -> usize {
    match json {
        serde_json::Value::String(text) => BLOCK + text.capacity(),
        serde_json::Value::Array(items) => {
            let inside: usize = items.iter().map(of_json).sum();
            BLOCK + items.capacity() * size_of::<serde_json::Value>() + inside
        }
        // A table, and an index into it.
        serde_json::Value::Object(members) => {
            let member = size_of::<(String, serde_json::Value)>() + 4 * size_of::<usize>();
            let inside: usize =
                members.iter().map(|(name, value)| BLOCK + name.capacity() + of_json(value)).sum();
            2 * BLOCK + 2 * members.len() * member + inside
        }
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => 0,
    }
}
