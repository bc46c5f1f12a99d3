//! The hot paths of nevr, as functions that can be repeated: whole requests in process, and the
//! parts of a request that take most of it.
//!
//! - [`path`]: what a hot path is
//! - `app`, `bystander`: an app in process, and plugins that have nothing to do in it
//! - [`paths`]: the hot paths
//! - [`counts`], [`comparison`]: how many instructions a round takes, and whether that has changed
//! - [`callgrind`]: counting them
//! - [`memory`]: what a million clients leave behind
//!
//! `cargo bench -p nevr-hot-paths` times them, `.ci/hot-paths` counts them.
#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a path that fails is a defect, and there is nothing to go on with"
)]

// The allocator of the program `nevr`, so that what is counted does not depend on the machine's.
use mimalloc as _;

mod app;
mod bystander;
pub mod callgrind;
pub mod comparison;
pub mod counts;
pub mod memory;
pub mod path;
pub mod paths;
