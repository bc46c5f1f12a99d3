//! What a type says about a value that it does not take.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::tree::Step;

/// Serde's error, kept in its parts: the path of the value and what is wrong with it. Nothing in
/// it holds the value itself, unless a type's own words do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    pub(super) about: About,
    /// From the section down to the value.
    pub(super) path: Vec<Step>,
}

/// What is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The table has no such option; these it has.
    UnknownOption { known: &'static [&'static str] },
    /// The word is none of these.
    UnknownWord { word: String, known: &'static [&'static str] },
    /// Another kind of value, or a value of the kind that is not taken.
    Expected { what: String, found: Option<String> },
    /// A table lacks this option.
    Missing { option: &'static str },
    /// The type's own words about the value.
    Value { message: String },
    /// The type's own words about the key.
    Key { message: String },
}

impl Complaint {
    fn new(about: About) -> Self {
        Self { about, path: Vec::new() }
    }

    pub(super) fn below(mut self, step: Step) -> Self {
        self.path.insert(0, step);
        self
    }

    /// The same complaint, raised while the key was read.
    pub(super) fn about_key(mut self) -> Self {
        self.about = match self.about {
            About::Value { message } => About::Key { message },
            About::Expected { what, .. } => About::Key { message: format!("expected {what}") },
            other => other,
        };
        self
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.about {
            About::UnknownOption { .. } => f.write_str("unknown option"),
            About::UnknownWord { .. } => f.write_str("unknown word"),
            About::Expected { what, .. } => write!(f, "expected {what}"),
            About::Missing { option } => write!(f, "`{option}` is missing"),
            About::Value { message } | About::Key { message } => f.write_str(message),
        }
    }
}

impl std::error::Error for Complaint {}

impl de::Error for Complaint {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(About::Value { message: message.to_string() })
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = Some(kind_of(&found).to_owned());
        Self::new(About::Expected { what: plain(&expected.to_string()), found })
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(About::Expected { what: plain(&expected.to_string()), found: None })
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let found = Some(format!("{length} items"));
        Self::new(About::Expected { what: plain(&expected.to_string()), found })
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(About::UnknownWord { word: word.to_owned(), known })
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        Self::new(About::UnknownOption { known })
    }

    fn missing_field(option: &'static str) -> Self {
        Self::new(About::Missing { option })
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

/// Rust's names of types, in people's words; a type's own words stay.
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
        // TOML's whole numbers end here.
        "u64" | "usize" | "u128" => ("0", "9223372036854775807"),
        "i8" => ("-128", "127"),
        "i16" => ("-32768", "32767"),
        "i32" => ("-2147483648", "2147483647"),
        "i64" | "isize" | "i128" => ("-9223372036854775808", "9223372036854775807"),
        _ => return None,
    })
}
