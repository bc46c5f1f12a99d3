//! For the app's own handlers: who sends a request, in whatever scope the handler sits.

use actix_web::{HttpMessage, HttpRequest, web};

use super::serve;
use crate::http::{app_handle::AppHandle, ctx::Ctx, error::HttpError, request::Presents};

/// The request as nevr knows it, its sender looked up. Made once for a request, however many
/// extractors ask.
///
/// A credential that came by cookie is refused on a request that may change something and whose
/// origin does not pass the origin check: a browser sends cookies along whoever asks it to.
pub async fn identified(request: HttpRequest) -> Result<Ctx, HttpError> {
    let known = request.extensions().get::<Ctx>().cloned();
    if let Some(ctx) = known {
        return Ok(ctx);
    }
    let Some(app) = request.app_data::<web::Data<AppHandle>>() else {
        return Err(HttpError::internal(
            "the app has no nevr: mount it with `App::new().configure(nevr.routes())`",
        ));
    };
    let ctx = serve::context(app, &request);
    if ctx.presents() == Presents::Cookie {
        serve::check_origin(&ctx, &request)?;
    }
    ctx.identify().await?;
    request.extensions_mut().insert(ctx.clone());
    Ok(ctx)
}
