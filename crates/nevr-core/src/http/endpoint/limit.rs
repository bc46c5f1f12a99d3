//! The limits of endpoints.

use serde::Serialize;

use crate::rate_limit::PerClient;

/// Whom a limit counts.
///
/// ```
/// use std::{convert::Infallible, sync::Arc, time::Duration};
///
/// use nevr_config::Window;
/// use nevr_core::{
///     http::{Json, Per, Routes},
///     plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
///     testing::TestApp,
/// };
///
/// async fn search() -> Result<Json<[u8; 0]>, Infallible> {
///     Ok(Json([]))
/// }
///
/// struct Search;
///
/// impl Plugin for Search {
///     fn routes(self: Arc<Self>, routes: &mut Routes) {
///         // A plugin reads the window from its options.
///         let window = Window::new(Duration::from_secs(60), 2).ok();
///         routes.get("/search", search).limit("search", Per::Address, window);
///     }
/// }
/// # impl PluginType for Search {
/// #     const ID: &'static str = "search";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let app = TestApp::start(Registry::new().with::<Search>(), "[plugins.search]").await;
/// for _ in 0..2 {
///     assert_eq!(app.get("/api/search").peer("192.0.2.7").send().await.status(), 200);
/// }
/// assert_eq!(app.get("/api/search").peer("192.0.2.7").send().await.code(), "RATE_LIMITED");
/// assert_eq!(app.get("/api/search").peer("192.0.2.8").send().await.status(), 200);
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Per {
    /// The session, if the request presents a well-made token, or else the client's address. People
    /// who share an address, as in an office, have a count each once they are signed in.
    ///
    /// If the endpoint uses the session and the token's session has ended, the address is counted
    /// too.
    Sender,
    /// The session, if it is that of a user with an account, or else the client's address. For
    /// endpoints where a password, a code or another credential is tried: sessions of guests are
    /// free, and a client with a hundred of them must not have a hundred times the guesses.
    ///
    /// The endpoint must use the session; if it does not, the address is counted.
    Account,
    /// The client's address, whatever the request presents.
    Address,
    /// The user who is signed in. A request without a session is not counted.
    User,
}

/// A limit of an endpoint.
#[derive(Clone, Debug)]
pub struct EndpointLimit {
    /// Whom it counts.
    pub per: Per,
    /// Its rule, with the wider rules for IPv6 networks.
    pub rule: PerClient,
}
