//! Parses a body into an object that every reader understands alike.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    fmt,
    ops::ControlFlow,
};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{
    content_type::{ContentType, UnsupportedMediaType},
    detail::{MAX_DETAILS, code},
    numbers::Numbers,
    path::{Path, Step},
};
use crate::wire::Detail;

/// How deep objects and lists may be nested, the input itself included.
pub const MAX_DEPTH: usize = 32;

/// Why a body was refused as input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// The body is not declared to be JSON: 415.
    #[error(transparent)]
    UnsupportedMediaType(#[from] UnsupportedMediaType),
    /// The body is not an acceptable JSON object: 400, with what is wrong with it.
    #[error("the body is not an acceptable JSON object")]
    Invalid(Vec<Detail>),
}

/// Parses a body, which must be a JSON object. An empty body counts as `{}`.
///
/// Refuses values other than an object, duplicate members (RFC 8259 leaves open which of them
/// counts), NUL and lone surrogates in texts and names, bytes that are not UTF-8, numbers beyond a
/// double, integers beyond 64 bits (they would be rounded), nesting over [`MAX_DEPTH`], and anything after the object. Duplicate members and NULs are
/// reported together, up to [`MAX_DETAILS`]; any other problem ends the parsing.
pub fn parse_object(
    content_type: ContentType,
    body: &[u8],
) -> Result<Map<String, Value>, JsonError> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    if content_type == ContentType::Absent {
        return Err(UnsupportedMediaType.into());
    }
    let text = std::str::from_utf8(body).map_err(|_| {
        JsonError::Invalid(vec![Detail::new("", code::MALFORMED_JSON, "must be UTF-8")])
    })?;
    parse(text).map_err(JsonError::Invalid)
}

fn parse(text: &str) -> Result<Map<String, Value>, Vec<Detail>> {
    let reading = Reading { numbers: RefCell::new(Numbers::of(text)), ..Reading::default() };
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Seed { reading: &reading, depth: 0 }.deserialize(&mut json);
    let value = match value.and_then(|value| json.end().map(|()| value)) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Detail::new("", code::INVALID_TYPE, "must be an object")),
        Err(error) => Err(reading.explain(&error)),
    };
    let mut details = reading.details.into_inner();
    match value {
        Ok(map) if details.is_empty() => Ok(map),
        Ok(_) => Err(details),
        Err(detail) => {
            details.push(detail);
            Err(details)
        }
    }
}

/// What is known while a body is parsed.
#[derive(Default)]
struct Reading<'t> {
    /// The value that is being parsed; after an error, the value where it occurred.
    path: RefCell<Path<'static>>,
    details: RefCell<Vec<Detail>>,
    too_deep: Cell<bool>,
    /// The numbers that are still to be parsed.
    numbers: RefCell<Numbers<'t>>,
}

impl Reading<'_> {
    /// Reports a problem with the current value; breaks when enough are reported.
    fn note(&self, code: &'static str, message: &'static str) -> ControlFlow<()> {
        let mut details = self.details.borrow_mut();
        let detail = Detail::new(self.path.borrow().to_string(), code, message);
        if !details.contains(&detail) {
            details.push(detail);
        }
        // One is left for the problem that ends the parsing.
        if details.len() + 1 < MAX_DETAILS {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    fn check_text<E: serde::de::Error>(&self, text: &str) -> Result<(), E> {
        if text.contains('\0') && self.note(code::INVALID_TEXT, NUL).is_break() {
            return Err(E::custom(ENOUGH));
        }
        Ok(())
    }

    /// Describes what ended the parsing, without `serde_json`'s message, which may repeat input.
    fn explain(&self, error: &serde_json::Error) -> Detail {
        let field = self.path.borrow().to_string();
        let text = error.to_string();
        let begins = |beginnings: &[&str]| beginnings.iter().any(|start| text.starts_with(start));
        if self.too_deep.get() {
            Detail::new(field, code::MALFORMED_JSON, TOO_DEEP)
        } else if begins(&[ENOUGH]) {
            Detail::new("", code::MALFORMED_JSON, ENOUGH)
        } else if begins(&["lone leading surrogate", "unexpected end of hex escape"]) {
            Detail::new(field, code::INVALID_TEXT, "must be text without lone surrogates")
        } else if begins(&["number out of range"]) {
            Detail::new(field, code::INVALID_TYPE, "must be a number that a double can hold")
        } else {
            let (line, column) = (error.line(), error.column());
            let message = format!("must be JSON; it is not from line {line}, column {column}");
            Detail::new(field, code::MALFORMED_JSON, message)
        }
    }
}

const NUL: &str = "must be text without NUL";
const TOO_DEEP: &str = "must not be nested deeper than 32 levels";
const TOO_LARGE: &str = "must be a whole number of at most 64 bits";
const ENOUGH: &str = "has more problems than are reported";

/// Parses one value.
#[derive(Clone, Copy)]
struct Seed<'r, 't> {
    reading: &'r Reading<'t>,
    /// The number of objects and lists around the value.
    depth: usize,
}

impl Seed<'_, '_> {
    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            self.reading.too_deep.set(true);
            return Err(E::custom(TOO_DEEP));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }

    /// Parses the value of the member `name` into `members`.
    fn member<'de, A: MapAccess<'de>>(
        self,
        map: &mut A,
        members: &mut Map<String, Value>,
        name: String,
    ) -> Result<(), A::Error> {
        let reading = self.reading;
        reading.path.borrow_mut().push(Step::Member(Cow::Owned(name.clone())));
        reading.check_text(&name)?;
        let twice = members.contains_key(&name);
        if twice && reading.note(code::DUPLICATE_MEMBER, "must be there once").is_break() {
            return Err(A::Error::custom(ENOUGH));
        }
        let value = map.next_value_seed(self)?;
        reading.path.borrow_mut().pop();
        members.insert(name, value);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        if self.reading.numbers.borrow_mut().next_double_is_integer()
            && self.reading.note(code::INVALID_TYPE, TOO_LARGE).is_break()
        {
            return Err(E::custom(ENOUGH));
        }
        let number = Number::from_f64(value);
        number.map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Value, E> {
        self.reading.check_text(&text)?;
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let seed = self.inner()?;
        let mut items = Vec::new();
        loop {
            self.reading.path.borrow_mut().push(Step::Item(items.len()));
            let item = list.next_element_seed(seed)?;
            self.reading.path.borrow_mut().pop();
            match item {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let seed = self.inner()?;
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            seed.member(&mut map, &mut members, name)?;
        }
        Ok(Value::Object(members))
    }
}
