//! Reads config files, and the options of a plugin in them.

use nevr_config::{Report, Source, Variables};
use nevr_core::description::Config;

use crate::config::guests::Guests;

pub(crate) fn read(text: &str) -> (Config, Report) {
    read_with(text, &Variables::default())
}

pub(crate) fn read_with(text: &str, variables: &Variables) -> (Config, Report) {
    Config::read(Source::new("nevr.config.toml", text), variables)
}

pub(crate) fn rendered(text: &str) -> String {
    read(text).1.render(false)
}

/// Reads the first plugin of the file as [`Guests`].
pub(crate) fn guests(text: &str, variables: &Variables) -> (Option<Guests>, Report) {
    let (config, mut report) = read_with(text, variables);
    let section = &config.plugins.first().expect("a plugin").section;
    let options = section.read(&mut report, "plugin `guests`");
    (options, report)
}

/// The text without escape codes.
pub(crate) fn shown(coloured: &str) -> String {
    let mut out = String::new();
    let mut rest = coloured;
    while let Some(at) = rest.find('\u{1b}') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('m').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}
