//! The rule for names of entities and fields, as errors and JSON Schemas state it.

use nevr_schema::Name;
use schemars::Schema;
use serde_json::json;

/// [`Name::is_valid`] as a regular expression.
pub(crate) const NAME_PATTERN: &str = "^[a-z][A-Za-z0-9]{0,47}$";

/// The text is not a name for an entity or a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a name starts with a lower-case letter and contains only letters and digits, 48 at most, such \
     as `cartItem`"
)]
pub(crate) struct NameError;

/// Checks that `text` is the same name in TOML, Rust, SQL, JSON and TypeScript.
pub(crate) fn check_name(text: &str) -> Result<(), NameError> {
    if Name::from(text.to_owned()).is_valid() { Ok(()) } else { Err(NameError) }
}

/// Declares that the keys of a map are names of entities or fields.
///
/// Use it as a `schemars` transform. [`Section::read`](crate::Section::read) then reports every key
/// that is not such a name, and reads and checks its value all the same.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use nevr_config::{FieldOptions, keys_are_names};
/// use schemars::JsonSchema;
///
/// #[derive(JsonSchema)]
/// struct UserOptions {
///     #[schemars(transform = keys_are_names)]
///     additional_fields: BTreeMap<String, FieldOptions>,
/// }
/// ```
pub fn keys_are_names(schema: &mut Schema) {
    schema.insert("propertyNames".to_owned(), json!({ "pattern": NAME_PATTERN }));
}
