//! Texts that both the tables and the JSON of `introspect` show.

use nevr_config::Report;
use nevr_core::{http::SessionUse, plugin::PluginInstance};

/// Returns the line of the config file that switches a plugin on, counted from 1.
pub(super) fn line(plugin: &PluginInstance, report: &Report) -> usize {
    let before = report.source().text.get(..plugin.place().start).unwrap_or_default();
    before.matches('\n').count() + 1
}

pub(super) fn session_word(session: SessionUse) -> &'static str {
    match session {
        SessionUse::Unused => "unused",
        SessionUse::Optional => "optional",
        SessionUse::Required => "required",
    }
}
