//! Plans how a database is brought to a schema, without touching it.
//!
//! Both sides are columns of the engine, with its types and defaults. Each existing table is
//! compared with its entity, column by column. The differences become operations, those that the
//! engine can't do in place become a rebuild, and all are sorted so that each finds what it needs.
//!
//! - `input`: what a plan is made from; `planned`: the plan
//! - `planner`: the whole course of it; `between`, `ddl`: plans that need no database
//! - `tables`, `fields`, `columns`, `references`, `indexes`: what the schema asks for
//! - `drops`: what it does not ask for any more; `dormant`: what stays of owners switched off
//! - `draft`, `table_draft`, `phase`, `rebuild`: from differences to operations in order

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
pub(super) use input::{PlanInput, Rules};
pub(super) use planned::Plan;
pub(super) use planner::{plan, plan_drop};
