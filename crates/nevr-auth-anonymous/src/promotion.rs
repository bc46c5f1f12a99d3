//! A credential arrives with a guest's session: the guest takes it.

use std::sync::Arc;

use nevr_auth::{
    account::{CredentialArriving, CredentialAttached, Promote},
    schema::AccountEntity,
};
use nevr_core::store::{Filter, Hooks, Query, Tx, WriteSet};
use nevr_schema::{EntityType, Record};

use crate::{Anonymous, GuestLinked, POLICY, error::PromotionError, schema::USER};

pub(crate) fn register(plugin: &Arc<Anonymous>, hooks: &mut Hooks) {
    // Without linking, the question stays open: the guest who signs up is a new user.
    if !plugin.options.allow_linking {
        return;
    }
    hooks.answer(|arriving: Arc<CredentialArriving>, tx: Tx| async move {
        promote(&arriving, &tx).await
    });
    hooks.on(|attached: &CredentialAttached, set: &mut WriteSet| {
        if attached.promoted {
            set.fire(GuestLinked { user_id: attached.user_id.clone() });
        }
    });
}

/// Makes the guest a full account, if it still is a guest. The number of rows of the update
/// decides: of two who try at once, one changes the row.
async fn promote(
    arriving: &CredentialArriving,
    tx: &Tx,
) -> Result<Option<Promote>, PromotionError> {
    let guest = arriving.presented.as_ref().filter(|session| session.policy.name == POLICY);
    let Some(guest) = guest else { return Ok(None) };
    let user_id = guest.user_id().to_owned();
    let accounts = Filter::all().eq("userId", user_id.as_str());
    let account = tx.find_one(Query::from(AccountEntity::NAME).filter(accounts)).await?;
    let still_guest = Filter::id(user_id.as_str()).eq("isAnonymous", true);
    let changes = Record::new().with("isAnonymous", false);
    if account.is_some() || tx.update(USER, still_guest, changes).await? != 1 {
        return Err(PromotionError::NotAnonymous);
    }
    Ok(Some(Promote { user_id }))
}
