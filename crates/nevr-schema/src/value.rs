//! The value of a field.

use serde::{Serialize, Serializer};

use crate::{env::Timestamp, field_type::FieldType};

/// The value of one field of one row.
///
/// Rust's own types convert into it, so it is rarely written out:
///
/// ```
/// use nevr_schema::{FieldType, Value};
///
/// assert_eq!(Value::from("note"), Value::String("note".to_owned()));
/// assert_eq!(Value::from(None::<i64>), Value::Null);
/// assert!(Value::from(3_i64).fits(FieldType::Int));
/// assert!(!Value::from("x".repeat(256)).fits(FieldType::String), "too long");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value, for optional fields.
    Null,
    /// For fields of type `string` and `text`, and for references.
    String(String),
    /// For fields of type `int`.
    Int(i64),
    /// For fields of type `boolean`.
    Boolean(bool),
    /// For fields of type `datetime`.
    DateTime(Timestamp),
    /// For fields of type `json`.
    Json(serde_json::Value),
}

impl Value {
    /// Returns whether this is [`Value::Null`].
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns whether a field of type `ty` can store this value. Null fits every type; whether the
    /// field is optional is not checked here.
    ///
    /// A text with a NUL character fits no type, nor does JSON with one in a text or a member's
    /// name: PostgreSQL cannot store it, and what an app can store must not depend on its database.
    pub fn fits(&self, ty: FieldType) -> bool {
        let is_storable = match self {
            Self::String(text) if ty == FieldType::String => {
                !text.contains('\0') && text.chars().count() <= FieldType::STRING_LENGTH
            }
            Self::String(text) => !text.contains('\0'),
            Self::Json(json) => !holds_nul(json),
            _ => true,
        };
        is_storable && self.is_of(ty)
    }

    /// Returns whether this value can be compared with values of type `ty`. It may be too long to
    /// be stored as one.
    pub fn is_of(&self, ty: FieldType) -> bool {
        matches!(
            (self, ty),
            (Self::Null, _)
                | (Self::String(_), FieldType::String | FieldType::Text)
                | (Self::Int(_), FieldType::Int)
                | (Self::Boolean(_), FieldType::Boolean)
                | (Self::DateTime(_), FieldType::DateTime)
                | (Self::Json(_), FieldType::Json)
        )
    }

    /// Reads a JSON value as a value of type `ty`. Returns `None` if it has another type or does
    /// not [fit](Self::fits).
    pub fn from_json(json: &serde_json::Value, ty: FieldType) -> Option<Self> {
        use serde_json::Value as Json;
        let value = match (ty, json) {
            (_, Json::Null) => Self::Null,
            (FieldType::String | FieldType::Text, Json::String(text)) => Self::String(text.clone()),
            (FieldType::Int, Json::Number(number)) => Self::Int(number.as_i64()?),
            (FieldType::Boolean, Json::Bool(flag)) => Self::Boolean(*flag),
            (FieldType::DateTime, Json::String(text)) => Self::DateTime(text.parse().ok()?),
            (FieldType::Json, json) => Self::Json(json.clone()),
            _ => return None,
        };
        value.fits(ty).then_some(value)
    }
}

fn holds_nul(json: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match json {
        Json::String(text) => text.contains('\0'),
        Json::Array(items) => items.iter().any(holds_nul),
        Json::Object(members) => {
            members.iter().any(|(name, value)| name.contains('\0') || holds_nul(value))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::String(text) => serializer.serialize_str(text),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Boolean(flag) => serializer.serialize_bool(*flag),
            Self::DateTime(moment) => moment.serialize(serializer),
            Self::Json(json) => json.serialize(serializer),
        }
    }
}

macro_rules! value_from {
    ($($type:ty => $variant:ident),*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self { Self::$variant(value.into()) }
        }
    )*};
}

value_from!(&str => String, String => String, &String => String, i64 => Int, i32 => Int, u32 => Int,
    bool => Boolean, Timestamp => DateTime, serde_json::Value => Json);

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
