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
mod opening;
mod opening_servers;
mod proxy;
mod queries;
mod races;
mod rights;
mod row_cache;
mod row_cache_races;
mod servers;
mod slow_hooks;
mod unavailable;
mod units;
mod values;
mod writers;
