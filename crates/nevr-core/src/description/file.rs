//! The config file as options of core and sections of plugins.

use std::sync::Arc;

use nevr_config::{Document, KnownOptions, Report, Section, Source, Variables, nearest};

use crate::{
    options::{CoreConfig, core_schema, cross_check},
    plugin::PluginSection,
};

/// What messages call the section of core's own options.
const SUBJECT: &str = "the config file";

/// A config file: core's own options, and a section for each plugin.
#[derive(Clone, Debug)]
pub struct Config {
    /// The options of nevr itself.
    pub core: CoreConfig,
    /// The sections of the plugins, in the order of the file.
    pub plugins: Vec<PluginSection>,
    /// The file without its plugins, in which options are located.
    pub file: Section,
}

impl Config {
    /// Reads a config file and finds everything that is wrong with it, except in the options of
    /// plugins.
    ///
    /// There is always a config: an option that has a problem has its default in it. Do not run
    /// anything with it if the report [has errors](Report::has_errors).
    pub fn read(source: Source, variables: &Variables) -> (Self, Report) {
        Self::read_among(source, variables, KnownOptions::of(core_schema().to_value()))
    }

    /// Reads a config file like [`read`](Self::read). The catalogue holds all options that exist: an
    /// option in the wrong table is reported with the right one.
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

/// Returns whether an unknown table may have been meant for plugins or entities. It is not if its
/// name is that of another section, misspelt.
fn may_hold_more(unknown: &str) -> bool {
    nearest(unknown, ["database", "server", "plugins", "entities"])
        .is_none_or(|meant| matches!(meant, "plugins" | "entities"))
}
