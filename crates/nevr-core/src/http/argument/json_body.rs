//! JSON bodies, and JSON answers.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::argument::{Argument, CheckedRequest};
use crate::{
    http::{
        error::HttpError,
        json::{self, ContentType, JsonError},
        operation::OperationBuilder,
    },
    wire::codes,
};

/// A JSON body, as an argument; a JSON answer, as what a handler returns.
///
/// The body is read strictly. Unknown members, duplicate members, wrong types and texts that no
/// database can store are refused with 400 `VALIDATION_ERROR`, whose details name every such
/// member. An empty body counts as an empty object. The content type must be `application/json`.
///
/// ```
/// use std::{convert::Infallible, sync::Arc};
///
/// use nevr_core::{
///     http::{Json, Routes},
///     plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
///     testing::TestApp,
/// };
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Sum {
///     left: i64,
///     right: i64,
/// }
///
/// #[derive(Serialize, JsonSchema)]
/// struct Total {
///     total: i64,
/// }
///
/// async fn add(Json(sum): Json<Sum>) -> Result<Json<Total>, Infallible> {
///     Ok(Json(Total { total: sum.left.saturating_add(sum.right) }))
/// }
///
/// struct Adder;
///
/// impl Plugin for Adder {
///     fn routes(self: Arc<Self>, routes: &mut Routes) {
///         routes.post("/sums", add);
///     }
/// }
/// # impl PluginType for Adder {
/// #     const ID: &'static str = "adder";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let app = TestApp::start(Registry::new().with::<Adder>(), "[plugins.adder]").await;
/// let sum = serde_json::json!({ "left": 2, "right": 3 });
/// assert_eq!(app.post("/api/sums").json(sum).send().await.json()["total"], 5);
///
/// let wrong = serde_json::json!({ "left": "2", "rihgt": 3 });
/// let reply = app.post("/api/sums").json(wrong).send().await;
/// assert_eq!(reply.code(), "VALIDATION_ERROR");
/// assert!(reply.fields().contains(&"rihgt".to_owned()));
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> Argument for Json<T> {
    fn describe(builder: &mut OperationBuilder<'_>) {
        let schema = builder.input_schema::<T>();
        describe_body(builder, schema);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        json::read(&request.object()?).map(Self).map_err(HttpError::invalid)
    }
}

/// Adds a body of this schema to the description of an endpoint.
pub(super) fn describe_body(builder: &mut OperationBuilder<'_>, schema: schemars::Schema) {
    let required =
        schema.get("required").and_then(|list| list.as_array()).is_some_and(|r| !r.is_empty());
    if builder.operation.body.replace((schema, required)).is_some() {
        builder.operation.defects.push(("two of its arguments read the body".to_owned(), None));
    }
    builder.operation.can_fail([
        codes::VALIDATION_ERROR,
        codes::PAYLOAD_TOO_LARGE,
        codes::UNSUPPORTED_MEDIA_TYPE,
    ]);
}

impl CheckedRequest {
    /// Reads the body as a JSON object.
    pub(super) fn object(&self) -> Result<Map<String, Value>, HttpError> {
        let object = ContentType::of(self.head.headers())
            .map_err(JsonError::from)
            .and_then(|content_type| json::parse_object(content_type, &self.body));
        object.map_err(|error| match error {
            JsonError::UnsupportedMediaType(_) => {
                HttpError::new(codes::UNSUPPORTED_MEDIA_TYPE).before_work()
            }
            JsonError::Invalid(details) => HttpError::invalid(details),
        })
    }
}
