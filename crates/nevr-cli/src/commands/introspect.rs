//! `nevr introspect`: what the config switches on.
//!
//! - `listing`: for people
//! - `document`: for programs
//! - `labels`: what both show in the same words

mod document;
mod labels;
mod listing;

use crate::{failure::Failure, output::Output, project::Project};

/// Shows plugins, entities, endpoints, limits and hooks. No value of a variable is shown in them.
pub(crate) fn introspect(project: &Project, output: &Output) -> Result<(), Failure> {
    let checked = project.check(output)?;
    if output.is_json() {
        Output::json(&document::document(&checked));
    } else {
        output.line(listing::listing(&checked));
    }
    Ok(())
}
