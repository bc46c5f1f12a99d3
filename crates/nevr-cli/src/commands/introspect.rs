//! `nevr introspect`: what the config switches on.
//!
//! - `listing`: for people
//! - `document`: for programs

mod document;
mod listing;

use nevr_config::Report;
use nevr_core::{http::SessionUse, plugin::Active};

use crate::{failure::Failure, output::Output, project::Project};

/// Shows plugins, entities, endpoints, limits and hooks. No value of a variable is shown in them.
pub(crate) fn introspect(project: &Project, output: &Output) -> Result<(), Failure> {
    let checked = project.check(output)?;
    if output.is_json() {
        Output::answer(&document::document(&checked));
    } else {
        output.say(listing::listing(&checked));
    }
    Ok(())
}

/// The line of the config file that switches a plugin on, counted from 1.
fn line(plugin: &Active, report: &Report) -> usize {
    let before = report.source().text.get(..plugin.place().start).unwrap_or_default();
    before.matches('\n').count() + 1
}

fn session_word(session: SessionUse) -> &'static str {
    match session {
        SessionUse::Unused => "unused",
        SessionUse::Optional => "optional",
        SessionUse::Required => "required",
    }
}
