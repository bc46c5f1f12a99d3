//! Reading what stands in an address, as strictly as a body.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::http::json::{self, MAX_DETAILS, code};
use crate::wire::Detail;

/// Why a part of an address is refused that is no text.
pub(crate) const NOT_TEXT: &str = "must be percent-encoded UTF-8 text without NUL";

/// The text of a percent-encoded part of an address; `None` if it is none that a database takes.
pub(crate) fn decode(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, after @ ..] = rest {
        let encoded =
            if *first == b'%' { after.first_chunk().copied().and_then(byte) } else { None };
        // A percent sign without two digits stands for itself (WHATWG URL, 1.3).
        bytes.push(encoded.unwrap_or(*first));
        rest = if encoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

fn byte([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? * 16 + digit(low)?)
}

/// Reads a query string as a `T`; every problem by the name of its member.
pub(crate) fn read_query<T: DeserializeOwned>(query: &str) -> Result<T, Vec<Detail>> {
    let mut members = members(query)?;
    match json::read(&members) {
        // A query has text alone. What is refused as text may have been meant as something else.
        Err(details) if unquote(&mut members, &details) => json::read(&members),
        outcome => outcome,
    }
}

fn members(query: &str) -> Result<Map<String, Value>, Vec<Detail>> {
    let (mut members, mut details) = (Map::new(), Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let text = |part: &str| decode(&part.replace('+', " "));
        let Some(name) = text(name) else {
            details.push(Detail::new("", code::INVALID_TEXT, NOT_TEXT));
            continue;
        };
        match text(value) {
            None => details.push(Detail::new(name, code::INVALID_TEXT, NOT_TEXT)),
            Some(_) if members.contains_key(&name) => {
                details.push(Detail::new(name, code::DUPLICATE_MEMBER, "must be there once"));
            }
            Some(value) => drop(members.insert(name, value.into())),
        }
        if details.len() == MAX_DETAILS {
            break;
        }
    }
    if details.is_empty() { Ok(members) } else { Err(details) }
}

/// Makes booleans and numbers of the texts that were refused for their type; says whether there
/// was one.
fn unquote(members: &mut Map<String, Value>, refused: &[Detail]) -> bool {
    let mut any = false;
    for detail in refused.iter().filter(|detail| detail.code == code::INVALID_TYPE) {
        let Some(value) = members.get_mut(&detail.field) else { continue };
        let meant = value.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
        if let Some(meant @ (Value::Bool(_) | Value::Number(_))) = meant {
            *value = meant;
            any = true;
        }
    }
    any
}
