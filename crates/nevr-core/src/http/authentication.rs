//! The trait of the plugin that knows who sends a request.

use actix_web::http::header::HeaderMap;
use async_trait::async_trait;

use super::{
    error::HttpError,
    request::{Identity, PresentedCredential},
};
use crate::store::Store;

/// Finds out who sends a request. A plugin registers its implementation with
/// [`Routes::authenticate_with`](super::Routes::authenticate_with); two plugins that do so are
/// refused at the start. The plugin `auth` is the built-in one.
///
/// The pipeline calls the two steps in this order:
///
/// 1. [`read_credential`](Self::read_credential) reads the credential from the headers of *every*
///    request, before the limits count it.
/// 2. [`identify`](Self::identify) looks up whose credential it is, after the limits, and only for
///    endpoints that use the session and for the extractors of the app's own handlers.
///
/// ```
/// use std::{convert::Infallible, sync::Arc};
///
/// use actix_web::http::header::HeaderMap;
/// use async_trait::async_trait;
/// use nevr_core::{
///     http::{
///         Argument, Authentication, Bearer, CheckedRequest, CredentialSource, HttpError, Identity,
///         Json, OperationBuilder, PresentedCredential, Routes, SessionUse, bearer,
///     },
///     plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
///     store::Store,
///     testing::TestApp,
///     wire::codes,
/// };
///
/// /// Knows one API key. (A real plugin looks the key up by its hash.)
/// struct ApiKey;
///
/// #[async_trait]
/// impl Authentication for ApiKey {
///     fn cookie_name(&self) -> &str {
///         "unused"
///     }
///
///     fn read_credential(&self, headers: &HeaderMap) -> PresentedCredential {
///         match bearer(headers) {
///             Bearer::None => PresentedCredential::none(),
///             Bearer::Ambiguous => PresentedCredential {
///                 source: CredentialSource::Bearer,
///                 ..PresentedCredential::none()
///             },
///             Bearer::Token(text) => PresentedCredential {
///                 source: CredentialSource::Bearer,
///                 session: None,
///                 value: Some(Arc::new(text.to_owned())),
///             },
///         }
///     }
///
///     async fn identify(
///         &self,
///         _store: &Store,
///         presented: &PresentedCredential,
///     ) -> Result<Option<Identity>, HttpError> {
///         let key = presented.get::<String>();
///         Ok(key.filter(|key| *key == "s3cret").map(|_| Identity {
///             subject: "robot".to_owned(),
///             has_account: true,
///             value: Arc::new("robot"),
///         }))
///     }
/// }
///
/// /// The program that sends the request, for handlers to take.
/// struct Robot(String);
///
/// impl Argument for Robot {
///     fn describe(builder: &mut OperationBuilder<'_>) {
///         builder.operation.use_session(SessionUse::Required);
///     }
///
///     async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
///         let name = request.ctx.subject().ok_or_else(|| HttpError::new(codes::UNAUTHORIZED))?;
///         Ok(Self(name.to_owned()))
///     }
/// }
///
/// async fn name(Robot(name): Robot) -> Result<Json<String>, Infallible> {
///     Ok(Json(name))
/// }
///
/// struct Robots;
///
/// impl Plugin for Robots {
///     fn routes(self: Arc<Self>, routes: &mut Routes) {
///         routes.authenticate_with(Arc::new(ApiKey));
///         routes.get("/name", name);
///     }
/// }
/// # impl PluginType for Robots {
/// #     const ID: &'static str = "robots";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let app = TestApp::start(Registry::new().with::<Robots>(), "[plugins.robots]").await;
/// assert_eq!(app.get("/api/name").bearer("s3cret").send().await.json(), "robot");
/// assert_eq!(app.get("/api/name").bearer("guess").send().await.code(), "UNAUTHORIZED");
/// # }
/// ```
#[async_trait]
pub trait Authentication: Send + Sync + 'static {
    /// Returns the name of the cookie that holds the credential, for the OpenAPI document. With
    /// https, the document puts `__Host-` before it.
    fn cookie_name(&self) -> &str;

    /// Reads the credential from the headers. It runs for every request before the limits count it,
    /// so it must be cheap and can't ask a database.
    fn read_credential(&self, headers: &HeaderMap) -> PresentedCredential;

    /// Looks up whose credential this is. Returns `None` if the credential is missing, invalid or
    /// ended.
    ///
    /// # Errors
    ///
    /// When the look-up itself fails. The request is then answered with that error, for example
    /// 503: a database that is away must never look like a missing session.
    async fn identify(
        &self,
        store: &Store,
        presented: &PresentedCredential,
    ) -> Result<Option<Identity>, HttpError>;
}
