//! A request, as handlers and the services of plugins see it.

use std::{
    any::Any,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use actix_web::http::{
    Method,
    header::{HeaderName, HeaderValue},
};
use nevr_schema::env::{Env, Timestamp};

use super::{
    app_handle::AppHandle,
    error::HttpError,
    request::{
        CredentialSource, Identity, InvalidCookie, PresentedCredential, RequestId, SetCookie,
        changes_state,
    },
};
use crate::{client::ClientAddress, store::Store};

/// The request that a handler answers, and the way to everything that it needs: the store, the
/// clock, the client's address, the session's identity, and the headers of the answer.
///
/// A handler takes it as an argument, and the services of plugins take `&Ctx`. It is owned, cheap
/// to clone and `Send`, so it may be moved into a transaction or a task. It holds neither the body
/// nor the path: those are the arguments [`Json`](super::Json), [`Query`](super::Query) and
/// [`Path`](super::Path).
///
/// ```
/// use std::{convert::Infallible, sync::Arc};
///
/// use actix_web::http::header::{HeaderName, HeaderValue};
/// use nevr_core::{
///     http::{Ctx, Json, Routes},
///     plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
///     testing::TestApp,
/// };
///
/// async fn greet(ctx: Ctx) -> Result<Json<String>, Infallible> {
///     ctx.reply_header(HeaderName::from_static("x-mood"), HeaderValue::from_static("good"));
///     let program = ctx.user_agent().unwrap_or("stranger");
///     Ok(Json(format!("Hello {program}")))
/// }
///
/// struct Greeter;
///
/// impl Plugin for Greeter {
///     fn routes(self: Arc<Self>, routes: &mut Routes) {
///         routes.get("/greeting", greet);
///     }
/// }
/// # impl PluginType for Greeter {
/// #     const ID: &'static str = "greeter";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let app = TestApp::start(Registry::new().with::<Greeter>(), "[plugins.greeter]").await;
/// let reply = app.get("/api/greeting").header("user-agent", "shop/2.1").send().await;
/// assert_eq!(reply.json(), "Hello shop/2.1");
/// assert_eq!(reply.header("x-mood"), Some("good"));
/// # }
/// ```
#[derive(Clone)]
pub struct Ctx(Arc<Inner>);

struct Inner {
    app: AppHandle,
    head: RequestHead,
    presented: PresentedCredential,
    identity: OnceLock<Option<Identity>>,
    reply: Mutex<Vec<(HeaderName, HeaderValue)>>,
    /// Whether the request waits in a queue of the server.
    queued: AtomicBool,
}

/// What the pipeline read from the head of a request. Every text in it is safe to store and to log.
#[derive(Clone, Debug)]
pub(crate) struct RequestHead {
    pub(crate) method: Method,
    pub(crate) client: ClientAddress,
    pub(crate) request_id: RequestId,
    pub(crate) user_agent: Option<String>,
}

impl Ctx {
    pub(crate) fn new(app: AppHandle, head: RequestHead, presented: PresentedCredential) -> Self {
        let (identity, reply, queued) = (OnceLock::new(), Mutex::default(), AtomicBool::new(false));
        Self(Arc::new(Inner { app, head, presented, identity, reply, queued }))
    }

    /// Returns the running app.
    pub fn app(&self) -> &AppHandle {
        &self.0.app
    }

    /// Returns the store, which reads and writes rows.
    pub fn store(&self) -> &Store {
        self.0.app.store()
    }

    /// Returns the clock and the generator of ids. Tests replace both.
    pub fn env(&self) -> &Env {
        self.0.app.env()
    }

    /// Returns the time of the wall clock.
    pub fn now(&self) -> Timestamp {
        self.env().now()
    }

    /// Returns the client's address. Behind trusted proxies, it is the address that they report.
    pub fn client(&self) -> ClientAddress {
        self.0.head.client
    }

    /// Returns the id of the request, which every log line and the answer have.
    pub fn request_id(&self) -> &RequestId {
        &self.0.head.request_id
    }

    /// Returns the header `User-Agent`, without control characters and cut to 512 characters. The
    /// client can write anything into it.
    pub fn user_agent(&self) -> Option<&str> {
        self.0.head.user_agent.as_deref()
    }

    /// Returns whether the request may change something: every method may, except GET, HEAD, OPTIONS
    /// and TRACE.
    pub fn changes_state(&self) -> bool {
        changes_state(&self.0.head.method)
    }

    /// Returns where the request carries its credential.
    pub fn credential_source(&self) -> CredentialSource {
        self.0.presented.source
    }

    /// Returns the credential that the request presents, if there is one and the plugin that
    /// authenticates keeps it as a `T`. Nothing is looked up: the session may have ended.
    pub fn credential<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.presented.get()
    }

    /// Returns what the plugin that authenticates knows about the user, if the look-up found one
    /// and it is a `T`.
    ///
    /// Before the look-up it returns `None`. The pipeline looks the user up for endpoints that use
    /// the session ([`SessionUse`](super::SessionUse)); elsewhere, call [`Ctx::identify`] first.
    pub fn identity<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.0.identity.get()?.as_ref()?.value.clone().downcast().ok()
    }

    /// Returns the id of the user who sends the request, if the look-up found one; see
    /// [`Ctx::identity`].
    pub fn subject(&self) -> Option<&str> {
        Some(&self.0.identity.get()?.as_ref()?.subject)
    }

    /// Looks up the user who sends the request, for [`Ctx::identity`] and [`Ctx::subject`]. Only
    /// the first call asks the plugin that authenticates; a request without a user is not an error.
    ///
    /// # Errors
    ///
    /// When the look-up fails, for example because the database is away. Answer with that error: it
    /// must never look like a request without a session.
    pub async fn identify(&self) -> Result<(), HttpError> {
        if self.0.identity.get().is_some() {
            return Ok(());
        }
        let found = match self.0.app.authentication() {
            Some(authentication) => {
                authentication.identify(self.store(), &self.0.presented).await?
            }
            None => None,
        };
        // Of two look-ups at once, both found the same, and the first result is kept.
        let _ = self.0.identity.set(found);
        Ok(())
    }

    /// Waits for work that stands in a queue of the server, such as the hash of a password. If the
    /// request's time ends meanwhile, it is answered with 503 `SERVICE_UNAVAILABLE` and `Retry-After`
    /// instead of 408: the server is slow, not the client.
    pub async fn in_queue<T>(&self, work: impl Future<Output = T>) -> T {
        self.0.queued.store(true, Ordering::Relaxed);
        let done = work.await;
        self.0.queued.store(false, Ordering::Relaxed);
        done
    }

    /// Returns whether the request stands in a queue, or stood in one when its time ended.
    pub(crate) fn is_queued(&self) -> bool {
        self.0.queued.load(Ordering::Relaxed)
    }

    /// Adds a header to the answer, even if the answer will be an error. A header that may occur
    /// only once, such as `Retry-After`, replaces the one that the answer would have.
    pub fn reply_header(&self, name: HeaderName, value: HeaderValue) {
        self.0.reply.lock().unwrap_or_else(PoisonError::into_inner).push((name, value));
    }

    /// Adds a cookie to the answer, even if the answer will be an error.
    ///
    /// # Errors
    ///
    /// When browsers would refuse the cookie; see [`InvalidCookie`].
    pub fn reply_cookie(&self, cookie: &SetCookie<'_>) -> Result<(), InvalidCookie> {
        self.reply_header(actix_web::http::header::SET_COOKIE, cookie.to_header()?);
        Ok(())
    }

    /// Takes the headers that were added to the answer.
    pub(crate) fn take_reply(&self) -> Vec<(HeaderName, HeaderValue)> {
        std::mem::take(&mut *self.0.reply.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn presented(&self) -> &PresentedCredential {
        &self.0.presented
    }
}
