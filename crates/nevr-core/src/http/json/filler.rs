//! Values that stand in for bad or missing ones, so that reading goes on and finds the rest.
//!
//! What is read with one of them is thrown away.

use std::iter;

use serde::{
    Deserializer,
    de::{
        Error, IntoDeserializer, Visitor,
        value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

use super::problem::Problem;

/// How many fillers are tried at one place.
pub(super) const CANDIDATES: usize = TEXTS.len();

/// Texts that types with rules of their own may accept.
const TEXTS: [&str; 8] = [
    "",
    "a",
    "2000-01-01T00:00:00.000Z",
    "00000000-0000-7000-8000-000000000000",
    "someone@example.org",
    "https://example.org",
    "2000-01-01",
    "1",
];

/// Fillers within fillers stop here: a type may contain itself.
const DEEPEST: usize = 8;

/// Gives every type what it asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filler {
    number: usize,
    depth: usize,
}

impl Filler {
    pub(super) fn new(number: usize) -> Self {
        Self { number, depth: 0 }
    }

    fn inner(self) -> Result<Self, Problem> {
        if self.depth == DEEPEST {
            return Err(Problem::custom("too deep"));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }

    fn text(self) -> &'static str {
        TEXTS[self.number % TEXTS.len()]
    }
}

impl IntoDeserializer<'_, Problem> for Filler {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! whole_numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            visitor.visit_u64(self.number as u64 % 2)
        }
    )*};
}

impl<'de> Deserializer<'de> for Filler {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.number % 4 {
            0 => visitor.visit_unit(),
            1 => visitor.visit_borrowed_str(""),
            2 => self.deserialize_map(visitor),
            _ => visitor.visit_u64(1),
        }
    }

    whole_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_bool(false)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_char('a')
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_borrowed_str(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_borrowed_str(self.text())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_none()
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_seq(SeqDeserializer::new(iter::empty::<Self>()))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_seq(SeqDeserializer::new(iter::repeat_n(self.inner()?, len)))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_map(MapDeserializer::new(iter::empty::<(&str, Self)>()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let inner = self.inner()?;
        visitor.visit_map(MapDeserializer::new(fields.iter().map(|field| (*field, inner))))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let Some(variant) = variants.get(self.number % variants.len().max(1)) else {
            return Err(Problem::custom("no variants"));
        };
        let content = (*variant, self.inner()?);
        let object = MapDeserializer::new(iter::once(content));
        visitor.visit_enum(MapAccessDeserializer::new(object))
    }

    forward_to_deserialize_any! { bytes byte_buf unit_struct identifier ignored_any }
}
