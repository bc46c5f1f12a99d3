//! Texts that both the tables and the JSON of `introspect` show.

use nevr_config::{Report, Seconds, Window};
use nevr_core::{description::Description, http::SessionUse, plugin::PluginInstance};
use serde_json::{Value, json};

/// The values of variables that stand for a whole option, with the references that are shown in their
/// place.
pub(super) struct References(Vec<(String, String)>);

impl References {
    pub(super) fn of(description: &Description) -> Self {
        let sections = description.plugins().iter().map(|instance| &instance.section);
        Self(sections.flat_map(nevr_config::Section::references).collect())
    }

    /// Returns the maximum of a limit, or the reference that it may come from.
    pub(super) fn max(&self, window: Window) -> Value {
        let max = window.max().to_string();
        self.shown(|value| value == max).unwrap_or_else(|| json!(window.max()))
    }

    /// Returns the reference that the time of a limit may come from.
    pub(super) fn time(&self, window: Window) -> Option<Value> {
        let millis = window.duration().as_millis();
        self.shown(|value| match value.parse::<u128>() {
            Ok(number) => number == millis,
            Err(_) => serde_json::from_value(json!(value))
                .is_ok_and(|time: Seconds| time.duration() == window.duration()),
        })
    }

    fn shown(&self, is_value: impl Fn(&str) -> bool) -> Option<Value> {
        let found = self.0.iter().find(|(_, value)| is_value(value));
        found.map(|(written, _)| written.as_str().into())
    }
}

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
