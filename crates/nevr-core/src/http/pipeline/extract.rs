//! Who sends a request, for the handlers of the app's own.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};

use super::context::{check_origin, check_page, context};
use crate::http::{app_handle::AppHandle, ctx::Ctx, error::HttpError, request::CredentialSource};

/// Returns the [`Ctx`] of a request to the app's own handlers, with the user looked up. The
/// extractors of plugins are made with it, such as auth's `User`. They work in every scope of the
/// actix app.
///
/// The look-up runs once for a request, even if several extractors need it.
///
/// # Errors
///
/// - The request carries a cookie as its credential, may change something or opens a WebSocket, and
///   fails the origin check: a browser adds the cookie even if a page of another site made it send
///   the request (CWE-352).
/// - The look-up fails.
/// - nevr's routes are not mounted in this actix app.
pub async fn identify_request(request: HttpRequest) -> Result<Ctx, HttpError> {
    let known = request.extensions().get::<Ctx>().cloned();
    if let Some(ctx) = known {
        return Ok(ctx);
    }
    let ctx = context(mounted(&request)?, &request);
    if ctx.credential_source() == CredentialSource::Cookie {
        check_origin(&ctx, &request)?;
    }
    ctx.identify().await?;
    request.extensions_mut().insert(ctx.clone());
    Ok(ctx)
}

fn mounted(request: &HttpRequest) -> Result<&AppHandle, HttpError> {
    request.app_data::<web::Data<AppHandle>>().map(web::Data::get_ref).ok_or_else(|| {
        HttpError::internal(
            "nevr is not mounted in this app: add `App::new().configure(nevr.routes())`",
        )
    })
}

/// An extractor that lets a request through only if no page of another origin made a browser send
/// it. It checks every method, and requests without a session too.
///
/// Take it in the app's own handlers that the extractors of auth leave unchecked: those that change
/// something on GET, and those that change something and take no user. A request that fails the
/// [origin check](super::super::OriginPolicy::check_page) is answered with 403 `INVALID_ORIGIN` or
/// `MISSING_ORIGIN`. A link on another site and an address that a person types fail it too.
///
/// ```
/// use actix_web::{HttpResponse, web};
/// use nevr_core::{http::TrustedPage, plugin::Registry, testing::{TestApp, run}};
///
/// async fn unsubscribe(_: TrustedPage) -> HttpResponse {
///     HttpResponse::Ok().finish()
/// }
///
/// run(async {
///     let app = TestApp::builder(Registry::new())
///         .routes(|config| {
///             config.route("/unsubscribe", web::get().to(unsubscribe));
///         })
///         .start()
///         .await;
///     let own = app.get("/unsubscribe").origin("http://localhost:3000").send().await;
///     assert_eq!(own.status(), 200);
///     let foreign = app.get("/unsubscribe").origin("https://evil.test").send().await;
///     assert_eq!(foreign.code(), "INVALID_ORIGIN");
/// });
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TrustedPage;

impl FromRequest for TrustedPage {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let checked = mounted(request).and_then(|app| check_page(&context(app, request), request));
        ready(checked.map(|()| Self))
    }
}
