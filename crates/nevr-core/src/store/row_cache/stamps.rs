//! Stamps: when something was written last.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
};

/// The place of a stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) struct Slot(pub(super) u32);

/// A moment, counted in commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(u64);

/// What a slot holds while one more unit of work commits: it is above all moments.
const COMMITTING: u64 = 1 << 48;

/// For each slot the moment of its last write. What shares a slot is stale together.
pub(in crate::store) struct Stamps {
    now: AtomicU64,
    /// The moment of the last write, and above it the number of units of work that commit now.
    slots: Box<[AtomicU64]>,
    /// Whether a commit may write more than its statements tell.
    triggered: AtomicBool,
}

impl Stamps {
    /// Creates the stamps of so many slots. On the last one every row depends.
    pub(in crate::store) fn new(slots: usize) -> Self {
        let slots = std::iter::repeat_with(AtomicU64::default).take(slots).collect();
        Self { now: AtomicU64::new(0), slots, triggered: AtomicBool::new(false) }
    }

    /// Returns the current moment. Take it before a read begins.
    pub(super) fn now(&self) -> Moment {
        Moment(self.now.load(SeqCst))
    }

    /// Returns whether nothing in the slots was written since the moment, or is being committed now.
    pub(super) fn are_current(&self, slots: &[Slot], since: Moment) -> bool {
        slots.iter().all(|slot| self.slots[slot.0 as usize].load(SeqCst) <= since.0)
    }

    /// Marks the slots as being committed until the returned value is dropped, whatever has become
    /// of the commit by then. Nothing in them is current meanwhile.
    pub(in crate::store) fn committing(self: &Arc<Self>, slots: Vec<Slot>) -> Committing {
        let slots = if self.is_triggered() { vec![self.everything()] } else { slots };
        Committing { slots: self.mark(slots), stamps: self.clone() }
    }

    /// Makes everything stale that was read before.
    pub(in crate::store) fn forget(&self) {
        let everything = self.mark(vec![self.everything()]);
        self.stamp(&everything);
    }

    fn mark(&self, mut slots: Vec<Slot>) -> Vec<Slot> {
        slots.sort_unstable();
        slots.dedup();
        for slot in &slots {
            self.slots[slot.0 as usize].fetch_add(COMMITTING, SeqCst);
        }
        slots
    }

    /// Takes the mark away, and stamps.
    fn stamp(&self, slots: &[Slot]) {
        if slots.is_empty() {
            return;
        }
        let now = self.now.fetch_add(1, SeqCst) + 1;
        for slot in slots {
            let ended = |held: u64| {
                let (others, last) = (held / COMMITTING - 1, held % COMMITTING);
                Some(others * COMMITTING + last.max(now))
            };
            // Never `Err`: `ended` returns a value for each.
            let _: Result<u64, u64> =
                self.slots[slot.0 as usize].fetch_update(SeqCst, SeqCst, ended);
        }
    }

    fn is_triggered(&self) -> bool {
        self.triggered.load(SeqCst)
    }

    /// Makes each commit one of everything, or of what its statements tell.
    pub(in crate::store) fn set_triggered(&self, triggered: bool) {
        self.triggered.store(triggered, SeqCst);
    }

    fn everything(&self) -> Slot {
        Slot(u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX))
    }
}

/// Slots of a unit of work that commits.
#[must_use = "the commit is over when this is dropped"]
pub(in crate::store) struct Committing {
    stamps: Arc<Stamps>,
    slots: Vec<Slot>,
}

impl Drop for Committing {
    fn drop(&mut self) {
        // A trigger was found while it committed, and may have fired.
        if self.stamps.is_triggered() && !self.slots.contains(&self.stamps.everything()) {
            self.stamps.forget();
        }
        self.stamps.stamp(&self.slots);
    }
}
