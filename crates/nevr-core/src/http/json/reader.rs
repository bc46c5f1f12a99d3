//! Reads a JSON value into a type. [`Findings`] knows the path of the value, also of one that fails.

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
        value::BorrowedStrDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_json::{Map, Value};

use super::{
    findings::{Findings, Replacement},
    path::Step,
    problem::Problem,
    value::{ValueRef, visit_number},
};

/// The depth at which fillers within fillers end: a type may contain itself without end. Deeper than
/// any value of a document, which has 32 levels at most.
const DEEPEST_FILLER: usize = 40;

/// The names of a struct's members; `None` for a map, which takes any name.
type Names = Option<&'static [&'static str]>;

/// A deserializer of one value.
#[derive(Clone, Copy)]
pub(super) struct Reader<'de, 'f> {
    value: ValueRef<'de>,
    /// The number of steps from the input to the value.
    depth: usize,
    findings: &'f Findings<'de>,
}

impl<'de, 'f> Reader<'de, 'f> {
    /// Creates a reader of the whole input.
    pub(super) fn new(object: &'de Map<String, Value>, findings: &'f Findings<'de>) -> Self {
        Self { value: ValueRef::Object(object), depth: 0, findings }
    }

    /// Reads a member or an item of this value, or its replacement.
    fn inner<T>(
        self,
        step: Step<'de>,
        value: ValueRef<'de>,
        read: impl FnOnce(Self) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let Self { depth, findings, .. } = self;
        let replaced = findings.replacement(depth, &step) == Some(Replacement::Filler);
        let value = if replaced { ValueRef::Filler } else { value };
        if value.is_filler() && depth >= DEEPEST_FILLER {
            return Err(Problem::custom("a type without end"));
        }
        findings.enter(depth, step);
        let outcome = read(Self { value, depth: depth + 1, findings });
        if replaced && outcome.is_err() {
            // Wherever in the filler it failed: this value has no filler.
            findings.leave_to(depth + 1);
            return Err(Problem::custom("no filler"));
        }
        let outcome = outcome?;
        findings.leave_to(depth);
        Ok(outcome)
    }

    fn object<V: Visitor<'de>>(self, names: Names, visitor: V) -> Result<V::Value, Problem> {
        let members = match self.value {
            ValueRef::Object(members) => Some(members),
            ValueRef::Filler => None,
            _ => return Err(Problem::must_be("an object")),
        };
        let present = members.into_iter().flatten();
        let declared = names.unwrap_or_default().iter();
        visitor.visit_map(Members { object: self, names, present, declared, next: None })
    }

    /// Reads a list or, if `tuple_len` is given, a tuple.
    fn list<V: Visitor<'de>>(
        self,
        tuple_len: Option<usize>,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let (values, len) = match self.value {
            ValueRef::List(values) => (values, values.len()),
            ValueRef::Filler => (&[][..], tuple_len.unwrap_or_default()),
            _ => return Err(Problem::must_be("a list")),
        };
        let mut access = Items { list: self, is_tuple: tuple_len.is_some(), values, len, next: 0 };
        let value = visitor.visit_seq(&mut access)?;
        // A tuple stops reading when it has enough.
        if access.next < len { Err(Problem::invalid_length(len, &"")) } else { Ok(value) }
    }
}

macro_rules! whole_numbers {
    ($($method:ident: $type:ty,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            self.value.whole(<$type>::MIN.into(), <$type>::MAX.into(), visitor)
        }
    )*};
}

macro_rules! simple_values {
    ($($method:ident: $read:ident,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            self.value.$read(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Reader<'de, '_> {
    type Error = Problem;

    whole_numbers! {
        deserialize_i8: i8, deserialize_i16: i16, deserialize_i32: i32, deserialize_i64: i64,
        deserialize_u8: u8, deserialize_u16: u16, deserialize_u32: u32, deserialize_u64: u64,
        deserialize_i128: i64, deserialize_u128: u64,
    }

    simple_values! {
        deserialize_f32: number, deserialize_f64: number, deserialize_bool: boolean,
        deserialize_char: text, deserialize_str: text, deserialize_string: text,
        deserialize_unit: null,
    }

    forward_to_deserialize_any! { bytes byte_buf identifier ignored_any }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.value {
            ValueRef::Null | ValueRef::Filler => visitor.visit_unit(),
            ValueRef::Bool(value) => visitor.visit_bool(value),
            ValueRef::Number(number) => visit_number(number, visitor),
            ValueRef::Text(text) => visitor.visit_borrowed_str(text),
            ValueRef::List(_) => self.list(None, visitor),
            ValueRef::Object(_) => self.object(None, visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.value {
            ValueRef::Null | ValueRef::Filler => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.value.null(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.list(None, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.list(Some(len), visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.list(Some(len), visitor)
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
        let (name, content) = match (self.value, variants) {
            (ValueRef::Text(name), _) => (name, None),
            (ValueRef::Filler, [first, ..]) => (*first, Some(ValueRef::Filler)),
            (ValueRef::Object(object), _) => match (object.iter().next(), object.len()) {
                (Some((name, content)), 1) => (name.as_str(), Some(content.into())),
                _ => return Err(Problem::must_be("an object with one member")),
            },
            _ => return Err(Problem::unknown_variant("", variants)),
        };
        visitor.visit_enum(Variant { whole: self, name, content })
    }
}

/// The items of a list.
struct Items<'de, 'f> {
    list: Reader<'de, 'f>,
    is_tuple: bool,
    values: &'de [Value],
    len: usize,
    next: usize,
}

impl<'de> SeqAccess<'de> for &mut Items<'de, '_> {
    type Error = Problem;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        let Reader { depth, findings, .. } = self.list;
        while self.next < self.len {
            let (index, step) = (self.next, Step::Item(self.next));
            self.next += 1;
            // Without an item, those after it in a tuple would be read as types of others.
            let is_omitted = findings.replacement(depth, &step) == Some(Replacement::Omission);
            if self.is_tuple || !is_omitted {
                let value = self.values.get(index).map_or(ValueRef::Filler, ValueRef::from);
                return self.list.inner(step, value, |item| seed.deserialize(item)).map(Some);
            }
        }
        Ok(None)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.len - self.next)
    }
}

/// The members of an object: first those that it has, then fillers for those that are missing or
/// wrong. A filler that the type refuses then hides no problem of a member that is there.
struct Members<'de, 'f> {
    object: Reader<'de, 'f>,
    names: Names,
    present: std::iter::Flatten<std::option::IntoIter<&'de Map<String, Value>>>,
    declared: std::slice::Iter<'static, &'static str>,
    next: Option<(&'de str, ValueRef<'de>)>,
}

impl<'de> Members<'de, '_> {
    fn next_present(&mut self) -> Option<(&'de str, ValueRef<'de>)> {
        let Reader { depth, findings, .. } = self.object;
        for (name, value) in self.present.by_ref() {
            if self.names.is_some_and(|names| !names.contains(&name.as_str())) {
                findings.unknown_member(depth, name);
            } else if findings.replacement(depth, &Step::Member(name.into())).is_none() {
                return Some((name, value.into()));
            }
        }
        None
    }

    fn next_filler(&mut self) -> Option<(&'de str, ValueRef<'de>)> {
        let Reader { value, depth, findings } = self.object;
        let is_filled = |name: &&&'static str| {
            let replacement = findings.replacement(depth, &Step::Member((**name).into()));
            value.is_filler() || replacement == Some(Replacement::Filler)
        };
        self.declared.by_ref().find(is_filled).map(|name| (*name, ValueRef::Filler))
    }
}

impl<'de> MapAccess<'de> for Members<'de, '_> {
    type Error = Problem;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        self.next = self.next_present().or_else(|| self.next_filler());
        let Some((name, _)) = self.next else { return Ok(None) };
        let key = seed.deserialize(BorrowedStrDeserializer::new(name));
        if key.is_err() {
            self.object.findings.enter(self.object.depth, Step::Member(name.into()));
        }
        key.map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Problem> {
        let Some((name, value)) = self.next.take() else {
            return Err(Problem::custom("a value without a name"));
        };
        let step = Step::Member(name.into());
        self.object.inner(step, value, |member| seed.deserialize(member))
    }
}

/// A variant of an enum: `"name"`, or `{"name": content}`.
struct Variant<'de, 'f> {
    whole: Reader<'de, 'f>,
    name: &'de str,
    content: Option<ValueRef<'de>>,
}

impl<'de> EnumAccess<'de> for Variant<'de, '_> {
    type Error = Problem;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Problem> {
        let variant = seed.deserialize(BorrowedStrDeserializer::<Problem>::new(self.name))?;
        Ok((variant, self))
    }
}

impl<'de, 'f> Variant<'de, 'f> {
    fn content<T>(
        self,
        read: impl FnOnce(Reader<'de, 'f>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let must_be_object = || Problem::must_be("an object with one member");
        let content = self.content.ok_or_else(must_be_object)?;
        self.whole.inner(Step::Member(self.name.into()), content, read)
    }
}

impl<'de> VariantAccess<'de> for Variant<'de, '_> {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        match self.content {
            None | Some(ValueRef::Null | ValueRef::Filler) => Ok(()),
            Some(_) => Err(Problem::must_be("the name of the variant alone")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Problem> {
        self.content(|content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Problem> {
        self.content(|content| content.deserialize_tuple(len, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.content(|content| content.deserialize_struct("", fields, visitor))
    }
}
