//! Hashing passwords: Argon2id on threads of its own, few of them and a short queue before them.
//!
//! A hash takes 19 MiB and some 12 ms of a core by intent. Unbounded, that is how a server is taken
//! down with sign-ins; on a worker thread, every other request of that worker waits.

mod engine;
mod options;
mod pool;
mod service;
mod stored;

pub use options::{HasherOptions, HasherOptionsError};
pub use service::{Hasher, HasherError, PasswordCheck};
pub use stored::PasswordHash;
