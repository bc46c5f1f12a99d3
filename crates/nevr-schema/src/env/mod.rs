//! The sources of time and ids, which tests can replace.
//!
//! - `timestamp`: a moment; `timestamp_text`: the form in which it is written
//! - `sources`: the clock and the ids

mod sources;
mod timestamp;
mod timestamp_text;

pub use sources::{Clock, Env, SystemClock};
pub use timestamp::{InvalidTimestamp, Timestamp};
