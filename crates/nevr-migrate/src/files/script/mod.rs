//! The SQL of a migration file: read, told apart into statements, and written.
//!
//! - `lexer`: the quotes and comments of each database
//! - `compound`: statements that have `;` inside: bodies of triggers and functions
//! - `split`: from text to pieces, each with its line
//! - `parse`: from pieces to what is run
//! - `directive`: comment lines that mean something: `-- nevr: …`
//! - `render`: from steps to text

mod compound;
mod directive;
mod error;
mod lexer;
mod parse;
mod render;
mod split;

pub use error::{ScriptError, ScriptProblem};
pub(crate) use parse::normalised;
pub use parse::{Item, Kind, Script, Statement};
pub use render::{Block, render};
