//! What a handler knows of the request it answers.

use std::{
    any::Any,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use actix_web::http::{
    Method,
    header::{HeaderName, HeaderValue},
};
use nevr_schema::env::{Env, Timestamp};

use super::{
    app_handle::AppHandle,
    error::HttpError,
    request::{Identity, InvalidCookie, Presented, Presents, RequestId, SetCookie},
};
use crate::{client::ClientAddress, store::Store};

/// A request, as far as plugins care: owned, cheap to clone, `Send`.
#[derive(Clone)]
pub struct Ctx(Arc<Inner>);

struct Inner {
    app: AppHandle,
    head: Head,
    presented: Presented,
    identity: OnceLock<Option<Identity>>,
    reply: Mutex<Vec<(HeaderName, HeaderValue)>>,
}

/// What the head of a request says, already made safe to store and to log.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) method: Method,
    pub(crate) client: ClientAddress,
    pub(crate) request_id: RequestId,
    pub(crate) user_agent: Option<String>,
}

impl Ctx {
    pub(crate) fn new(app: AppHandle, head: Head, presented: Presented) -> Self {
        let reply = Mutex::default();
        Self(Arc::new(Inner { app, head, presented, identity: OnceLock::new(), reply }))
    }

    /// The app.
    pub fn app(&self) -> &AppHandle {
        &self.0.app
    }

    /// The store.
    pub fn store(&self) -> &Store {
        self.0.app.store()
    }

    /// Time and ids.
    pub fn env(&self) -> &Env {
        self.0.app.env()
    }

    /// The wall clock.
    pub fn now(&self) -> Timestamp {
        self.env().now()
    }

    /// The address that the request came from, trusted proxies left out.
    pub fn client(&self) -> ClientAddress {
        self.0.head.client
    }

    /// The id of the request, in every log line and in the answer.
    pub fn request_id(&self) -> &RequestId {
        &self.0.head.request_id
    }

    /// What the client says it is: without control characters, at most 512 characters.
    pub fn user_agent(&self) -> Option<&str> {
        self.0.head.user_agent.as_deref()
    }

    /// Whether the request may change something, by its method.
    pub fn changes_state(&self) -> bool {
        changes_state(&self.0.head.method)
    }

    /// How the request presents a credential.
    pub fn presents(&self) -> Presents {
        self.0.presented.how
    }

    /// The credential, if the plugin that authenticates recognised one and keeps it as a `T`.
    pub fn credential<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.presented.credential()
    }

    /// Who sends the request, if that was looked up and is a `T`. See [`Ctx::identify`].
    pub fn identity<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.0.identity.get()?.as_ref()?.value.clone().downcast().ok()
    }

    /// Id of the user who sends the request, if that was looked up.
    pub fn subject(&self) -> Option<&str> {
        Some(&self.0.identity.get()?.as_ref()?.subject)
    }

    /// Looks up who sends the request, once. An error is an error, never "nobody".
    pub async fn identify(&self) -> Result<(), HttpError> {
        if self.0.identity.get().is_some() {
            return Ok(());
        }
        let found = match self.0.app.authentication() {
            Some(authentication) => authentication.load(self.store(), &self.0.presented).await?,
            None => None,
        };
        // Two look-ups at once found the same; the first stays.
        let _ = self.0.identity.set(found);
        Ok(())
    }

    /// Adds a header to the answer, whatever the answer will be. One that an answer has once, such
    /// as `Retry-After`, takes the place of what would be there.
    pub fn reply_header(&self, name: HeaderName, value: HeaderValue) {
        self.0.reply.lock().unwrap_or_else(PoisonError::into_inner).push((name, value));
    }

    /// Sets a cookie with the answer.
    pub fn reply_cookie(&self, cookie: &SetCookie<'_>) -> Result<(), InvalidCookie> {
        self.reply_header(actix_web::http::header::SET_COOKIE, cookie.to_header()?);
        Ok(())
    }

    pub(crate) fn take_reply(&self) -> Vec<(HeaderName, HeaderValue)> {
        std::mem::take(&mut *self.0.reply.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn presented(&self) -> &Presented {
        &self.0.presented
    }
}

/// Methods that are not safe (RFC 9110, 9.2.1).
pub(crate) fn changes_state(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}
