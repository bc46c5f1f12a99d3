//! A commit that is done.

use crate::store::error::StoreError;

/// A commit that is done.
pub(crate) struct Committed {
    /// Whether it also survives a power cut, where it was asked to. If not, its caller must not be
    /// told that it is done.
    pub(crate) synced: Result<(), StoreError>,
}

impl Committed {
    /// A commit that is as durable as was asked for.
    pub(super) const fn as_asked() -> Self {
        Self { synced: Ok(()) }
    }
}
