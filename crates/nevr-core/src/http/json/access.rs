//! Goes through lists, objects and enums.

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
        value::BorrowedStrDeserializer,
    },
};
use serde_json::{Map, Value, map};

use super::{
    notes::{Notes, Read},
    place::Place,
    problem::Problem,
    reader::{Reader, View},
};

/// The names of a struct's members; None for a map, which takes any.
pub(super) type Names = Option<&'static [&'static str]>;

/// The items of a list.
pub(super) struct Items<'de, 'p> {
    all: &'de [Value],
    next: usize,
    place: &'p Place<'p>,
    notes: &'p Notes,
}

impl<'de, 'p> Items<'de, 'p> {
    pub(super) fn new(items: &'de [Value], place: &'p Place<'p>, notes: &'p Notes) -> Self {
        Self { all: items, next: 0, place, notes }
    }

    /// Whether every item was asked for.
    pub(super) fn is_done(&self) -> bool {
        self.next >= self.all.len()
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'de, '_> {
    type Error = Problem;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        while let Some(item) = self.all.get(self.next) {
            let place = Place::Item(self.place, self.next);
            self.next += 1;
            if !matches!(self.notes.read(&place), Read::Nothing) {
                let reader = Reader { view: item.into(), place, notes: self.notes };
                return reader.seed(seed).map(Some);
            }
        }
        Ok(None)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.all.len() - self.next)
    }
}

/// The members of an object: first those that are there, then stand-ins for those that are missing
/// or taken out. A stand-in that does not fit then hides nothing that is there.
pub(super) struct Members<'de, 'p> {
    present: map::Iter<'de>,
    names: Names,
    absent: std::slice::Iter<'static, &'static str>,
    next: Option<(&'de str, Option<&'de Value>)>,
    place: &'p Place<'p>,
    notes: &'p Notes,
}

impl<'de, 'p> Members<'de, 'p> {
    pub(super) fn new(
        object: &'de Map<String, Value>,
        names: Names,
        place: &'p Place<'p>,
        notes: &'p Notes,
    ) -> Self {
        let absent = names.unwrap_or_default().iter();
        Self { present: object.iter(), names, absent, next: None, place, notes }
    }

    fn advance(&mut self) -> Option<&'de str> {
        self.next = self.next_present().or_else(|| self.stand_in());
        self.next.map(|(name, _)| name)
    }

    fn next_present(&mut self) -> Option<(&'de str, Option<&'de Value>)> {
        for (name, value) in self.present.by_ref() {
            let place = Place::Member(self.place, name);
            if self.names.is_some_and(|names| !names.contains(&name.as_str())) {
                self.notes.unknown_member(&place);
            } else if matches!(self.notes.read(&place), Read::Value) {
                return Some((name, Some(value)));
            }
        }
        None
    }

    fn stand_in(&mut self) -> Option<(&'de str, Option<&'de Value>)> {
        if !self.notes.is_disturbed() {
            return None;
        }
        let filled = |name: &&&str| {
            matches!(self.notes.read(&Place::Member(self.place, name)), Read::Filler(_))
        };
        self.absent.by_ref().find(filled).map(|name| (*name, None))
    }
}

impl<'de> MapAccess<'de> for Members<'de, '_> {
    type Error = Problem;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        let Some(name) = self.advance() else { return Ok(None) };
        let place = Place::Member(self.place, name);
        let key = seed.deserialize(BorrowedStrDeserializer::new(name));
        key.map(Some).map_err(|problem: Problem| problem.or_at(|| place.path()))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Problem> {
        let Some((name, value)) = self.next.take() else {
            return Err(Problem::custom("a value without a name"));
        };
        let view = value.map_or(View::Null, View::from);
        let place = Place::Member(self.place, name);
        Reader { view, place, notes: self.notes }.seed(seed)
    }
}

/// A variant of an enum: `"name"`, or `{"name": content}`.
pub(super) struct Variant<'de, 'p> {
    pub(super) name: &'de str,
    pub(super) content: Option<View<'de>>,
    pub(super) place: &'p Place<'p>,
    pub(super) notes: &'p Notes,
}

impl<'de> EnumAccess<'de> for Variant<'de, '_> {
    type Error = Problem;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Problem> {
        let variant = seed.deserialize(BorrowedStrDeserializer::<Problem>::new(self.name))?;
        Ok((variant, self))
    }
}

impl<'de> Variant<'de, '_> {
    fn content(&self) -> Result<Reader<'de, '_>, Problem> {
        let view = self.content.ok_or_else(|| Problem::must_be("an object with one member"))?;
        let place = Place::Member(self.place, self.name);
        Ok(Reader { view, place, notes: self.notes })
    }
}

impl<'de> VariantAccess<'de> for Variant<'de, '_> {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        match self.content {
            None | Some(View::Null) => Ok(()),
            Some(_) => Err(Problem::must_be("the name of the variant alone")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Problem> {
        self.content()?.seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Problem> {
        self.content()?.seed(AsTuple(len, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.content()?.seed(AsStruct(fields, visitor))
    }
}

/// Reads a tuple of this length, from a value or from what stands in for it.
struct AsTuple<V>(usize, V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for AsTuple<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_tuple(self.0, self.1)
    }
}

/// Reads a struct with these members, from a value or from what stands in for it.
struct AsStruct<V>(&'static [&'static str], V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for AsStruct<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_struct("", self.0, self.1)
    }
}
