//! The look-up of a request's session, which nevr-core's pipeline calls.

use std::sync::Arc;

use actix_web::http::header::HeaderMap;
use async_trait::async_trait;
use nevr_core::{
    http::{Authentication, HttpError, Identity, PresentedCredential},
    store::Store,
};

use super::{
    credential::{self, SessionCredential},
    service::Authenticated,
};
use crate::Auth;

#[async_trait]
impl Authentication for Auth {
    fn cookie_name(&self) -> &str {
        self.options().session.cookie_name.as_str()
    }

    fn read_credential(&self, headers: &HeaderMap) -> PresentedCredential {
        // No request is served before the start.
        let Ok(running) = self.running() else { return PresentedCredential::none() };
        let (source, presented) = credential::read(&running.ring, &running.cookie_name, headers);
        PresentedCredential {
            source,
            session: presented.as_ref().map(|presented| *presented.token.id().as_bytes()),
            value: presented.map(|presented| Arc::new(presented) as _),
        }
    }

    async fn identify(
        &self,
        store: &Store,
        presented: &PresentedCredential,
    ) -> Result<Option<Identity>, HttpError> {
        let Some(credential) = presented.get::<SessionCredential>() else { return Ok(None) };
        let found = self.sessions().find(store, credential).await?;
        Ok(found.map(|authenticated: Authenticated| Identity {
            subject: authenticated.user_id().to_owned(),
            has_account: authenticated.policy.full,
            value: Arc::new(authenticated),
        }))
    }
}
