//! Changing a database: lock, plan, run, put on record.

mod drop_owner;
mod filling;
mod push;
mod reset;

pub(crate) use crate::lock::{Locked, Place};
pub use drop_owner::{drop_owner, plan_drop_owner};
pub(crate) use filling::{Filling, Unfinished};
pub use push::{Applied, push};
pub use reset::reset;
