//! Hashing passwords: Argon2id on a few threads of its own, behind a fair queue.
//!
//! A hash is meant to be expensive: it takes 19 MiB, and some 12 ms of a core. Without a bound,
//! sign-ins could take the server down; on a worker thread, every other request of the worker would
//! wait.

mod engine;
mod fair_queue;
mod options;
mod pool;
mod service;
mod stored;

pub(crate) use options::DEFAULT_QUEUE;
pub use options::{HasherOptions, HasherOptionsError};
pub use service::{Hasher, HasherError, PasswordCheck};
pub use stored::PasswordHash;
