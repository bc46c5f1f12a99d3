//! What a handler may take.
//!
//! - `argument`: the traits [`Argument`] and [`Arguments`], and the request they read
//! - `json_body`, `query`, `path`: types of the plugin's own; `percent`: their encoding in a URL
//! - `entity_body`: bodies with the input fields of an entity
//! - `checks`: from what was read to values that can't be wrong

#[allow(clippy::module_inception, reason = "the argument is what the folder is about")]
mod argument;
mod checks;
mod entity_body;
mod json_body;
mod path;
mod percent;
mod query;

pub use argument::{Argument, Arguments, CheckedRequest};
pub use checks::{Checks, InvalidInput, InvalidValue};
pub use entity_body::{JsonChanges, JsonWith};
pub use json_body::Json;
pub use path::Path;
pub use query::Query;
