//! `nevr introspect`: shows what the config switches on.
//!
//! - `listing`: the tables for people
//! - `document`: the JSON for programs
//! - `labels`: texts that both of them show

mod document;
mod labels;
mod listing;

use crate::{failure::Failure, output::Output, project::Project};

/// Shows plugins, entities, endpoints, limits and hooks. Values that come from variables are not
/// shown: they may be secrets.
pub(crate) fn introspect(project: &Project, output: &Output) -> Result<(), Failure> {
    let checked = project.check(output)?;
    if output.is_json() {
        output.json(&document::document(&checked));
    } else {
        output.line(listing::listing(&checked));
    }
    Ok(())
}
