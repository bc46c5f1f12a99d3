//! Reads an object into a type.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{findings::Findings, reader::Reader};
use crate::wire::Detail;

/// The number of times that one input is read, at most. Every round but the last ends at a problem.
const ROUNDS: usize = 64;

/// Reads an input of type `T`, or returns everything that is wrong with its shape.
///
/// Reports every member that is unknown, missing or of the wrong type, up to
/// [`MAX_DETAILS`](super::MAX_DETAILS), and no problem that only follows from another. Members that
/// a struct does not declare are refused, with or without `deny_unknown_fields`.
///
/// No message repeats a value or an error of another library. A type that parses a text by rules of
/// its own describes what it expects: `D::Error::invalid_value(Unexpected::Str(""), &"a colour")`
/// becomes "must be a colour".
///
/// A good input is read once. Otherwise serde stops at the first problem, so the input is read again
/// with a filler in place of the value that was wrong or missing, until nothing else is found.
pub fn read<T: DeserializeOwned>(object: &Map<String, Value>) -> Result<T, Vec<Detail>> {
    let findings = Findings::default();
    for _ in 0..ROUNDS {
        match T::deserialize(Reader::new(object, &findings)) {
            Ok(value) if findings.is_clean() => return Ok(value),
            Ok(_) => break,
            Err(problem) => {
                if !findings.learn(problem) {
                    break;
                }
            }
        }
    }
    Err(findings.into_details())
}
