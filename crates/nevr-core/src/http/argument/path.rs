//! The parameters of a path.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::{
    argument::{Argument, CheckedRequest},
    percent::{NOT_TEXT, decode},
};
use crate::{
    http::{error::HttpError, json, operation::OperationBuilder},
    wire::{Detail, codes},
};

/// The parameters of the path, as an argument: `{id}` in `/books/{id}` is the member `id`.
///
/// A value that is not of the member's type is refused with 400 `VALIDATION_ERROR`.
///
/// ```
/// use std::{convert::Infallible, sync::Arc};
///
/// use nevr_core::{
///     http::{Json, Path, Routes},
///     plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
///     testing::TestApp,
/// };
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Book {
///     id: u32,
/// }
///
/// async fn read(Path(book): Path<Book>) -> Result<Json<u32>, Infallible> {
///     Ok(Json(book.id))
/// }
///
/// struct Books;
///
/// impl Plugin for Books {
///     fn routes(self: Arc<Self>, routes: &mut Routes) {
///         routes.get("/books/{id}", read);
///     }
/// }
/// # impl PluginType for Books {
/// #     const ID: &'static str = "books";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let app = TestApp::start(Registry::new().with::<Books>(), "[plugins.books]").await;
/// assert_eq!(app.get("/api/books/7").send().await.json(), 7);
/// assert_eq!(app.get("/api/books/seven").send().await.code(), "VALIDATION_ERROR");
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> Argument for Path<T> {
    fn describe(builder: &mut OperationBuilder<'_>) {
        builder.operation.path = Some(builder.input_schema::<T>());
        builder.operation.can_fail([codes::VALIDATION_ERROR]);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        let refused = |code: &'static str, message: &str| {
            HttpError::invalid(vec![Detail::new("path", code, message)])
        };
        if decode(request.head.uri().path()).is_none() {
            return Err(refused(json::code::INVALID_TEXT, NOT_TEXT));
        }
        request.head.match_info().load().map(Self).map_err(|_| {
            refused(json::code::INVALID_TYPE, "is not of the form that this address takes")
        })
    }
}
