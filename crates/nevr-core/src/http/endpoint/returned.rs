//! Rows in answers.

use std::marker::PhantomData;

use nevr_schema::{EntityType, Field, Record, Schema as Entities};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use serde_json::{
    Map, Value as Json,
    value::{RawValue, to_raw_value},
};

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
    /// The row as JSON: it is written once, and the answer copies the text.
    object: Box<RawValue>,
    entity: PhantomData<E>,
}

impl<E: EntityType> Returned<E> {
    /// Takes the returned fields out of a row. A field that the row lacks is `null`.
    pub fn new(entities: &Entities, record: &Record) -> Self {
        let object = to_raw_value(&ReturnedFields { entities, entity: E::NAME, record });
        // Names and values of every row can be written.
        let object = object.unwrap_or_else(|_| RawValue::NULL.to_owned());
        Self { object, entity: PhantomData }
    }

    /// Returns the fields as JSON, for answers that add members of their own.
    pub fn into_fields(self) -> Map<String, Json> {
        serde_json::from_str(self.object.get()).unwrap_or_default()
    }
}

impl<E> Serialize for Returned<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.object.serialize(serializer)
    }
}

/// The returned fields of a row, which are written in the order of the schema.
struct ReturnedFields<'r> {
    entities: &'r Entities,
    entity: &'static str,
    record: &'r Record,
}

impl Serialize for ReturnedFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = returned_fields(self.entities, self.entity);
        serializer.collect_map(fields.map(|field| (&field.name, self.record.value(&field.name))))
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
