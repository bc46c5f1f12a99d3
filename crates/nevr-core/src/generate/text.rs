//! JSON as text.

use serde_json::Value;

/// A JSON document for a file: indented, members in the order in which they are declared, a line
/// break at the end.
pub fn json_text(value: &Value) -> String {
    format!("{value:#}\n")
}
