//! A cache of rows that are read by their id, each with the row that it refers to.
//!
//! It is exact by *stamps*: an entry is not found and removed when its rows are written, it turns out
//! to be stale when it is next looked at. Each row, and whatever else a statement may name, has a slot;
//! a unit of work stamps the slots of what it touches when it commits. An entry is current while none
//! of its slots has a stamp from after the read began, so a read that raced with a write is stale from
//! the beginning.
//!
//! - `stamps`: the slots, and their stamps
//! - `slots`: which slots a row depends on, and which ones a statement touches
//! - `watch`: commits of other connections
//! - `weight`: how much memory an entry takes
//! - `cache`: the entries
//! - `gate`: where tests hold reads

mod cache;
#[cfg(feature = "testing")]
mod gate;
mod slots;
mod stamps;
#[cfg(test)]
mod tests;
mod watch;
mod weight;

pub use cache::{CacheOptions, CachedRows, RowCache};
#[cfg(feature = "testing")]
pub(super) use gate::FillGate;
#[cfg(feature = "testing")]
pub use gate::HeldFills;
pub(super) use slots::Slots;
#[cfg(feature = "sqlite")]
pub(super) use stamps::Committing;
pub(super) use stamps::{Slot, Stamps};
pub(super) use watch::Question;
