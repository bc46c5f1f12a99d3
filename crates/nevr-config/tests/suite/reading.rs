//! Reads the sections of a file, and the options of a plugin in them.

use std::sync::Arc;

use nevr_config::{ChildSection, Document, Report, Source, Variables};

use crate::guests::Guests;

/// Returns the sections below `[plugins]`.
pub(crate) fn sections(text: &str, variables: &Variables) -> (Vec<ChildSection>, Report) {
    let source = Arc::new(Source::new("nevr.config.toml", text));
    let mut report = Report::new(Arc::clone(&source));
    let mut root = Document::parse(&source, variables, &mut report).into_root();
    let plugins = root.take_table("plugins", &mut report, "write `[plugins.guests]`");
    let plugins = plugins.expect("plugins").into_tables(&mut report, |_| String::new());
    (plugins, report)
}

/// Reads the first plugin of the file as [`Guests`].
pub(crate) fn guests(text: &str, variables: &Variables) -> (Option<Guests>, Report) {
    let (plugins, mut report) = sections(text, variables);
    let section = &plugins.first().expect("a plugin").section;
    let options = section.read(&mut report, "plugin `guests`");
    (options, report)
}

/// Returns the problems of the first plugin of the file.
pub(crate) fn problems(text: &str) -> Report {
    guests(text, &Variables::default()).1
}
