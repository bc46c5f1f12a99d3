//! What must hold of the rows, and how many there are: questions that a plan asks the database.

mod count;
mod dangling;
mod duplicates;
mod kinds;
mod nulls;
mod query;

pub(super) use count::Count;
pub(super) use dangling::DanglingCheck;
pub(super) use duplicates::UniqueCheck;
pub(super) use kinds::Check;
pub(super) use nulls::NullCheck;
