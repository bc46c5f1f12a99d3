//! A gate before the cache, at which tests hold reads that have been answered by the database.

use std::sync::Arc;

use tokio::sync::{OwnedRwLockWriteGuard, RwLock, watch};

/// Open, unless a test holds it.
pub(in crate::store) struct FillGate {
    lock: Arc<RwLock<()>>,
    waiting: watch::Sender<usize>,
}

impl FillGate {
    pub(in crate::store) fn open() -> Self {
        Self { lock: Arc::default(), waiting: watch::Sender::new(0) }
    }

    /// Waits until the gate is open.
    pub(in crate::store) async fn pass(&self) {
        let _counted = Counted::new(&self.waiting);
        drop(self.lock.read().await);
    }

    pub(in crate::store) async fn hold(&self) -> HeldFills {
        let held = self.lock.clone().write_owned().await;
        HeldFills { _held: held, waiting: self.waiting.subscribe() }
    }
}

/// Counts a read that waits, until it is dropped.
struct Counted<'g>(&'g watch::Sender<usize>);

impl<'g> Counted<'g> {
    fn new(waiting: &'g watch::Sender<usize>) -> Self {
        waiting.send_modify(|reads| *reads += 1);
        Self(waiting)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|reads| *reads -= 1);
    }
}

/// Holds reads that the database has answered, until it is dropped: they become no entries of a
/// cache, and don't return. [`Store::hold_cache_fills`](super::super::Store::hold_cache_fills)
/// returns it.
pub struct HeldFills {
    _held: OwnedRwLockWriteGuard<()>,
    waiting: watch::Receiver<usize>,
}

impl HeldFills {
    /// Waits until so many reads are held.
    pub async fn reads(&mut self, reads: usize) {
        // The sender is gone only with the store, whose reads are then over.
        let _ = self.waiting.wait_for(|waiting| *waiting >= reads).await;
    }
}
