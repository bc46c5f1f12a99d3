//! From what is to what should be: the plan, made without touching anything.
//!
//! Both sides are in the engine's words. Each table that is there is matched with its entity,
//! column by column; the differences become operations, those that the engine can't do in place a
//! rebuild, and all of them are put in an order in which each finds what it needs.

mod between;
mod columns;
mod ddl;
mod dormant;
mod draft;
mod drops;
mod fields;
mod indexes;
mod input;
mod phase;
mod planned;
mod planner;
mod rebuild;
mod references;
mod table_draft;
mod tables;

pub use between::{Between, between};
pub use ddl::ddl;
pub(super) use input::{Rules, World};
pub(super) use planned::Plan;
pub(super) use planner::{plan, plan_drop};
