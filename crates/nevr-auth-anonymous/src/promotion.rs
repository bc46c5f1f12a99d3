//! The promotion of a guest: it takes the credential that arrives with its session.

use std::sync::Arc;

use nevr_auth::{
    account::{CredentialArriving, CredentialAttached, NewUser, PresentedSession, Promote},
    schema::AccountEntity,
    session::Authenticated,
};
use nevr_core::store::{Filter, Hooks, Query, Refusal, Tx, WriteSet};
use nevr_schema::{EntityType, Record};

use crate::{Anonymous, GUEST_POLICY, error::PromotionError, event::GuestLinked, schema::USER};

pub(crate) fn register(plugin: &Arc<Anonymous>, hooks: &mut Hooks) {
    // Without linking, the question stays open, and a guest who signs up becomes a new user.
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

/// Returns whether a session was begun for a guest. Whether its user still is one, only the database
/// knows.
pub(crate) fn is_guest_session(session: &Authenticated) -> bool {
    session.policy.name == GUEST_POLICY
}

/// Answers that the guest whose session came with the credential takes it; `None` if no guest's
/// session did.
async fn promotion(
    arriving: &CredentialArriving,
    tx: &Tx,
) -> Result<Option<Promote>, PromotionError> {
    match &arriving.presented {
        PresentedSession::Live(session) if is_guest_session(session) => {
            promote(tx, session.user_id()).await.map(Some)
        }
        // The session of a link has ended since the request came. The session of a sign-up may have
        // ended too; then it makes a new user.
        PresentedSession::Ended(session)
            if is_guest_session(session) && arriving.new_user == NewUser::Refused =>
        {
            refuse_linked(tx, session.user_id()).await.map(|()| None)
        }
        _ => Ok(None),
    }
}

async fn promote(tx: &Tx, user_id: &str) -> Result<Promote, PromotionError> {
    // A user with an account is not a guest, even if its row claims so.
    let accounts = Query::from(AccountEntity::NAME).filter(Filter::all().eq("userId", user_id));
    if tx.find_one(accounts).await?.is_some() {
        return Err(PromotionError::NotAnonymous);
    }
    Ok(Promote {
        user_id: user_id.to_owned(),
        guard: Filter::all().eq("isAnonymous", true),
        changes: Record::new().with("isAnonymous", false),
        refusal: Refusal::new(PromotionError::NotAnonymous),
    })
}

/// Refuses a user that another request has made a full account. A guest who was signed out or
/// deleted is not a conflict: its session has merely ended.
async fn refuse_linked(tx: &Tx, user_id: &str) -> Result<(), PromotionError> {
    let user = tx.find_one(Query::by_id(USER, user_id)).await?;
    match user.map(|user| user.get("isAnonymous")).transpose()? {
        Some(false) => Err(PromotionError::NotAnonymous),
        Some(true) | None => Ok(()),
    }
}
