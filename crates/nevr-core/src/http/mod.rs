//! The wire: endpoints as data, the pipeline that every request goes through, and the one envelope
//! for errors.

mod error;

pub use error::{Code, Detail, HttpError, Wire, WireError, codes};
