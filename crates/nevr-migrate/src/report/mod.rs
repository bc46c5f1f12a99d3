//! What a caller is told: the steps of a plan, what they lose, what can't be done, and errors.
//!
//! - `change`, `step`: what changes in the schema's terms, and the statement that does it
//! - `loss`: rows and values that a plan deletes
//! - `reason`, `refusal`: what can't be done, why, and the ways out
//! - `status`: how far a database is from its target
//! - `error`: why a database could not be read or changed

mod change;
mod error;
mod loss;
mod reason;
mod refusal;
mod status;
mod step;

pub use change::{Alteration, Change};
pub use error::MigrateError;
pub use loss::Loss;
pub use reason::Reason;
pub use refusal::Refusal;
pub use status::{Dormant, Status};
pub use step::{Step, changes};
