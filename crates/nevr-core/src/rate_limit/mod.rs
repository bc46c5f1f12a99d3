//! Limits: how often somebody may do something.
//!
//! A [`Rule`] says how many requests a [`Window`](nevr_config::Window) of time allows, a [`Key`] says whose requests are
//! counted by it, and the [`Limiter`] counts them: never more than the maximum in any window,
//! wherever the window starts. [`headers`] tells the client how much is left.

mod bucket;
mod decision;
pub mod headers;
mod key;
mod limiter;
mod memory;
mod per_client;
mod rule;
mod shard;
mod storage;

pub use decision::{Decision, State};
pub use key::{Fingerprint, Key, Subject};
pub use limiter::{DEFAULT_CAPACITY, Limiter};
pub use per_client::{NETWORK_FACTOR, PerClient, SESSIONS_FACTOR, UNKNOWN_FACTOR};
pub use rule::{InvalidRuleName, Rule};
pub use storage::{Storage, StorageError};
