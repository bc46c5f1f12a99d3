//! The traits of what a handler may take.

use std::future::Future;

use actix_web::{HttpRequest, web::Bytes};

use crate::http::{ctx::Ctx, error::HttpError, operation::OperationBuilder};

/// A request that every check of the pipeline has accepted, with its body.
pub struct CheckedRequest {
    /// The request.
    pub ctx: Ctx,
    pub(crate) head: HttpRequest,
    pub(crate) body: Bytes,
}

/// An argument of a handler: it describes itself, and reads itself from the request.
///
/// A handler is a plain async function with up to eight arguments. nevr reads from its signature
/// what the endpoint takes, so nothing is declared twice. Provided are [`Ctx`], `Arc<P>` for a
/// plugin `P` that is switched on, [`Json`](crate::http::Json),
/// [`JsonWith`](crate::http::JsonWith), [`JsonChanges`](crate::http::JsonChanges),
/// [`Query`](crate::http::Query) and [`Path`](crate::http::Path). Plugins add their own, such as
/// auth's `User`.
///
/// Arguments are read from left to right after all checks of the pipeline; the first error is the
/// answer, and the handler doesn't run.
///
/// ```
/// use std::{convert::Infallible, net::IpAddr, sync::Arc};
///
/// use nevr_core::{
///     http::{Argument, CheckedRequest, HttpError, Json, OperationBuilder, Routes},
///     plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
///     testing::TestApp,
///     wire::Code,
/// };
///
/// const NO_ADDRESS: Code = Code::new(400, "NO_ADDRESS", "The connection has no address");
///
/// /// The client's IP address; a connection without one is refused.
/// struct ClientIp(IpAddr);
///
/// impl Argument for ClientIp {
///     fn describe(builder: &mut OperationBuilder<'_>) {
///         builder.operation.can_fail([NO_ADDRESS]);
///     }
///
///     async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
///         request.ctx.client().ip().map(Self).ok_or_else(|| HttpError::new(NO_ADDRESS))
///     }
/// }
///
/// async fn address(ClientIp(ip): ClientIp) -> Result<Json<String>, Infallible> {
///     Ok(Json(ip.to_string()))
/// }
///
/// struct Mirror;
///
/// impl Plugin for Mirror {
///     fn routes(self: Arc<Self>, routes: &mut Routes) {
///         routes.get("/address", address);
///     }
/// }
/// # impl PluginType for Mirror {
/// #     const ID: &'static str = "mirror";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let app = TestApp::start(Registry::new().with::<Mirror>(), "[plugins.mirror]").await;
/// assert_eq!(app.get("/api/address").peer("192.0.2.7").send().await.json(), "192.0.2.7");
/// assert_eq!(app.get("/api/address").without_peer().send().await.code(), "NO_ADDRESS");
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "a handler can't take `{Self}` as an argument",
    label = "this type does not implement `Argument`",
    note = "a handler takes `Ctx`, `Arc<YourPlugin>`, `Json<Input>`, `JsonWith<Input, Entity>`, \
            `JsonChanges<Input, Entity>`, `Query<Input>`, `Path<Input>`, and arguments of plugins, \
            such as auth's `User`",
    note = "`Input` must implement `serde::de::DeserializeOwned` and `schemars::JsonSchema`"
)]
pub trait Argument: Sized {
    /// Adds what the argument needs to the description of the endpoint: a body, a session, errors.
    fn describe(builder: &mut OperationBuilder<'_>);

    /// Reads the argument from a request.
    ///
    /// # Errors
    ///
    /// The error is the answer. Its codes must be among those that [`describe`](Self::describe)
    /// added.
    fn from_request(request: &CheckedRequest) -> impl Future<Output = Result<Self, HttpError>>;
}

/// All arguments of a handler: a tuple of up to eight [`Argument`]s.
pub trait Arguments: Sized + 'static {
    /// Adds what all of them need to the description of the endpoint.
    fn describe(builder: &mut OperationBuilder<'_>);

    /// Reads all of them from a request, from left to right.
    fn from_request(request: &CheckedRequest) -> impl Future<Output = Result<Self, HttpError>>;
}

macro_rules! arguments {
    ($($name:ident)*) => {
        impl<$($name: Argument + 'static),*> Arguments for ($($name,)*) {
            #[allow(unused_variables, reason = "for the empty tuple")]
            fn describe(builder: &mut OperationBuilder<'_>) {
                $($name::describe(builder);)*
            }

            #[allow(unused_variables, clippy::unused_unit, reason = "for the empty tuple")]
            async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
                Ok(($($name::from_request(request).await?,)*))
            }
        }
    };
}

arguments!();
arguments!(A);
arguments!(A B);
arguments!(A B C);
arguments!(A B C D);
arguments!(A B C D E);
arguments!(A B C D E F);
arguments!(A B C D E F G);
arguments!(A B C D E F G H);

impl Argument for Ctx {
    fn describe(_: &mut OperationBuilder<'_>) {}

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        Ok(request.ctx.clone())
    }
}
