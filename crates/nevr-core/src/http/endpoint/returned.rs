//! Rows in answers.

use std::marker::PhantomData;

use nevr_schema::{EntityType, Field, Record, Schema as Entities};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json};

/// A row of the entity `E` in an answer: its *returned fields*, those that clients may see, in the
/// order of the merged schema. Fields that plugins and the config file add are among them; hidden
/// fields never are.
///
/// Its JSON Schema is a reference to that of the entity, so the OpenAPI document and `api.ts` have
/// one type for all answers with such a row. A whole handler that answers with a row is in the
/// example of [`JsonWith`](crate::http::JsonWith).
///
/// ```
/// use nevr_core::http::Returned;
/// use nevr_schema::{EntityType, Field, Owner, Record, SchemaBuilder, merge};
///
/// /// The entity that a plugin declares.
/// struct Book;
///
/// impl EntityType for Book {
///     const NAME: &'static str = "book";
/// }
///
/// let mut schema = SchemaBuilder::new(Owner::App);
/// let book = schema.entity(Book::NAME);
/// book.field("title", Field::string()).field("notes", Field::text().hidden());
/// let (schema, _) = merge(vec![schema]);
///
/// let row = Record::new().with("id", "b1").with("title", "Emma").with("notes", "stolen?");
/// let answer = serde_json::to_value(Returned::<Book>::new(&schema, &row))?;
/// assert_eq!(answer["title"], "Emma");
/// assert!(answer.get("notes").is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Returned<E> {
    fields: Map<String, Json>,
    entity: PhantomData<E>,
}

impl<E: EntityType> Returned<E> {
    /// Takes the returned fields out of a row. A field that the row lacks is `null`.
    pub fn new(entities: &Entities, record: &Record) -> Self {
        let mut fields = Map::new();
        for field in returned_fields(entities, E::NAME) {
            let value = record.value(&field.name).map(serde_json::to_value);
            fields.insert(field.name.to_string(), value.and_then(Result::ok).unwrap_or(Json::Null));
        }
        Self { fields, entity: PhantomData }
    }

    /// Returns the fields as JSON, for answers that add members of their own.
    pub fn into_fields(self) -> Map<String, Json> {
        self.fields
    }
}

impl<E> Serialize for Returned<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.fields.serialize(serializer)
    }
}

impl<E: EntityType> JsonSchema for Returned<E> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        E::NAME.into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "$ref": format!("#/components/schemas/{}", E::NAME) })
    }
}

fn returned_fields<'e>(entities: &'e Entities, name: &str) -> impl Iterator<Item = &'e Field> {
    let fields = entities.entity(name).map(|entity| entity.fields.values());
    fields.into_iter().flatten().filter(|field| field.returned)
}
