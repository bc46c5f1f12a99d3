//! A strict reader of JSON input: it refuses what two readers could understand differently.
//!
//! [`ContentType::of`] decides whether the body may be read, [`parse_object`] turns its bytes into an
//! object, and [`read`] turns the object into a type. The last two report every problem as a
//! [`Detail`](crate::wire::Detail), which names the member and never repeats its value.
//!
//! ```
//! use nevr_core::http::json::{self, ContentType, code};
//!
//! #[derive(Debug, serde::Deserialize)]
//! struct Link { email: String, name: Option<String> }
//!
//! # fn main() -> Result<(), json::JsonError> {
//! let object = json::parse_object(ContentType::Json, br#"{"name": 5, "role": "admin"}"#)?;
//! let details = json::read::<Link>(&object).unwrap_err();
//! let found: Vec<_> = details.iter().map(|d| (d.field.as_str(), d.code.as_ref())).collect();
//! assert!(found.contains(&("email", code::REQUIRED)));
//! assert!(found.contains(&("name", code::INVALID_TYPE)));
//! assert!(found.contains(&("role", code::UNKNOWN_MEMBER)));
//! # Ok(())
//! # }
//! ```

mod content_type;
mod detail;
mod document;
mod findings;
mod numbers;
mod path;
mod problem;
mod read;
mod reader;
mod value;

pub use content_type::{ContentType, UnsupportedMediaType};
pub use detail::{MAX_DETAILS, code};
pub use document::{JsonError, MAX_DEPTH, parse_object};
pub(crate) use numbers::is_beyond_64_bits;
pub use read::read;
