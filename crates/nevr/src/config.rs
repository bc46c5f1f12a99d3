//! The config file: nevr's own options, and the types that options of plugins are made of.
//!
//! [`RateLimit`], [`Seconds`], [`ByteSize`] and the like read values with units, and report what is
//! wrong with one at its place in the file.

pub use nevr_config::*;
pub use nevr_core::{description::Config, options::*};
