//! Copies a database to another one, of any engine: its tables, every row and its ledger.
//!
//! The source is read in one transaction with a fixed view of it, so that an app can keep writing to
//! it; what it writes meanwhile is not in the copy. On the target all rows are written in one
//! transaction, read back and compared with the source value by value, and only then committed: a
//! copy that fails or is killed leaves a target without rows.
//!
//! - `copy`: the order of it all
//! - `inventory`: what the source has on record
//! - `checks`: what is checked before anything is written
//! - `layout`: the order of tables, and foreign keys that have to wait
//! - `read`, `write`: rows; `moment`: times, with every digit
//! - `compare`: reading the copied rows back
//! - `report`, `error`: progress and result, and what can go wrong

mod checks;
mod compare;
#[allow(clippy::module_inception, reason = "the copy is what the folder is about")]
mod copy;
mod error;
mod inventory;
mod layout;
mod moment;
mod read;
mod report;
mod write;

pub use copy::copy;
pub use error::{CopyError, Difference, InvalidValue};
pub use report::{Copied, CopiedTable, Progress, Silent, Stage};
