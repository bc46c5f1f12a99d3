//! Reads a JSON value into a type and knows, for every problem, where it is.

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, Visitor},
    forward_to_deserialize_any,
};
use serde_json::{Map, Number, Value};

use super::{
    access::{Items, Members, Names, Variant},
    notes::{Notes, Read},
    place::Place,
    problem::{Kind, Problem},
};

/// A value and its place.
#[derive(Clone, Copy)]
pub(super) struct Reader<'de, 'p> {
    pub(super) view: View<'de>,
    pub(super) place: Place<'p>,
    pub(super) notes: &'p Notes,
}

/// A JSON value, looked at.
#[derive(Clone, Copy)]
pub(super) enum View<'de> {
    Null,
    Bool(bool),
    Number(&'de Number),
    Text(&'de str),
    List(&'de [Value]),
    Object(&'de Map<String, Value>),
}

impl<'de> From<&'de Value> for View<'de> {
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

impl<'de, 'p> Reader<'de, 'p> {
    pub(super) fn root(object: &'de Map<String, Value>, notes: &'p Notes) -> Self {
        Self { view: View::Object(object), place: Place::Root, notes }
    }

    fn object<V: Visitor<'de>>(self, names: Names, visitor: V) -> Result<V::Value, Problem> {
        let View::Object(object) = self.view else { return Err(Problem::must_be("an object")) };
        visitor.visit_map(Members::new(object, names, &self.place, self.notes))
    }

    fn list<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let View::List(items) = self.view else { return Err(Problem::must_be("a list")) };
        let mut access = Items::new(items, &self.place, self.notes);
        let value = visitor.visit_seq(&mut access)?;
        // A tuple stops reading when it has enough.
        if access.is_done() { Ok(value) } else { Err(Problem::invalid_length(items.len(), &"")) }
    }

    fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.view {
            View::Text(text) => visitor.visit_borrowed_str(text),
            _ => Err(Problem::must_be("a string")),
        }
    }

    fn whole<V: Visitor<'de>>(
        self,
        least: i128,
        most: i128,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let View::Number(number) = self.view else {
            return Err(Problem::must_be("a whole number"));
        };
        let value = number.as_i128().ok_or_else(|| Problem::must_be("a whole number"))?;
        if !(least..=most).contains(&value) {
            return Err(Problem::must_be(format!("a whole number from {least} to {most}")));
        }
        match (number.as_u64(), number.as_i64()) {
            (Some(value), _) => visitor.visit_u64(value),
            (None, Some(value)) => visitor.visit_i64(value),
            (None, None) => Err(Problem::must_be("a whole number")),
        }
    }

    fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.view {
            View::Number(number) => visit_number(number, visitor),
            _ => Err(Problem::must_be("a number")),
        }
    }

    /// Reads this value or what stands in for it.
    pub(super) fn seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Problem> {
        let place = self.place;
        match self.notes.read(&place) {
            Read::Filler(filler) => stand_in(&place, seed.deserialize(filler)),
            Read::Value | Read::Nothing => {
                seed.deserialize(self).map_err(|problem| problem.or_at(|| place.path()))
            }
        }
    }
}

/// A filler that does not fit says only where it was.
fn stand_in<T>(place: &Place<'_>, read: Result<T, Problem>) -> Result<T, Problem> {
    read.map_err(|_| Problem::from(Kind::Filler).or_at(|| place.path()))
}

fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Problem> {
    match (number.as_u64(), number.as_i64(), number.as_f64()) {
        (Some(value), ..) => visitor.visit_u64(value),
        (None, Some(value), _) => visitor.visit_i64(value),
        (None, None, Some(value)) => visitor.visit_f64(value),
        (None, None, None) => Err(Problem::must_be("a number")),
    }
}

macro_rules! whole_numbers {
    ($($method:ident: $type:ty,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            self.whole(<$type>::MIN.into(), <$type>::MAX.into(), visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Reader<'de, '_> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.view {
            View::Null => visitor.visit_unit(),
            View::Bool(value) => visitor.visit_bool(value),
            View::Number(number) => visit_number(number, visitor),
            View::Text(text) => visitor.visit_borrowed_str(text),
            View::List(_) => self.list(visitor),
            View::Object(_) => self.object(None, visitor),
        }
    }

    whole_numbers! {
        deserialize_i8: i8, deserialize_i16: i16, deserialize_i32: i32, deserialize_i64: i64,
        deserialize_u8: u8, deserialize_u16: u16, deserialize_u32: u32, deserialize_u64: u64,
        deserialize_i128: i64, deserialize_u128: u64,
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.number(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.number(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.view {
            View::Bool(value) => visitor.visit_bool(value),
            _ => Err(Problem::must_be("true or false")),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.text(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.text(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.text(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.view {
            View::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.view {
            View::Null => visitor.visit_unit(),
            _ => Err(Problem::must_be("null")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.list(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Problem> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.list(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.object(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.object(Some(fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let (name, content) = match self.view {
            View::Text(name) => (name, None),
            View::Object(object) => match (object.iter().next(), object.len()) {
                (Some((name, content)), 1) => (name.as_str(), Some(content.into())),
                _ => return Err(Problem::must_be("an object with one member")),
            },
            _ => return Err(Problem::unknown_variant("", variants)),
        };
        visitor.visit_enum(Variant { name, content, place: &self.place, notes: self.notes })
    }

    forward_to_deserialize_any! { bytes byte_buf identifier ignored_any }
}
