//! The query of a URL.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    argument::{Argument, CheckedRequest},
    percent::{NOT_TEXT, decode},
};
use crate::{
    http::{
        error::HttpError,
        json::{self, MAX_DETAILS, code},
        operation::OperationBuilder,
    },
    wire::{Detail, codes},
};

/// The query of the URL: what follows the `?`, as an argument.
///
/// It is read as strictly as a body: unknown members, duplicate members and wrong values are
/// refused with 400 `VALIDATION_ERROR`, whose details name every such member. A value is read as a
/// number or a boolean where the type has one. An optional member is left out of the URL; there is
/// no `null`.
///
/// ```
/// use std::{convert::Infallible, sync::Arc};
///
/// use nevr_core::{
///     http::{Json, Query, Routes},
///     plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
///     testing::TestApp,
/// };
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Page {
///     size: u32,
///     after: Option<String>,
/// }
///
/// async fn list(Query(page): Query<Page>) -> Result<Json<String>, Infallible> {
///     Ok(Json(format!("{} after {}", page.size, page.after.as_deref().unwrap_or("the start"))))
/// }
///
/// struct Books;
///
/// impl Plugin for Books {
///     fn routes(self: Arc<Self>, routes: &mut Routes) {
///         routes.get("/books", list);
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
/// assert_eq!(app.get("/api/books?size=20").send().await.json(), "20 after the start");
/// assert_eq!(app.get("/api/books?size=many").send().await.fields(), ["size"]);
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> Argument for Query<T> {
    fn describe(builder: &mut OperationBuilder<'_>) {
        let schema = without_null(builder.input_schema::<T>());
        builder.operation.query = Some(schema);
        builder.operation.can_fail([codes::VALIDATION_ERROR]);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        let query = request.head.uri().query().unwrap_or_default();
        read_query(query).map(Self).map_err(HttpError::invalid)
    }
}

/// Removes `null` from the schema, which a query has no way to write: an optional member is left
/// out.
fn without_null(mut schema: schemars::Schema) -> schemars::Schema {
    let members = schema.get_mut("properties").and_then(Value::as_object_mut);
    for member in members.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        for choice in ["anyOf", "oneOf", "enum"] {
            if let Some(choices) = member.get_mut(choice).and_then(Value::as_array_mut) {
                choices.retain(|choice| !choice.is_null() && choice["type"] != "null");
            }
        }
        let Some(types) = member.get_mut("type").and_then(Value::as_array_mut) else { continue };
        types.retain(|ty| ty != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            member.insert("type".to_owned(), only);
        }
    }
    schema
}

/// Reads a query string as a `T`. The error names every member that is wrong.
fn read_query<T: DeserializeOwned>(query: &str) -> Result<T, Vec<Detail>> {
    let mut members = members(query)?;
    match json::read(&members) {
        // Every value of a query is text. One that was refused because of its type is read again,
        // as the boolean or the number that its text spells.
        Err(details) if unquote(&mut members, &details) => json::read(&members),
        outcome => outcome,
    }
}

/// Splits a query string into its members, all of them texts.
fn members(query: &str) -> Result<Map<String, Value>, Vec<Detail>> {
    let (mut members, mut details) = (Map::new(), Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let text = |part: &str| decode(&part.replace('+', " "));
        let Some(name) = text(name) else {
            details.push(Detail::new("", code::INVALID_TEXT, NOT_TEXT));
            continue;
        };
        match text(value) {
            None => details.push(Detail::new(name, code::INVALID_TEXT, NOT_TEXT)),
            Some(_) if members.contains_key(&name) => {
                details.push(Detail::new(name, code::DUPLICATE_MEMBER, "must be there once"));
            }
            Some(value) => drop(members.insert(name, value.into())),
        }
        if details.len() == MAX_DETAILS {
            break;
        }
    }
    if details.is_empty() { Ok(members) } else { Err(details) }
}

/// Turns the texts that were refused because of their type into the booleans and numbers that they
/// spell. Returns whether there was one.
fn unquote(members: &mut Map<String, Value>, refused: &[Detail]) -> bool {
    let mut any = false;
    for detail in refused.iter().filter(|detail| detail.code == code::INVALID_TYPE) {
        let Some(value) = members.get_mut(&detail.field) else { continue };
        // Such an integer would be rounded to a double.
        let text = value.as_str().filter(|text| !json::is_beyond_64_bits(text));
        let meant = text.and_then(|text| serde_json::from_str::<Value>(text).ok());
        if let Some(meant @ (Value::Bool(_) | Value::Number(_))) = meant {
            *value = meant;
            any = true;
        }
    }
    any
}
