//! nevr's own keywords in the JSON Schema of an option.

use schemars::Schema;

/// Marks a string that keeps its `${…}` until it is used.
pub(crate) const DEFERRED: &str = "x-nevr-deferred";

/// Marks a deferred string that should come from a variable rather than be written into the file.
pub(crate) const SECRET: &str = "x-nevr-secret";

/// Marks a value that must be written out: neither it nor anything in it may refer to a variable.
pub(crate) const WRITTEN_OUT: &str = "x-nevr-written-out";

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
