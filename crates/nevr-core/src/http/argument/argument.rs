//! What a handler may take: each argument describes itself and reads itself from the request.

use std::future::Future;

use actix_web::{
    dev,
    http::{Uri, header::HeaderValue},
    web::Bytes,
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::address;
use crate::http::{
    ctx::Ctx,
    error::HttpError,
    json::{self, ContentType, JsonError, UnsupportedMediaType},
    operation::Describe,
};
use crate::wire::{Detail, codes};

/// A request that has passed every check of the pipeline, with its body.
pub struct Incoming {
    /// The request.
    pub ctx: Ctx,
    pub(crate) content_type: Result<ContentType, UnsupportedMediaType>,
    pub(crate) body: Bytes,
    pub(crate) uri: Uri,
    pub(crate) path: dev::Path<dev::Url>,
    pub(crate) if_none_match: Option<HeaderValue>,
}

/// Something that a handler may take.
///
/// A handler is a plain async function; what it takes is read from its signature. Provided are
/// [`Ctx`], `Arc<P>` for a plugin type `P`, [`Json`], [`Query`] and [`Path`]; plugins add their own,
/// such as auth's `User`.
#[diagnostic::on_unimplemented(
    message = "a handler can't take `{Self}`",
    label = "not an argument of an endpoint",
    note = "a handler takes `Ctx`, `Arc<YourPlugin>`, `Json<Input>`, `Query<Input>`, `Path<Input>`, \
            and what other plugins offer, such as auth's `User`",
    note = "`Input` must be `serde::de::DeserializeOwned + schemars::JsonSchema`"
)]
pub trait Argument: Sized {
    /// Says what it means for the endpoint: a body, a session, errors.
    fn describe(describe: &mut Describe<'_>);
    /// Reads it.
    fn take(incoming: &Incoming) -> impl Future<Output = Result<Self, HttpError>>;
}

/// Everything that a handler takes: a tuple of [`Argument`]s.
pub trait Arguments: Sized + 'static {
    /// Describes all of them.
    fn describe(describe: &mut Describe<'_>);
    /// Reads all of them, from left to right.
    fn take(incoming: &Incoming) -> impl Future<Output = Result<Self, HttpError>>;
}

macro_rules! arguments {
    ($($name:ident)*) => {
        impl<$($name: Argument + 'static),*> Arguments for ($($name,)*) {
            #[allow(unused_variables, reason = "for the empty tuple")]
            fn describe(describe: &mut Describe<'_>) {
                $($name::describe(describe);)*
            }

            #[allow(unused_variables, clippy::unused_unit, reason = "for the empty tuple")]
            async fn take(incoming: &Incoming) -> Result<Self, HttpError> {
                Ok(($($name::take(incoming).await?,)*))
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
    fn describe(_: &mut Describe<'_>) {}

    async fn take(incoming: &Incoming) -> Result<Self, HttpError> {
        Ok(incoming.ctx.clone())
    }
}

/// A JSON body, or a JSON answer.
///
/// As an argument it reads an object strictly: unknown and duplicate members, wrong types and text
/// that no database takes are refused, each by name. An empty body is an empty object.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> Argument for Json<T> {
    fn describe(describe: &mut Describe<'_>) {
        let schema = describe.input_schema::<T>();
        describe_body(describe, schema);
    }

    async fn take(incoming: &Incoming) -> Result<Self, HttpError> {
        json::read(&incoming.object()?).map(Self).map_err(HttpError::invalid)
    }
}

pub(crate) fn describe_body(describe: &mut Describe<'_>, schema: schemars::Schema) {
    let required =
        schema.get("required").and_then(|list| list.as_array()).is_some_and(|r| !r.is_empty());
    if describe.operation.body.replace((schema, required)).is_some() {
        describe.operation.defects.push(("it takes two bodies".to_owned(), None));
    }
    describe.operation.can_fail([
        codes::VALIDATION_ERROR,
        codes::PAYLOAD_TOO_LARGE,
        codes::UNSUPPORTED_MEDIA_TYPE,
    ]);
}

impl Incoming {
    /// The body as a JSON object.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, HttpError> {
        let object = self
            .content_type
            .map_err(JsonError::from)
            .and_then(|content_type| json::parse_object(content_type, &self.body));
        object.map_err(|error| match error {
            JsonError::UnsupportedMediaType(_) => HttpError::new(codes::UNSUPPORTED_MEDIA_TYPE),
            JsonError::Invalid(details) => HttpError::invalid(details),
        })
    }
}

/// What stands behind the `?`, read as strictly as a body: unknown and duplicate members, wrong
/// values and text that no database takes are refused, each by name.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> Argument for Query<T> {
    fn describe(describe: &mut Describe<'_>) {
        let schema = without_null(describe.input_schema::<T>());
        describe.operation.query = Some(schema);
        describe.operation.can_fail([codes::VALIDATION_ERROR]);
    }

    async fn take(incoming: &Incoming) -> Result<Self, HttpError> {
        let query = incoming.uri.query().unwrap_or_default();
        address::read_query(query).map(Self).map_err(HttpError::invalid)
    }
}

/// A query has no way to write `null`: what may be `null` is left out.
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

/// What stands in the place of `{names}` in the path.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> Argument for Path<T> {
    fn describe(describe: &mut Describe<'_>) {
        describe.operation.path = Some(describe.input_schema::<T>());
        describe.operation.can_fail([codes::VALIDATION_ERROR]);
    }

    async fn take(incoming: &Incoming) -> Result<Self, HttpError> {
        let refused = |code: &'static str, message: &str| {
            HttpError::invalid(vec![Detail::new("path", code, message)])
        };
        if address::decode(incoming.uri.path()).is_none() {
            return Err(refused(json::code::INVALID_TEXT, address::NOT_TEXT));
        }
        incoming.path.load().map(Self).map_err(|_| {
            refused(json::code::INVALID_TYPE, "is not of the form that this address takes")
        })
    }
}
