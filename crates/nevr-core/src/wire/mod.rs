//! Errors as clients see them: codes, details, and the trait of every error that may leave the
//! server. Only data: what makes an HTTP response of it is in [`http`](crate::http).
//!
//! - `code`, `codes`: a status, a stable name and a message for people; those of core itself
//! - `detail`: what is wrong with one member of the input
//! - `error`: [`WireError`], and what the world sees of one
//! - `macros`: [`wire_error!`](crate::wire_error), an error enum in one place

mod code;
pub mod codes;
mod detail;
mod error;
mod macros;

pub use code::Code;
pub use detail::Detail;
pub use error::{Wire, WireError};
