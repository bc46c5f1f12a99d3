//! A whole config file, read.

use std::sync::Arc;

use nevr_config::{Document, KnownOptions, Report, Section, Source, Variables, nearest};

use crate::{
    options::{CoreConfig, core_schema, cross_check},
    plugin::PluginSection,
};

/// What core's own options belong to, in messages.
const SUBJECT: &str = "the config file";

/// What a config file says: core's own options, and a section for each plugin.
#[derive(Clone, Debug)]
pub struct Config {
    /// Core's own options.
    pub core: CoreConfig,
    /// The plugins, in the order of the file.
    pub plugins: Vec<PluginSection>,
    /// The file without its plugins, to find places in.
    pub file: Section,
}

impl Config {
    /// Reads a config file, and finds all that is wrong with it but for the plugins' options.
    ///
    /// There is always a config: what had a problem has its default in it. Nothing may run with it
    /// if the report [has errors](Report::has_errors).
    pub fn read(source: Source, variables: &Variables) -> (Self, Report) {
        Self::read_among(source, variables, KnownOptions::of(core_schema().to_value()))
    }

    /// The same, with all that the file may hold: what stands in the wrong place is told the right
    /// one.
    pub fn read_among(
        source: Source,
        variables: &Variables,
        known_options: KnownOptions,
    ) -> (Self, Report) {
        let source = Arc::new(source);
        let mut report = Report::new(Arc::clone(&source));
        let mut root = Document::parse(&source, variables, &mut report).into_root();
        root.set_known_options(known_options);
        let plugins = PluginSection::take_all(&mut root, &mut report);
        root.suggest_key("plugins");
        let core: CoreConfig = root.read(&mut report, SUBJECT).unwrap_or_default();
        cross_check(&core, &root, &mut report);
        if root.table_keys().any(|(key, span)| report.has_error_at(&span) && may_hold_more(key)) {
            report.note_unread_tables();
        }
        (Self { core, plugins, file: root }, report)
    }
}

/// Whether a table that is not known may have been meant for plugins or entities: it is, unless it
/// is another section misspelt.
fn may_hold_more(unknown: &str) -> bool {
    nearest(unknown, ["database", "server", "plugins", "entities"])
        .is_none_or(|meant| matches!(meant, "plugins" | "entities"))
}
