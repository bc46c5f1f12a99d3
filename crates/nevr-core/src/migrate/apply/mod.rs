//! Changing a database: lock, plan, run, put on record.

mod drop_owner;
mod forget;
mod push;
mod reset;
mod run;

pub use drop_owner::{drop_owner, plan_drop_owner};
pub use push::{Applied, push};
pub use reset::reset;
