//! nevr's own keywords in the JSON Schema of an option.

use schemars::{Schema, transform::Transform};
use serde_json::Value;

/// Marks a string that keeps its `${…}` until it is used.
pub(crate) const DEFERRED: &str = "x-nevr-deferred";

/// Marks a deferred string that should come from a variable rather than be written into the file.
pub(crate) const SECRET: &str = "x-nevr-secret";

/// Marks a value that must be written out: neither it nor anything in it may refer to a variable.
pub(crate) const WRITTEN_OUT: &str = "x-nevr-written-out";

/// The largest value of a number, duration or size: in its own unit when it is written without one.
pub(crate) const MOST: &str = "x-nevr-most";

/// Marks a whole number that counts milliseconds.
pub(crate) const MILLISECONDS: &str = "x-nevr-milliseconds";

/// Declares that an option, and everything in it, is written out in the file and never refers to a
/// variable.
///
/// Use it as a `schemars` transform for what ends up in generated files, migrations or the API: they
/// must be the same wherever they are made, and no value of a variable may be in them.
///
/// ```
/// use nevr_config::written_out;
/// use schemars::JsonSchema;
///
/// #[derive(JsonSchema)]
/// struct ShopOptions {
///     /// The path of the shop's endpoints.
///     #[schemars(transform = written_out)]
///     path: String,
/// }
/// ```
pub fn written_out(schema: &mut Schema) {
    schema.insert(WRITTEN_OUT.to_owned(), true.into());
}

/// Declares the largest value of a number, duration or size. It counts what a plain number counts:
/// seconds for [`Seconds`](crate::Seconds), bytes for [`ByteSize`](crate::ByteSize).
///
/// Use it as a `schemars` transform. [`Section::read`](crate::Section::read) refuses a larger value,
/// and editors do too. Every number of a config file needs such a bound, or a narrow type: a value
/// that the machine can't honour must not pass `nevr check`.
///
/// ```
/// use nevr_config::{Seconds, at_most};
/// use schemars::JsonSchema;
///
/// #[derive(JsonSchema)]
/// struct MailOptions {
///     /// How long a delivery may take: at most an hour.
///     #[schemars(transform = at_most(3600))]
///     timeout: Seconds,
/// }
/// ```
pub fn at_most(most: u64) -> impl Transform {
    move |schema: &mut Schema| {
        schema.insert(MOST.to_owned(), most.into());
        let is_whole = |kind: &Value| kind == "integer";
        let kind = schema.get("type");
        if kind.is_some_and(|kind| {
            is_whole(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(is_whole))
        }) {
            schema.insert("maximum".to_owned(), most.into());
        }
    }
}
