//! The events of guests, which other plugins join by hooks.

use nevr_core::store::TransactionEvent;

/// A visitor becomes a guest.
///
/// The event is fired in the transaction that makes the guest: what a hook writes is committed with
/// the guest, and a hook that refuses leaves no guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestMade {
    /// The id of the guest.
    pub user_id: String,
}

impl TransactionEvent for GuestMade {}

/// A guest becomes a full account, with the same id.
///
/// The event is fired in the transaction that links the guest, and a hook that refuses leaves the
/// guest as it was. The guest's sessions end by themselves. A plugin that granted the guest anything
/// else that must not outlive it, such as an API key, revokes it in a hook:
///
/// ```
/// use std::sync::Arc;
///
/// use nevr_auth_anonymous::GuestLinked;
/// use nevr_core::store::{Filter, Hooks, Tx};
///
/// fn hooks(hooks: &mut Hooks) {
///     hooks.on_tx(|linked: Arc<GuestLinked>, tx: Tx| async move {
///         tx.delete("apiKey", Filter::all().eq("userId", linked.user_id.as_str())).await.map(drop)
///     });
/// }
/// # let _ = hooks;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestLinked {
    /// The id of the user, which the link does not change.
    pub user_id: String,
}

impl TransactionEvent for GuestLinked {}
