//! Who sends a request, for the handlers of the app's own.

use actix_web::{HttpMessage, HttpRequest, web};

use super::context::{check_origin, context};
use crate::http::{app_handle::AppHandle, ctx::Ctx, error::HttpError, request::CredentialSource};

/// Returns the [`Ctx`] of a request to the app's own handlers, with the user looked up. The
/// extractors of plugins are made with it, such as auth's `User`. They work in every scope of the
/// actix app.
///
/// The look-up runs once for a request, even if several extractors need it.
///
/// # Errors
///
/// - The request carries a cookie as its credential, may change something, and fails the origin
///   check: a browser adds the cookie even if a page of another site made it send the request
///   (CWE-352).
/// - The look-up fails.
/// - nevr's routes are not mounted in this actix app.
pub async fn identify_request(request: HttpRequest) -> Result<Ctx, HttpError> {
    let known = request.extensions().get::<Ctx>().cloned();
    if let Some(ctx) = known {
        return Ok(ctx);
    }
    let Some(app) = request.app_data::<web::Data<AppHandle>>() else {
        return Err(HttpError::internal(
            "nevr is not mounted in this app: add `App::new().configure(nevr.routes())`",
        ));
    };
    let ctx = context(app, &request);
    if ctx.credential_source() == CredentialSource::Cookie {
        check_origin(&ctx, &request)?;
    }
    ctx.identify().await?;
    request.extensions_mut().insert(ctx.clone());
    Ok(ctx)
}
