//! A credential arrives with a guest's session: the guest takes it.

use std::sync::Arc;

use nevr_auth::{
    account::{CredentialArriving, CredentialAttached, NewUser, PresentedSession, Promote},
    schema::AccountEntity,
    session::Authenticated,
};
use nevr_core::{
    schema::{EntityType, Record},
    store::{Filter, Hooks, Query, Tx, WriteSet},
};

use crate::{Anonymous, GuestLinked, POLICY, error::PromotionError, schema::USER};

pub(crate) fn register(plugin: &Arc<Anonymous>, hooks: &mut Hooks) {
    // Without linking, the question stays open: the guest who signs up is a new user.
    if !plugin.options.allow_linking {
        return;
    }
    hooks.answer(|arriving: Arc<CredentialArriving>, tx: Tx| async move {
        promotion(&arriving, &tx).await
    });
    hooks.on(|attached: &CredentialAttached, set: &mut WriteSet| {
        if attached.promoted {
            set.fire(GuestLinked { user_id: attached.user_id.clone() });
        }
    });
}

/// Whether a session was begun for a guest. Whether its user still is one, only the database knows.
pub(crate) fn is_guest_session(session: &Authenticated) -> bool {
    session.policy.name == POLICY
}

/// Promotes the guest that the credential arrived with, if it still is a guest.
async fn promotion(
    arriving: &CredentialArriving,
    tx: &Tx,
) -> Result<Option<Promote>, PromotionError> {
    match &arriving.presented {
        PresentedSession::Live(session) if is_guest_session(session) => {
            let user_id = session.user_id();
            if has_account(tx, user_id).await? || is_guest(tx, user_id).await? != Some(true) {
                return Err(PromotionError::NotAnonymous);
            }
            Ok(Some(promote(user_id)))
        }
        // A link that came too late: its session ended because another request made the guest a
        // full account, or because it signed out or was deleted. Only the first is a conflict. A
        // sign-up that came too late makes a new user.
        PresentedSession::Ended(session)
            if is_guest_session(session)
                && arriving.new_user == NewUser::Refused
                && is_guest(tx, session.user_id()).await? == Some(false) =>
        {
            Err(PromotionError::NotAnonymous)
        }
        _ => Ok(None),
    }
}

/// The row was read in the same transaction, which locks it; the guard holds even so.
fn promote(user_id: &str) -> Promote {
    Promote {
        user_id: user_id.to_owned(),
        guard: Filter::all().eq("isAnonymous", true),
        changes: Record::new().with("isAnonymous", false),
    }
}

async fn has_account(tx: &Tx, user_id: &str) -> Result<bool, PromotionError> {
    let accounts = Query::from(AccountEntity::NAME).filter(Filter::all().eq("userId", user_id));
    Ok(tx.find_one(accounts).await?.is_some())
}

/// Whether the user is a guest; `None` when it has been deleted.
async fn is_guest(tx: &Tx, user_id: &str) -> Result<Option<bool>, PromotionError> {
    let user = tx.find_one(Query::by_id(USER, user_id)).await?;
    Ok(user.map(|user| user.get("isAnonymous")).transpose()?)
}
