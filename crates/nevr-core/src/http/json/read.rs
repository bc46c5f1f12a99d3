//! From an object to a type.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Detail, notes::Notes, reader::Reader};

/// How often one input is read at most. Each round but the last ends at a problem.
const ROUNDS: usize = 64;

/// Reads an input of type `T`.
///
/// Reports every member that is unknown, missing or of the wrong type, up to
/// [`MAX_DETAILS`](super::MAX_DETAILS). Members of structs that `T` does not have are refused
/// whether or not `T` says so. What follows from a problem is not reported beside it.
///
/// No message holds a value or the words of another library. A type that reads a text by rules of
/// its own says what it expects: `D::Error::invalid_value(Unexpected::Str(""), &"a colour")` gives
/// "must be a colour".
pub fn read<T: DeserializeOwned>(object: &Map<String, Value>) -> Result<T, Vec<Detail>> {
    let notes = Notes::default();
    for _ in 0..ROUNDS {
        match T::deserialize(Reader::root(object, &notes)) {
            Ok(value) if notes.is_clean() => return Ok(value),
            Ok(_) => break,
            Err(problem) => {
                if !notes.learn(problem) || notes.is_full() {
                    break;
                }
            }
        }
    }
    Err(notes.into_details())
}
