//! A size in bytes.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Unexpected, Visitor},
};

use super::amount::split;

/// A size as an option: a whole number of bytes, or a string with a unit.
///
/// `KiB`, `MiB` and `GiB` are powers of 1024; `kB` (or `KB`), `MB` and `GB` are powers of 1000.
///
/// ```
/// use nevr_config::ByteSize;
///
/// assert_eq!(serde_json::from_str::<ByteSize>("\"16KiB\"")?.bytes(), 16_384);
/// assert_eq!(serde_json::from_str::<ByteSize>("\"64kB\"")?.bytes(), 64_000);
/// assert_eq!(ByteSize::kib(16).to_string(), "16KiB");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSize(usize);

/// The units and their sizes, the binary ones (IEC 80000-13) first.
const UNITS: [(&str, usize); 8] = [
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
    ("KB", 1_000),
    ("B", 1),
];

impl ByteSize {
    /// Creates a size of so many bytes.
    pub const fn new(bytes: usize) -> Self {
        Self(bytes)
    }

    /// Creates a size of so many times 1024 bytes.
    pub const fn kib(kib: u16) -> Self {
        Self(kib as usize * 1024)
    }

    /// Returns the number of bytes.
    pub const fn bytes(self) -> usize {
        self.0
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let binary = UNITS.iter().take(3);
        match binary.clone().find(|(_, size)| self.0 > 0 && self.0.is_multiple_of(*size)) {
            Some((name, size)) => write!(f, "{}{name}", self.0 / size),
            None => write!(f, "{}B", self.0),
        }
    }
}

impl Serialize for ByteSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ByteSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ByteSizeVisitor)
    }
}

struct ByteSizeVisitor;

impl Visitor<'_> for ByteSizeVisitor {
    type Value = ByteSize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a size: a whole number of bytes, or a string such as \"16KiB\", \"1MiB\" or \"64kB\"",
        )
    }

    fn visit_u64<E: de::Error>(self, bytes: u64) -> Result<ByteSize, E> {
        let size = usize::try_from(bytes).map(ByteSize);
        size.map_err(|_| E::invalid_value(Unexpected::Unsigned(bytes), &self))
    }

    fn visit_i64<E: de::Error>(self, bytes: i64) -> Result<ByteSize, E> {
        let size = usize::try_from(bytes).map(ByteSize);
        size.map_err(|_| E::invalid_value(Unexpected::Signed(bytes), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ByteSize, E> {
        parse(text).map(ByteSize).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

/// Parses a size such as `16KiB`.
pub(super) fn parse(text: &str) -> Option<usize> {
    let (digits, unit) = split(text)?;
    let (_, size) = UNITS.iter().find(|(name, _)| *name == unit)?;
    digits.parse::<usize>().ok()?.checked_mul(*size)
}

impl JsonSchema for ByteSize {
    fn schema_name() -> Cow<'static, str> {
        "ByteSize".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number of bytes, or a string with a unit: \"16KiB\", \"1MiB\", \"64kB\"",
            "anyOf": [
                { "type": "integer", "minimum": 0 },
                { "type": "string", "pattern": r"^[0-9]+ ?(B|kB|KB|MB|GB|KiB|MiB|GiB)$|\$\{" },
            ],
        })
    }
}
