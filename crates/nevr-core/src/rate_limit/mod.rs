//! Rate limits: how many requests a client, a session or a user may make in a span of time.
//!
//! A [`Rule`] names a limit and its [`Window`](nevr_config::Window), a [`Key`] is a rule together with the client, the
//! session or the user whose requests it counts, and the [`Limiter`] counts them: never more than
//! the maximum in any window, wherever the window begins. [`headers`] writes the response fields
//! that tell a client how much is left.

mod bucket;
mod decision;
pub mod headers;
mod key;
mod limiter;
mod memory;
mod overflow;
mod per_client;
mod rule;
mod storage;

pub use bucket::GIVEN_BACK_FACTOR;
pub use decision::{Decision, State};
pub use key::{Fingerprint, Key, Subject};
pub use limiter::{DEFAULT_CAPACITY, Limiter};
pub use per_client::{NETWORK_FACTOR, PerClient, SESSIONS_FACTOR, UNKNOWN_FACTOR};
pub use rule::{InvalidRuleName, Rule};
pub use storage::{Storage, StorageError};
