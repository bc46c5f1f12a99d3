//! A TOML file as a tree of values, each with its place in the text.
//!
//! - `node`: the tree
//! - `option_path`: finds a value by a path such as `trustedOrigins[1]`
//! - `template`: a string with `${NAME}` in it

pub(crate) mod node;
pub(crate) mod option_path;
pub(crate) mod template;
