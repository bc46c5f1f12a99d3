//! What a config file is read from.
//!
//! - `source`: the text of the file
//! - `dot_env`: the text of a `.env` file
//! - `variables`: the environment and `.env`, for `${NAME}`

mod dot_env;
#[allow(clippy::module_inception, reason = "the source is what the folder is about")]
pub(crate) mod source;
pub(crate) mod variables;
