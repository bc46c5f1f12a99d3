//! The store through its public surface, on a temporary file database, driven from actix workers.

mod after_commit;
mod cascades;
mod closing;
mod conflicts;
mod dropped_callers;
mod durability;
mod entity_hooks;
mod expectations;
mod extremes;
mod fixture;
mod foreign_values;
mod hooks;
mod killed;
mod opening;
mod opening_servers;
mod proxy;
mod queries;
mod races;
mod rights;
mod servers;
mod slow_hooks;
mod together;
mod unavailable;
mod units;
mod values;
mod writers;
