//! A row, as values by field name.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{env::Timestamp, name::Name, value::Value};

/// A row, or a part of one: values by field name, in the order they were set.
///
/// Rows are not structs, because the fields of an entity depend on the plugins that are switched
/// on. A record accepts any field; the store checks it against the merged schema.
///
/// ```
/// use nevr_schema::Record;
///
/// let cart = Record::new().with("note", "no onions").with("items", 3_i64);
/// assert_eq!(cart.get::<&str>("note")?, "no onions");
/// assert_eq!(cart.get::<i64>("items")?, 3);
/// assert!(cart.get::<bool>("items").is_err(), "it is a number");
/// assert!(cart.get::<Option<&str>>("color").is_err(), "it is not set, not even to null");
/// # Ok::<(), nevr_schema::RecordError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record(Vec<(Name, Value)>);

/// A field of a record is not set, or has another type than the one it was read as.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("field `{field}` is not {expected}")]
pub struct RecordError {
    /// The name of the field.
    pub field: String,
    /// The type that it was read as.
    pub expected: &'static str,
}

impl Record {
    /// Creates a record without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a field and returns the record.
    #[must_use]
    pub fn with(mut self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.set(field, value);
        self
    }

    /// Sets a field. A value that it had is replaced, and its position stays.
    pub fn set(&mut self, field: impl Into<Name>, value: impl Into<Value>) {
        let (field, value) = (field.into(), value.into());
        match self.0.iter_mut().find(|(name, _)| *name == field) {
            Some((_, old)) => *old = value,
            None => self.0.push((field, value)),
        }
    }

    /// Removes a field and returns its value.
    pub fn remove(&mut self, field: &str) -> Option<Value> {
        let at = self.0.iter().position(|(name, _)| *name == field)?;
        Some(self.0.remove(at).1)
    }

    /// Returns the value of a field, if it is set.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, value)| value)
    }

    /// Returns the value of a field as a `T`: `String`, `&str`, `i64`, `bool`, [`Timestamp`],
    /// `&serde_json::Value`, or an `Option` of one of them, which is `None` for null.
    ///
    /// Fails if the field is not set or has another type.
    pub fn get<'r, T: FromValue<'r>>(&'r self, field: &str) -> Result<T, RecordError> {
        self.value(field)
            .and_then(T::from_value)
            .ok_or_else(|| RecordError { field: field.to_owned(), expected: T::EXPECTED })
    }

    /// Returns whether the field is set, be it to null.
    pub fn has(&self, field: &str) -> bool {
        self.value(field).is_some()
    }

    /// Returns whether no field is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of fields that are set.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the fields and their values, in the order they were set.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Value)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// Sets every field of `other` in this record.
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

/// A type that the value of a field can be read as. See [`Record::get`].
pub trait FromValue<'r>: Sized {
    /// How errors call the type.
    const EXPECTED: &'static str;
    /// Converts the value. Returns `None` if it has another type.
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
