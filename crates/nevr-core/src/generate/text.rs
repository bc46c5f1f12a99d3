//! JSON as text.

use serde_json::Value;

/// Returns a JSON document as the text of a file: indented, members in the order in which they are
/// declared, with a line break at the end.
pub fn json_text(value: &Value) -> String {
    format!("{value:#}\n")
}
