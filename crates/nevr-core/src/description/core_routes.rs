//! The endpoints of nevr itself.

use std::{convert::Infallible, sync::Arc};

use nevr_schema::Owner;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::{
    http::{Ctx, Json, Routes},
    store::StoreError,
    wire::{Code, Wire, WireError},
};

/// The answer of a process that runs.
#[derive(Serialize, JsonSchema)]
struct Health {
    /// Always `ok`.
    status: &'static str,
}

/// The error of a process that runs and yet can't serve. Its public message names the part that is
/// missing.
#[derive(Debug, thiserror::Error)]
#[error("not ready")]
struct NotReady(#[source] StoreError);

const DATABASE: Code = Code::new(503, "SERVICE_UNAVAILABLE", "database");

impl WireError for NotReady {
    fn codes() -> Vec<Code> {
        vec![DATABASE]
    }

    fn wire(&self) -> Wire {
        Wire { retry_after: self.0.wire().retry_after, ..DATABASE.into() }
    }
}

/// Returns the endpoints below `/health`, and with `documented` the OpenAPI document and its page.
pub(crate) fn routes(base: &str, documented: bool) -> Routes {
    let mut routes = Routes::new(Owner::Core, base.to_owned());
    routes.get("/health", health).summary("Check that the process runs");
    routes.get("/health/ready", ready).summary("Check that the process can serve");
    if documented {
        routes
            .get("/openapi.json", openapi)
            .summary("The OpenAPI document")
            .description("Every endpoint of the app in OpenAPI 3.1.")
            .public();
        #[cfg(feature = "docs")]
        crate::http::docs::serve(&mut routes);
    }
    routes
}

async fn health() -> Result<Json<Health>, Infallible> {
    Ok(Json(Health { status: "ok" }))
}

async fn ready(ctx: Ctx) -> Result<Json<Health>, NotReady> {
    ctx.store().ping().await.map_err(NotReady)?;
    Ok(Json(Health { status: "ok" }))
}

/// The OpenAPI document, which is made once, at the start.
struct Document(Arc<serde_json::Value>);

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl JsonSchema for Document {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OpenApiDocument".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": true })
    }
}

async fn openapi(ctx: Ctx) -> Result<Json<Document>, Infallible> {
    Ok(Json(Document(ctx.app().openapi().clone())))
}
