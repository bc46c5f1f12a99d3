//! Serde over the tree of a section.
//!
//! Written here rather than taken from `toml` because its error is the point: it keeps the path and
//! the parts of a complaint, where `toml`'s is a sentence that quotes the value.

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor, value::StrDeserializer,
};

use super::complaint::Complaint;
use crate::{
    suggestion::listed,
    tree::{Entry, Item, Node, Step, Table, Value},
};

/// Reads one node.
#[derive(Clone, Copy)]
pub(super) struct NodeReader<'a>(pub(super) &'a Node);

impl<'de> Deserializer<'de> for NodeReader<'_> {
    type Error = Complaint;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Complaint> {
        match &self.0.value {
            Value::Text(text) | Value::Date(text) => visitor.visit_str(text),
            Value::Integer(number) => integer(*number, visitor),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(boolean) => visitor.visit_bool(*boolean),
            Value::List(items) => list(items, visitor),
            Value::Table(table) => visitor.visit_map(TableReader::new(table)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Complaint> {
        match &self.0.value {
            // A type that wants a string must not be handed a date as one.
            Value::Date(_) => Err(Complaint::invalid_type(self.0.value.unexpected(), &visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Complaint> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Complaint> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Complaint> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Complaint> {
        match &self.0.value {
            // A derived struct would take a list as its fields in order.
            Value::List(_) => Err(Complaint::invalid_type(self.0.value.unexpected(), &visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Complaint> {
        match &self.0.value {
            Value::Text(text) => visitor.visit_enum(WordReader(text)),
            Value::Table(table) => {
                visitor.visit_enum(de::value::MapAccessDeserializer::new(TableReader::new(table)))
            }
            other => {
                let expected = format!("one of {}", listed(words.iter().copied()));
                Err(Complaint::invalid_type(other.unexpected(), &expected.as_str()))
            }
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Complaint> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier
    }
}

fn integer<'de, V: Visitor<'de>>(number: i128, visitor: V) -> Result<V::Value, Complaint> {
    match i64::try_from(number) {
        Ok(number) => visitor.visit_i64(number),
        Err(_) => Err(Complaint::custom("a whole number has 64 bits at most")),
    }
}

fn list<'de, V: Visitor<'de>>(items: &[Item], visitor: V) -> Result<V::Value, Complaint> {
    visitor.visit_seq(ListReader { items: items.iter() })
}

struct ListReader<'a> {
    items: std::slice::Iter<'a, Item>,
}

impl<'de> SeqAccess<'de> for ListReader<'_> {
    type Error = Complaint;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Complaint> {
        let Some(item) = self.items.next() else { return Ok(None) };
        seed.deserialize(NodeReader(&item.node))
            .map(Some)
            .map_err(|complaint| complaint.below(Step::Index(item.index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct TableReader<'a> {
    entries: std::slice::Iter<'a, Entry>,
    current: Option<&'a Entry>,
}

impl<'a> TableReader<'a> {
    fn new(table: &'a Table) -> Self {
        Self { entries: table.entries.iter(), current: None }
    }
}

impl<'de> MapAccess<'de> for TableReader<'_> {
    type Error = Complaint;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Complaint> {
        self.current = self.entries.next();
        let Some(entry) = self.current else { return Ok(None) };
        let key: StrDeserializer<'_, Complaint> = entry.key.as_str().into_deserializer();
        seed.deserialize(key)
            .map(Some)
            .map_err(|complaint| complaint.about_key().below(Step::Key(entry.key.clone())))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Complaint> {
        let Some(entry) = self.current.take() else {
            return Err(Complaint::custom("a value was asked for before its key"));
        };
        seed.deserialize(NodeReader(&entry.node))
            .map_err(|complaint| complaint.below(Step::Key(entry.key.clone())))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// A word that names a variant without content.
struct WordReader<'a>(&'a str);

impl<'de> EnumAccess<'de> for WordReader<'_> {
    type Error = Complaint;
    type Variant = NoContent;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, NoContent), Complaint> {
        let word: StrDeserializer<'_, Complaint> = self.0.into_deserializer();
        Ok((seed.deserialize(word)?, NoContent))
    }
}

struct NoContent;

impl<'de> VariantAccess<'de> for NoContent {
    type Error = Complaint;

    fn unit_variant(self) -> Result<(), Complaint> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Complaint> {
        Err(needs_table())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Complaint> {
        Err(needs_table())
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Complaint> {
        Err(needs_table())
    }
}

fn needs_table() -> Complaint {
    Complaint::custom("this word is the key of a table with more in it")
}
