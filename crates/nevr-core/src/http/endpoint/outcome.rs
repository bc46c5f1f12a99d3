//! What a handler may return.

use actix_web::HttpResponse;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    http::{argument::Json, error::HttpError, operation::OperationBuilder},
    wire::WireError,
};

/// What a handler may return: `Result<Json<Output>, YourError>`.
///
/// The output is answered with status 200. The error is a [`WireError`], which knows its status,
/// code and message. The OpenAPI document and `api.ts` contain both.
#[diagnostic::on_unimplemented(
    message = "a handler can't return `{Self}`",
    note = "a handler returns `Result<Json<Output>, YourError>`",
    note = "`Output` must implement `serde::Serialize` and `schemars::JsonSchema`, and `YourError` \
            must implement `WireError`, for example by `wire_error!`"
)]
pub trait Outcome {
    /// Adds the answer's schema and the errors' codes to the description of the endpoint.
    fn describe(builder: &mut OperationBuilder<'_>);

    /// Turns the outcome into an answer.
    fn into_response(self) -> Result<HttpResponse, HttpError>;
}

impl<T: Serialize + JsonSchema, E: WireError> Outcome for Result<Json<T>, E> {
    fn describe(builder: &mut OperationBuilder<'_>) {
        builder.operation.output = Some(builder.output_schema::<T>());
        builder.operation.can_fail(E::codes());
    }

    fn into_response(self) -> Result<HttpResponse, HttpError> {
        let Json(body) = self?;
        let body = serde_json::to_vec(&body).map_err(HttpError::internal)?;
        Ok(HttpResponse::Ok().content_type("application/json").body(body))
    }
}
