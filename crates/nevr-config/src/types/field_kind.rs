//! Checks the options of a field against each other.

use std::fmt;

use nevr_schema::{Field, FieldType, OnDelete, env::Timestamp};
use serde_json::Value;

use super::field::FieldOptions;

/// What a field contains: a value or a reference.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// A value of its own.
    Value {
        /// The value's type.
        r#type: FieldType,
        /// The value of rows that are created without one; it has that type.
        default: Option<Value>,
    },
    /// A reference to another entity.
    BelongsTo {
        /// The entity that is referred to.
        entity: String,
        /// What happens to the row when the row it refers to is deleted.
        on_delete: Option<OnDelete>,
    },
}

/// Why the options of a field are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// Neither `type` nor `belongsTo` is set.
    #[error("a field needs a `type`, or `belongsTo` for a reference to an entity")]
    NeitherTypeNorBelongsTo,
    /// Both `type` and `belongsTo` are set.
    #[error(
        "`type` and `belongsTo` exclude each other: a reference has the type of the id it refers to"
    )]
    TypeAndBelongsTo,
    /// `onDelete` is set, but the field refers to nothing.
    #[error("`onDelete` belongs to `belongsTo`")]
    OnDeleteWithoutBelongsTo,
    /// The reference is to become null on deletion, but the field is required.
    #[error("`onDelete = \"setNull\"` needs `optional = true`: a required field cannot be emptied")]
    SetNullOnRequired,
    /// A reference has a default, but no row is sure to exist that it could refer to.
    #[error("a reference has no `default`")]
    DefaultOfReference,
    /// The default does not have the type of the field.
    #[error("the `default` does not fit the `type`: expected {0}")]
    DefaultOfOtherType(&'static str),
    /// The default contains what not every database can store.
    #[error("the `default` contains a NUL character, which cannot be stored")]
    UnstorableDefault,
    /// A long text or JSON is to have an index. `MySQL` cannot index a whole text, and no database
    /// JSON as such.
    #[error("a `text` or `json` field cannot be `unique` or have an `index`: use `string`")]
    NotIndexable,
}

/// Everything that is wrong with the options of one field; never empty.
#[derive(Debug)]
pub(super) struct FieldErrors(Vec<FieldError>);

impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&errors.join("; and "))
    }
}

impl FieldKind {
    pub(super) fn of(options: &FieldOptions) -> Result<Self, FieldErrors> {
        let errors = errors(options);
        if !errors.is_empty() {
            return Err(FieldErrors(errors));
        }
        match (options.r#type, &options.belongs_to) {
            (Some(r#type), _) => Ok(Self::Value { r#type, default: options.default.clone() }),
            (None, Some(entity)) => {
                Ok(Self::BelongsTo { entity: entity.clone(), on_delete: options.on_delete })
            }
            (None, None) => Err(FieldErrors(vec![FieldError::NeitherTypeNorBelongsTo])),
        }
    }
}

impl FieldOptions {
    /// Returns what the field contains.
    ///
    /// Fails with the first contradiction among the options.
    pub fn kind(&self) -> Result<FieldKind, FieldError> {
        FieldKind::of(self).map_err(|errors| errors.first())
    }

    /// Returns the field for a schema, or `None` if the options contradict each other. Options that
    /// were read from a file never do.
    pub fn to_field(&self) -> Option<Field> {
        let mut field = match self.kind().ok()? {
            FieldKind::BelongsTo { entity, on_delete } => {
                Field::belongs_to(entity).on_delete(on_delete.unwrap_or_default())
            }
            FieldKind::Value { r#type, default } => {
                let mut field = Field::new(r#type);
                field.default =
                    default.and_then(|json| nevr_schema::Value::from_json(&json, r#type));
                field
            }
        };
        field.optional = self.optional;
        field.unique = self.unique;
        field.index |= self.index;
        field.input = self.input;
        field.returned = self.returned;
        field.renamed_from = self.renamed_from.clone().map(Into::into);
        Some(field)
    }
}

impl FieldErrors {
    /// Returns the first of them.
    pub(super) fn first(&self) -> FieldError {
        self.0.first().copied().unwrap_or(FieldError::NeitherTypeNorBelongsTo)
    }
}

fn errors(options: &FieldOptions) -> Vec<FieldError> {
    match (options.r#type, &options.belongs_to) {
        (None, None) => vec![FieldError::NeitherTypeNorBelongsTo],
        (Some(_), Some(_)) => vec![FieldError::TypeAndBelongsTo],
        (Some(r#type), None) => value_errors(r#type, options),
        (None, Some(_)) => reference_errors(options),
    }
}

fn value_errors(r#type: FieldType, options: &FieldOptions) -> Vec<FieldError> {
    let long = matches!(r#type, FieldType::Text | FieldType::Json);
    let default = options.default.as_ref();
    [
        options.on_delete.map(|_| FieldError::OnDeleteWithoutBelongsTo),
        (long && (options.unique || options.index)).then_some(FieldError::NotIndexable),
        default.and_then(|default| check_default(r#type, default).err()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn reference_errors(options: &FieldOptions) -> Vec<FieldError> {
    let sets_null = options.on_delete == Some(OnDelete::SetNull);
    [
        options.default.as_ref().map(|_| FieldError::DefaultOfReference),
        (sets_null && !options.optional).then_some(FieldError::SetNullOnRequired),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn check_default(r#type: FieldType, default: &Value) -> Result<(), FieldError> {
    let text = default.as_str();
    let (fits, expected) = match r#type {
        FieldType::String => (
            text.is_some_and(|text| text.chars().count() <= 255),
            "a string of at most 255 characters",
        ),
        FieldType::Text => (text.is_some(), "a string"),
        FieldType::Int => (default.is_i64(), "a whole number"),
        FieldType::Boolean => (default.is_boolean(), "`true` or `false`"),
        FieldType::DateTime => (
            text.is_some_and(|text| text.parse().is_ok_and(is_portable)),
            "a moment such as 2026-01-31T12:00:00Z, of the years 1 to 9999",
        ),
        FieldType::Json => (true, "JSON"),
    };
    if !fits {
        return Err(FieldError::DefaultOfOtherType(expected));
    }
    let value = nevr_schema::Value::from_json(default, r#type);
    value.map(drop).ok_or(FieldError::UnstorableDefault)
}

/// Returns whether every database has the year of a moment, which depends on its offset.
fn is_portable(moment: Timestamp) -> bool {
    let text = moment.to_string();
    !text.starts_with("0000") && text.parse() == Ok(moment)
}
