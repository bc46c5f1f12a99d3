//! Rows, keyed by field name.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{env::Timestamp, name::Name, value::Value};

/// A row, or a part of one: values by field name, in the order they were set.
///
/// A record instead of a struct, because a `user` has the fields that the switched-on plugins gave
/// it. The store checks records against the merged schema.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record(Vec<(Name, Value)>);

/// A field is not there, or not of the type that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("field `{field}` is not {expected}")]
pub struct RecordError {
    /// The field that was asked for.
    pub field: String,
    /// What was expected.
    pub expected: &'static str,
}

impl Record {
    /// A record without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// This record with a field set.
    #[must_use]
    pub fn with(mut self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.set(field, value);
        self
    }

    /// Sets a field, replacing its value if there is one.
    pub fn set(&mut self, field: impl Into<Name>, value: impl Into<Value>) {
        let (field, value) = (field.into(), value.into());
        match self.0.iter_mut().find(|(name, _)| *name == field) {
            Some((_, old)) => *old = value,
            None => self.0.push((field, value)),
        }
    }

    /// Takes a field out.
    pub fn remove(&mut self, field: &str) -> Option<Value> {
        let at = self.0.iter().position(|(name, _)| *name == field)?;
        Some(self.0.remove(at).1)
    }

    /// The value of a field, if it is set.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, value)| value)
    }

    /// The value of a field as `T`: `String`, `&str`, `i64`, `bool`, [`Timestamp`], JSON, or an
    /// `Option` of one of them.
    pub fn get<'r, T: FromValue<'r>>(&'r self, field: &str) -> Result<T, RecordError> {
        self.value(field)
            .and_then(T::from_value)
            .ok_or_else(|| RecordError { field: field.to_owned(), expected: T::EXPECTED })
    }

    /// Whether the field is set, be it to null.
    pub fn has(&self, field: &str) -> bool {
        self.value(field).is_some()
    }

    /// Whether no field is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of fields that are set.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Fields and values.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Value)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// Sets every field of `other`.
    pub fn extend(&mut self, other: Self) {
        for (field, value) in other.0 {
            self.set(field, value);
        }
    }
}

impl FromIterator<(Name, Value)> for Record {
    fn from_iter<I: IntoIterator<Item = (Name, Value)>>(fields: I) -> Self {
        let mut record = Self::new();
        for (name, value) in fields {
            record.set(name, value);
        }
        record
    }
}

impl IntoIterator for Record {
    type Item = (Name, Value);
    type IntoIter = std::vec::IntoIter<(Name, Value)>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// What a field can be read as.
pub trait FromValue<'r>: Sized {
    /// How the type is called in errors.
    const EXPECTED: &'static str;
    /// Reads the value; `None` when it is of another type.
    fn from_value(value: &'r Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($type:ty, $expected:literal, $pattern:pat => $result:expr;)*) => {$(
        impl<'r> FromValue<'r> for $type {
            const EXPECTED: &'static str = $expected;
            fn from_value(value: &'r Value) -> Option<Self> {
                match value { $pattern => Some($result), _ => None }
            }
        }
    )*};
}

from_value! {
    &'r str, "text", Value::String(text) => text;
    String, "text", Value::String(text) => text.clone();
    i64, "a number", Value::Int(number) => *number;
    bool, "a boolean", Value::Boolean(flag) => *flag;
    Timestamp, "a time", Value::DateTime(moment) => *moment;
    &'r serde_json::Value, "JSON", Value::Json(json) => json;
}

impl<'r, T: FromValue<'r>> FromValue<'r> for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    fn from_value(value: &'r Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}
