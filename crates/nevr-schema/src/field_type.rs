//! The types that a field can have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The type of a field's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    /// Text of at most 255 characters.
    String,
    /// Text of any length.
    Text,
    /// A whole number of 64 bits.
    Int,
    /// True or false.
    Boolean,
    /// A moment in UTC with milliseconds.
    DateTime,
    /// Any JSON value.
    Json,
}

impl FieldType {
    /// The greatest length of a `string`, in characters.
    pub const STRING_LENGTH: usize = 255;

    /// Returns the name of the type in the config file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Text => "text",
            Self::Int => "int",
            Self::Boolean => "boolean",
            Self::DateTime => "datetime",
            Self::Json => "json",
        }
    }
}
