//! The SQL of a migration: read into statements, checked, and written.
//!
//! - `script`: what a file runs, parsed from its text, and the text of a new file
//! - `rules`: statements that do nothing inside a migration, or reach beyond it
//! - `split`: a text cut into statements and comments; the `-- nevr: …` lines among them
//! - `body`: whether a `;` belongs to the body of a trigger or function
//! - `lexer`: the quotes and comments of each database

mod body;
mod lexer;
mod rules;
#[allow(clippy::module_inception, reason = "the script is what the folder is about")]
mod script;
mod split;

pub(crate) use lexer::is_word;
pub use lexer::{ScriptError, ScriptProblem};
pub(crate) use script::normalised;
pub use script::{Block, Item, Kind, Script, Statement, render};
