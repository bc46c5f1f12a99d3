//! Input as JSON, read strictly: what two readers could understand differently is refused.
//!
//! [`ContentType::of`] decides whether the body is worth reading, [`parse_object`] turns its bytes
//! into an object, and [`read`] turns an object into a type. Each reports every problem it sees as
//! a [`Detail`] that names the member and never repeats a value.
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

mod access;
mod content_type;
mod detail;
mod document;
mod filler;
mod notes;
mod place;
mod problem;
mod read;
mod reader;

pub use content_type::{ContentType, UnsupportedMediaType};
pub use detail::{MAX_DETAILS, code};
pub use document::{JsonError, MAX_DEPTH, parse_object};
pub use read::read;

pub use crate::wire::Detail;
