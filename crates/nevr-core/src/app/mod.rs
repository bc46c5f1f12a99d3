//! `Nevr`: from a config to a running thing, and down again.

mod builder;
mod copying;
mod error;
mod migrating;
mod nevr;

pub use builder::NevrBuilder;
pub use copying::CopyToError;
pub use error::{Remedy, StartError};
pub use migrating::Reset;
pub use nevr::Nevr;
