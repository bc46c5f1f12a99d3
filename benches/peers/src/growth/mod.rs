//! How nevr grows: with rows, with connections, with requests and clients, and with hashes that wait.

mod filler;
mod hashing;
mod memory;
mod results;
mod run;

pub(crate) use results::{Growth, Hashing, Memory};
pub(crate) use run::grow;
