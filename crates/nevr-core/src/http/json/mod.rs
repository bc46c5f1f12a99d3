//! Input as JSON, read strictly: what two readers could understand differently is refused.
//!
//! [`ContentType::of`] decides whether the body is worth reading, [`parse_object`] turns its bytes
//! into an object, and [`read`] turns an object into a type. Each reports every problem it sees as
//! a [`Detail`] that names the member and never repeats a value.

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

pub use super::Detail;
pub use content_type::{ContentType, UnsupportedMediaType};
pub use detail::{MAX_DETAILS, code};
pub use document::{JsonError, MAX_DEPTH, parse_object};
pub use read::read;
