//! Rows, as they are carried over.

use nevr_schema::{Entity, Field, FieldType, Value, codec};
use sea_orm::{DbBackend, QueryResult};

use super::error::{CopyError, InvalidValue};

/// A row: the values of an entity's fields, in their order. JSON is the text that it was written
/// as: read and written anew, a number could become another one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) values: Vec<Value>,
}

impl Row {
    /// Reads a row, and judges whether every database can hold it.
    pub(super) fn read(
        entity: &Entity,
        row: &QueryResult,
        backend: DbBackend,
    ) -> Result<Self, CopyError> {
        let invalid = |id: &str, field: &Field, problem| CopyError::InvalidValue {
            table: entity.name.to_string(),
            id: id.to_owned(),
            column: field.name.to_string(),
            problem,
        };
        let id = |at, field: &Field| match value(row, at, field, backend) {
            Ok(Value::String(id)) => Ok(id),
            Ok(_) => Err(invalid("", field, InvalidValue::Type)),
            Err(problem) => Err(invalid("", field, problem)),
        };
        let place = entity.fields.get_full("id");
        let id = place.map_or(Ok(String::new()), |(at, _, field)| id(at, field))?;
        let fields = entity.fields.values().enumerate();
        let values = fields
            .map(|(at, field)| value(row, at, field, backend).map_err(|it| invalid(&id, field, it)))
            .collect::<Result<_, _>>()?;
        Ok(Self { id, values })
    }

    /// About how much memory it takes.
    pub(super) fn size(&self) -> usize {
        let size = |value: &Value| match value {
            Value::String(text) => text.len(),
            _ => 0,
        };
        self.values.iter().map(|value| size(value) + size_of::<Value>()).sum()
    }
}

fn value(
    row: &QueryResult,
    at: usize,
    field: &Field,
    backend: DbBackend,
) -> Result<Value, InvalidValue> {
    let ty = match field.ty {
        FieldType::Json => FieldType::Text,
        ty => ty,
    };
    let value = codec::decode(row, at, ty, backend).map_err(|_| InvalidValue::Type)?;
    match problem(&value, field) {
        Some(problem) => Err(problem),
        None => Ok(value),
    }
}

fn problem(value: &Value, field: &Field) -> Option<InvalidValue> {
    match value {
        Value::Null => (!field.optional).then_some(InvalidValue::Null),
        Value::String(text) if field.ty == FieldType::Json => {
            let json = serde_json::from_str(text).ok().map(Value::Json);
            let fits = json.is_some_and(|json| json.fits(FieldType::Json));
            (!fits).then_some(InvalidValue::Json)
        }
        Value::String(text) if text.contains('\0') => Some(InvalidValue::Nul),
        Value::DateTime(moment) => {
            let written = moment.to_string().parse();
            (written != Ok(*moment)).then_some(InvalidValue::Year)
        }
        value => (!value.fits(field.ty)).then_some(InvalidValue::TooLong),
    }
}
