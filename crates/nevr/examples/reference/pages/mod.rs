//! The pages of the reference that are generated from the code.
//!
//! - `options`: every option of the config file
//! - `endpoints`: every endpoint, and the entities that they return
//! - `errors`: every code
//! - `facts`: the code that the pages are generated from
//! - `shape`: JSON Schemas as text
//! - `table`: tables in Markdown

mod endpoints;
mod errors;
mod facts;
mod options;
mod shape;
mod table;

use facts::Facts;

/// A generated page.
pub(crate) struct Page {
    /// The name of the file.
    pub(crate) name: &'static str,
    /// The text.
    pub(crate) text: String,
}

/// Returns all generated pages. The same code gives the same text.
pub(crate) fn pages() -> Result<Vec<Page>, String> {
    let facts = Facts::gather()?;
    Ok(vec![
        Page { name: "options.md", text: options::page(&facts) },
        Page { name: "endpoints.md", text: endpoints::page(&facts) },
        Page { name: "errors.md", text: errors::page(&facts) },
    ])
}

/// Returns the beginning of every page.
fn head(title: &str) -> String {
    format!(
        "<!-- Generated from the code by `cargo run -p nevr --example reference`: edit the code. \
         -->\n\n# {title}\n\n"
    )
}
