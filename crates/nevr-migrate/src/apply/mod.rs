//! Changes a database: takes the lock, makes a plan, runs it and records it.
//!
//! - `push`: to a target; `reset`: to nothing; `drop_owner`: without one owner
//! - `filling`: to a copy of another database

mod drop_owner;
mod filling;
mod push;
mod reset;

pub use drop_owner::{drop_owner, plan_drop_owner};
pub(crate) use filling::{Filling, Unfinished};
pub use push::{Applied, push};
pub use reset::reset;
