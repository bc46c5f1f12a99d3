//! From what is to what should be: the plan, made without touching anything.
//!
//! Both sides are in the engine's words. Each table that is there is matched with its entity,
//! column by column; the differences become operations, those that the engine can't do in place a
//! rebuild, and all of them are put in an order in which each finds what it needs.

mod columns;
mod dormant;
mod draft;
mod drops;
mod fields;
mod indexes;
mod outcome;
mod phase;
mod rebuild;
mod references;
mod tables;
mod world;

pub(super) use outcome::{Plan, plan, plan_drop};
pub(super) use world::{Rules, World};
