//! From a config to a running app, and down again.
//!
//! Each phase of a start is a type, made from the one before, so that nothing is read, checked or
//! opened twice:
//!
//! 1. [`Sources`](crate::description::Sources): the config file, `.env` and the environment, read
//! 2. [`Description`](crate::description::Description): everything that the config switches on,
//!    checked
//! 3. [`Opened`]: the database of that description, connected
//! 4. [`Nevr`]: the running app
//!
//! The files:
//!
//! - `builder`: the settings of an app; `opening`: from there to an opened database
//! - `opened`: an opened database; `migrating`, `copying`, `invariants`: the work on it
//! - `nevr`: the running app; `starting`: from an opened database to there
//! - `server`: an HTTP server for it
//! - `error`: the reasons why an app does not start

mod builder;
mod copying;
mod error;
mod invariants;
mod migrating;
mod nevr;
mod opened;
mod opening;
mod server;
mod starting;

pub use builder::NevrBuilder;
pub use copying::CopyToError;
pub use error::{Remedy, StartError};
pub use invariants::BrokenInvariant;
pub use migrating::Reset;
pub use nevr::Nevr;
pub use opened::Opened;
pub use server::NevrServer;
