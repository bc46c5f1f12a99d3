//! Errors as clients see them: codes, details, and the trait of every error that a client may see.
//!
//! This is data alone; [`http`](crate::http) makes a response of it.
//!
//! - `code`, `codes`: [`Code`], a status with a stable name and a message; the codes of core itself
//! - `detail`: a problem with one member of the input
//! - `error`: [`WireError`], and [`Wire`], the part of an error that a client sees
//! - `macros`: [`wire_error!`](crate::wire_error), which declares an error enum with its codes

mod code;
pub mod codes;
mod detail;
mod error;
mod macros;

pub use code::Code;
pub use detail::Detail;
pub use error::{Wire, WireError};
