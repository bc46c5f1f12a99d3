//! What other plugins hear of guests.

use nevr_core::store::TransactionEvent;

/// A visitor becomes a guest. Told in the transaction that makes the guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestMade {
    /// Id of the guest.
    pub user_id: String,
}

impl TransactionEvent for GuestMade {}

/// A guest becomes a full account, with the same id. Told in the transaction that does it: grants
/// that a plugin made to the guest, other than its sessions, end here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestLinked {
    /// Id of the user, before and after.
    pub user_id: String,
}

impl TransactionEvent for GuestLinked {}
