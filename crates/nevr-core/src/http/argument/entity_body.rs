//! JSON bodies that follow the merged schema: input fields that plugins and the config file add to
//! an entity become members of them.

use std::marker::PhantomData;

use nevr_schema::{EntityType, Field, FieldType, Record, Schema as Entities, Value};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::{
    argument::{Argument, CheckedRequest},
    json_body::describe_body,
};
use crate::{
    http::{
        error::HttpError,
        json,
        operation::{OperationBuilder, field_schema},
    },
    wire::{Detail, codes},
};

/// A JSON body from which a row of the entity `E` is inserted: the members of `T`, and beside them
/// the *input fields* of `E`, those that clients may set.
///
/// Use it where plugins and the config file may add fields to the entity: an input field that they
/// add becomes a member of the body, in the OpenAPI document and in `api.ts` too. An input field
/// that is required and has no default must be sent. A member of `T` with the name of an input
/// field is refused at the start.
///
/// ```
/// use std::sync::Arc;
///
/// use nevr_core::{
///     http::{Ctx, Json, JsonWith, Returned, Routes},
///     plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
///     store::{StoreError, WriteSet},
///     testing::TestApp,
/// };
/// use nevr_schema::{EntityType, Field, SchemaBuilder};
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// /// The entity that this plugin declares.
/// struct Book;
///
/// impl EntityType for Book {
///     const NAME: &'static str = "book";
/// }
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Input {
///     title: String,
/// }
///
/// async fn create(
///     ctx: Ctx,
///     body: JsonWith<Input, Book>,
/// ) -> Result<Json<Returned<Book>>, StoreError> {
///     let book = body.fields.with("title", body.declared.title);
///     let mut set = WriteSet::new();
///     let inserted = set.insert(Book::NAME, book);
///     let written = ctx.store().write(set).await?;
///     let book = written.record(inserted).cloned().unwrap_or_default();
///     Ok(Json(Returned::new(ctx.store().schema(), &book)))
/// }
///
/// struct Books;
///
/// impl Plugin for Books {
///     fn schema(&self, schema: &mut SchemaBuilder) {
///         schema.entity(Book::NAME).field("title", Field::string());
///     }
///
///     fn routes(self: Arc<Self>, routes: &mut Routes) {
///         routes.post("/books", create);
///     }
/// }
/// # impl PluginType for Books {
/// #     const ID: &'static str = "books";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
/// #
/// # /// Stands for a plugin of another crate.
/// # struct Prices;
/// # impl Plugin for Prices {
/// #     fn schema(&self, schema: &mut SchemaBuilder) {
/// #         schema.extend(Book::NAME).field("price", Field::int().optional().input());
/// #     }
/// # }
/// # impl PluginType for Prices {
/// #     const ID: &'static str = "prices";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// # #[actix_web::main]
/// # async fn main() {
/// # let registry = Registry::new().with::<Books>().with::<Prices>();
/// // Another plugin adds the input field `price` to `book`.
/// let app = TestApp::start(registry, "[plugins.books]\n[plugins.prices]").await;
/// let body = serde_json::json!({ "title": "Emma", "price": 12 });
/// assert_eq!(app.post("/api/books").json(body).send().await.json()["price"], 12);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct JsonWith<T, E> {
    /// The members of `T`.
    pub declared: T,
    /// The input fields that were sent, each a value of its field's type.
    pub fields: Record,
    entity: PhantomData<E>,
}

/// A JSON body from which a row of the entity `E` is updated. It is like [`JsonWith`], but every
/// input field may be left out; a field that is left out is not in [`fields`](Self::fields).
///
/// ```
/// use nevr_core::{
///     http::{Ctx, Json, JsonChanges},
///     store::{Filter, StoreError, WriteSet},
/// };
/// use nevr_schema::EntityType;
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// /// An entity that this plugin declares.
/// struct Book;
///
/// impl EntityType for Book {
///     const NAME: &'static str = "book";
/// }
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Input {
///     id: String,
/// }
///
/// async fn change(ctx: Ctx, body: JsonChanges<Input, Book>) -> Result<Json<u64>, StoreError> {
///     let mut set = WriteSet::new();
///     let updated = set.update(Book::NAME, Filter::id(body.declared.id), body.fields).id();
///     Ok(Json(ctx.store().write(set).await?.rows(updated)))
/// }
/// # let _ = |routes: &mut nevr_core::http::Routes| { routes.post("/change-book", change); };
/// ```
#[derive(Clone, Debug)]
pub struct JsonChanges<T, E> {
    /// The members of `T`.
    pub declared: T,
    /// The input fields that were sent, each a value of its field's type.
    pub fields: Record,
    entity: PhantomData<E>,
}

/// The write that a body is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Write {
    Insert,
    Update,
}

impl<T: DeserializeOwned + JsonSchema, E: EntityType> Argument for JsonWith<T, E> {
    fn describe(builder: &mut OperationBuilder<'_>) {
        describe_split::<T, E>(builder, Write::Insert);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        let (declared, fields) = take_split::<T, E>(request, Write::Insert)?;
        Ok(Self { declared, fields, entity: PhantomData })
    }
}

impl<T: DeserializeOwned + JsonSchema, E: EntityType> Argument for JsonChanges<T, E> {
    fn describe(builder: &mut OperationBuilder<'_>) {
        describe_split::<T, E>(builder, Write::Update);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        let (declared, fields) = take_split::<T, E>(request, Write::Update)?;
        Ok(Self { declared, fields, entity: PhantomData })
    }
}

fn describe_split<T: JsonSchema, E: EntityType>(builder: &mut OperationBuilder<'_>, write: Write) {
    let mut schema = builder.input_schema::<T>();
    for field in input_fields(builder.entities, E::NAME) {
        let object = schema.ensure_object();
        if add_member(object, "properties", field.name.as_str(), field_schema(field)) {
            let clash = format!("its member `{}` is a field of `{}` too", field.name, E::NAME);
            let origin = Some(&field.origin).filter(|origin| origin.option.is_some());
            builder.operation.defects.push((clash, origin.cloned()));
        }
        if field.unique {
            // Whether another row has the value already is only known when the database writes it.
            builder.operation.can_fail([codes::CONFLICT]);
        }
        if must_be_sent(field, write) {
            let required = object.entry("required").or_insert_with(|| Json::Array(Vec::new()));
            if let Some(required) = required.as_array_mut() {
                required.push(field.name.as_str().into());
            }
        }
    }
    describe_body(builder, schema);
}

/// Adds a member to the object under `key`. Returns whether there was one of that name.
fn add_member(object: &mut Map<String, Json>, key: &str, name: &str, value: Json) -> bool {
    let members = object.entry(key).or_insert_with(|| Map::new().into());
    members.as_object_mut().is_some_and(|members| members.insert(name.to_owned(), value).is_some())
}

fn take_split<T: DeserializeOwned, E: EntityType>(
    request: &CheckedRequest,
    write: Write,
) -> Result<(T, Record), HttpError> {
    let mut object = request.object()?;
    let (fields, mut details) = split(request.ctx.store().schema(), E::NAME, &mut object, write);
    match json::read::<T>(&object) {
        Ok(declared) if details.is_empty() => Ok((declared, fields)),
        Ok(_) => Err(HttpError::invalid(details)),
        Err(others) => {
            details.extend(others);
            Err(HttpError::invalid(details))
        }
    }
}

/// Returns whether a body must hold the field: a row can't be inserted without a field that is
/// required and has no default.
fn must_be_sent(field: &Field, write: Write) -> bool {
    write == Write::Insert && !field.optional && field.default.is_none()
}

fn input_fields<'e>(entities: &'e Entities, name: &str) -> impl Iterator<Item = &'e Field> {
    let fields = entities.entity(name).map(|entity| entity.fields.values());
    fields.into_iter().flatten().filter(|field| field.input)
}

/// Takes the entity's input fields out of an object, and checks them.
fn split(
    entities: &Entities,
    name: &str,
    object: &mut Map<String, Json>,
    write: Write,
) -> (Record, Vec<Detail>) {
    let (mut record, mut details) = (Record::new(), Vec::new());
    for field in input_fields(entities, name) {
        // `shift_remove` keeps the order of the other members.
        let Some(json) = object.shift_remove(field.name.as_str()) else {
            if must_be_sent(field, write) {
                let detail = Detail::new(field.name.as_str(), json::code::REQUIRED, "is required");
                details.push(detail);
            }
            continue;
        };
        match Value::from_json(&json, field.ty) {
            Some(value) if !value.is_null() || field.optional => {
                record.set(field.name.clone(), value);
            }
            _ => details.push(Detail::new(
                field.name.as_str(),
                json::code::INVALID_TYPE,
                must_be(field),
            )),
        }
    }
    (record, details)
}

fn must_be(field: &Field) -> &'static str {
    match field.ty {
        FieldType::String => "must be a string of at most 255 characters",
        FieldType::Text => "must be a string",
        FieldType::Int => "must be a whole number",
        FieldType::Boolean => "must be true or false",
        FieldType::DateTime => "must be a time such as 2026-01-31T12:00:00.000Z",
        FieldType::Json => "must not be null",
    }
}
