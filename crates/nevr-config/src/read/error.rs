//! Why a type refuses a value.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::tree::node::Step;

/// Serde's error with its parts kept apart: which value is refused, and why.
///
/// It does not contain the value, which may be a secret, unless the message of the type does.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ReadError {
    pub(super) kind: ErrorKind,
    /// The steps from the section to the value.
    pub(super) path: Vec<Step>,
}

/// Why a value is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ErrorKind {
    /// The table has no such option, only the known ones.
    UnknownOption { known: &'static [&'static str] },
    /// The word is not one of the known ones.
    UnknownWord { word: String, known: &'static [&'static str] },
    /// The value has another type, then `found` names it, or is out of range.
    Expected { what: String, found: Option<String> },
    /// The table lacks this option.
    Missing { option: &'static str },
    /// The type refuses the value with a message of its own.
    Value { message: String },
    /// The type refuses the key with a message of its own.
    Key { message: String },
}

impl ReadError {
    fn new(kind: ErrorKind) -> Self {
        Self { kind, path: Vec::new() }
    }

    /// Prepends a step to the path, on the way up from the value.
    pub(super) fn below(mut self, step: Step) -> Self {
        self.path.insert(0, step);
        self
    }

    /// Turns an error about a value into one about its key.
    pub(super) fn about_key(mut self) -> Self {
        self.kind = match self.kind {
            ErrorKind::Value { message } => ErrorKind::Key { message },
            ErrorKind::Expected { what, .. } => {
                ErrorKind::Key { message: format!("expected {what}") }
            }
            other => other,
        };
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::UnknownOption { .. } => f.write_str("unknown option"),
            ErrorKind::UnknownWord { .. } => f.write_str("unknown word"),
            ErrorKind::Expected { what, .. } => write!(f, "expected {what}"),
            ErrorKind::Missing { option } => write!(f, "`{option}` is missing"),
            ErrorKind::Value { message } | ErrorKind::Key { message } => f.write_str(message),
        }
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(ErrorKind::Value { message: message.to_string() })
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = Some(kind_of(&found).to_owned());
        Self::new(ErrorKind::Expected { what: plain(&expected.to_string()), found })
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(ErrorKind::Expected { what: plain(&expected.to_string()), found: None })
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let found = Some(format!("{length} items"));
        Self::new(ErrorKind::Expected { what: plain(&expected.to_string()), found })
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(ErrorKind::UnknownWord { word: word.to_owned(), known })
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        Self::new(ErrorKind::UnknownOption { known })
    }

    fn missing_field(option: &'static str) -> Self {
        Self::new(ErrorKind::Missing { option })
    }
}

fn kind_of<'a>(found: &Unexpected<'a>) -> &'a str {
    match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
        Unexpected::Float(_) => "a number with a fraction",
        Unexpected::Str(_) | Unexpected::Char(_) | Unexpected::UnitVariant => "a string",
        Unexpected::Seq => "a list",
        Unexpected::Map | Unexpected::NewtypeStruct => "a table",
        Unexpected::Other(words) => words,
        _ => "something else",
    }
}

/// Replaces Rust's names of types by plain words, and leaves everything else as it is.
fn plain(expected: &str) -> String {
    let (type_name, nonzero) = match expected.strip_prefix("a nonzero ") {
        Some(name) => (name, true),
        None => (expected, false),
    };
    if let Some((least, most)) = range_of(type_name) {
        return format!("a whole number from {} to {most}", if nonzero { "1" } else { least });
    }
    match expected {
        "a boolean" => "`true` or `false`".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" | "map with a single key" => "a table".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "unit" => "nothing".to_owned(),
        words if words.starts_with("struct ") => "a table".to_owned(),
        words if words.starts_with("enum ") || words == "variant identifier" => "a word".to_owned(),
        words if words.starts_with("a tuple") || words.starts_with("tuple ") => "a list".to_owned(),
        words => words.to_owned(),
    }
}

fn range_of(type_name: &str) -> Option<(&'static str, &'static str)> {
    Some(match type_name {
        "u8" => ("0", "255"),
        "u16" => ("0", "65535"),
        "u32" => ("0", "4294967295"),
        // The largest whole number of TOML.
        "u64" | "usize" | "u128" => ("0", "9223372036854775807"),
        "i8" => ("-128", "127"),
        "i16" => ("-32768", "32767"),
        "i32" => ("-2147483648", "2147483647"),
        "i64" | "isize" | "i128" => ("-9223372036854775808", "9223372036854775807"),
        _ => return None,
    })
}
