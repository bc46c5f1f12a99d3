//! Questions to the rows of a database, before a plan is carried out: what must hold of them, and
//! how many would be deleted.

mod count;
mod dangling;
mod duplicates;
mod kinds;
mod nulls;
mod query;
mod unused;

pub(super) use count::Count;
pub(super) use dangling::DanglingCheck;
pub(super) use duplicates::UniqueCheck;
pub(super) use kinds::Check;
pub(super) use nulls::NullCheck;
pub(super) use unused::UnusedCheck;
