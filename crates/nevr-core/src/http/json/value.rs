//! One JSON value, and how the simple ones are read.

use serde::de::Visitor;
use serde_json::{Map, Number, Value};

use super::problem::Problem;

/// The text that fills in for a wrong or missing one: also a moment, for types that hold one.
const FILLER_TEXT: &str = "2000-01-01T00:00:00.000Z";
/// The number that fills in for a wrong or missing one: every number type can hold it.
const FILLER_NUMBER: u64 = 1;

/// A borrowed JSON value, or a filler in its place.
#[derive(Clone, Copy)]
pub(super) enum ValueRef<'de> {
    Null,
    Bool(bool),
    Number(&'de Number),
    Text(&'de str),
    List(&'de [Value]),
    Object(&'de Map<String, Value>),
    /// Whatever the type asks for, so that reading continues and finds the problems of other
    /// values. What was read with it is dropped.
    Filler,
}

impl<'de> From<&'de Value> for ValueRef<'de> {
    fn from(value: &'de Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::Text(text),
            Value::Array(items) => Self::List(items),
            Value::Object(members) => Self::Object(members),
        }
    }
}

impl<'de> ValueRef<'de> {
    pub(super) fn is_filler(self) -> bool {
        matches!(self, Self::Filler)
    }

    pub(super) fn null<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Null | Self::Filler => visitor.visit_unit(),
            _ => Err(Problem::must_be("null")),
        }
    }

    pub(super) fn boolean<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Filler => visitor.visit_bool(false),
            _ => Err(Problem::must_be("true or false")),
        }
    }

    pub(super) fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Text(text) => visitor.visit_borrowed_str(text),
            Self::Filler => visitor.visit_borrowed_str(FILLER_TEXT),
            _ => Err(Problem::must_be("a string")),
        }
    }

    pub(super) fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Number(number) => visit_number(number, visitor),
            Self::Filler => visitor.visit_u64(FILLER_NUMBER),
            _ => Err(Problem::must_be("a number")),
        }
    }

    /// Reads a whole number between `least` and `most`.
    pub(super) fn whole<V: Visitor<'de>>(
        self,
        least: i128,
        most: i128,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let number = match self {
            Self::Number(number) => number,
            Self::Filler => return visitor.visit_u64(FILLER_NUMBER),
            _ => return Err(Problem::must_be("a whole number")),
        };
        let value = number.as_i128().ok_or_else(|| Problem::must_be("a whole number"))?;
        if (least..=most).contains(&value) {
            visit_number(number, visitor)
        } else {
            Err(Problem::must_be(format!("a whole number from {least} to {most}")))
        }
    }
}

pub(super) fn visit_number<'de, V: Visitor<'de>>(
    number: &Number,
    visitor: V,
) -> Result<V::Value, Problem> {
    match (number.as_u64(), number.as_i64(), number.as_f64()) {
        (Some(value), ..) => visitor.visit_u64(value),
        (None, Some(value), _) => visitor.visit_i64(value),
        (None, None, Some(value)) => visitor.visit_f64(value),
        (None, None, None) => Err(Problem::must_be("a number")),
    }
}
