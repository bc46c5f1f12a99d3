//! `Nevr`: from a config to a running app, and down again.
//!
//! Each phase is a type, made from the one before, so that nothing is read, checked or opened
//! twice: [`Sources`](crate::description::Sources) are read,
//! [`Description`](crate::description::Description) is checked, [`Opened`] is its database,
//! [`Nevr`] runs on it.
//!
//! - `builder`: what an app is made from
//! - `opened`: the database of a description; `opening`: how it is opened
//! - `migrating`, `copying`: what is done to it
//! - `nevr`: the app that runs on it; `starting`: how it is started
//! - `error`: why an app did not start

mod builder;
mod copying;
mod error;
mod migrating;
mod nevr;
mod opened;
mod opening;
mod starting;

pub use builder::NevrBuilder;
pub use copying::CopyToError;
pub use error::{Remedy, StartError};
pub use migrating::Reset;
pub use nevr::Nevr;
pub use opened::Opened;
