//! Input types, and what is reported about an input.

use nevr_core::{
    http::json::{ContentType, JsonError, parse_object, read},
    wire::Detail,
};
use serde::{Deserialize, de};
use serde_json::{Map, Value};

pub(crate) fn parse(body: impl AsRef<[u8]>) -> Result<Map<String, Value>, JsonError> {
    parse_object(ContentType::Json, body.as_ref())
}

/// Returns what is wrong with a body, as `field CODE`.
pub(crate) fn refusals(body: impl AsRef<[u8]>) -> Vec<String> {
    match parse(body) {
        Err(JsonError::Invalid(details)) => shown(&details),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn shown(details: &[Detail]) -> Vec<String> {
    details.iter().map(|detail| format!("{} {}", detail.field, detail.code)).collect()
}

/// Returns what is wrong with the shape of an input, as `field CODE`, sorted.
pub(crate) fn problems<T: de::DeserializeOwned>(input: Value) -> Vec<String> {
    let mut all = shown(&details::<T>(input));
    all.sort();
    all
}

pub(crate) fn details<T: de::DeserializeOwned>(input: Value) -> Vec<Detail> {
    let Value::Object(object) = input else { panic!("an object") };
    read::<T>(&object).err().expect("something is wrong")
}

/// Returns the message about the member `field`.
pub(crate) fn message<T: de::DeserializeOwned>(field: &str, input: Value) -> String {
    let found = details::<T>(input).into_iter().find(|detail| detail.field == field);
    found.expect("a problem there").message
}

#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

#[derive(Debug, Deserialize)]
pub(crate) struct Names {
    #[allow(dead_code)]
    pub(crate) names: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignUp {
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) remember_me: bool,
    pub(crate) age: Option<u8>,
    pub(crate) address: Option<Address>,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    #[serde(default)]
    pub(crate) extra: Option<Value>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Address {
    pub(crate) street: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) kind: Option<Kind>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) at: (f64, f64),
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kind {
    Home,
    Office,
    Other { note: String },
    Numbered(u32),
    Pair(u8, u8),
}
