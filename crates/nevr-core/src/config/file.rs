//! A whole config file, read.

use std::sync::Arc;

use super::{
    catalogue::Catalogue,
    core::{CoreConfig, core_schema, cross_check},
    document::Document,
    problem::Span,
    report::Report,
    section::Section,
    source::Source,
    suggestion::nearest,
    variables::Variables,
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

/// A plugin that the file switches on. Whether there is such a plugin, and what its options mean,
/// is for others to say.
#[derive(Clone, Debug)]
pub struct PluginSection {
    /// The plugin's key.
    pub id: String,
    /// Where the key stands.
    pub id_span: Span,
    /// The plugin's options, without the plugins below it.
    pub section: Section,
    /// The plugins below it, in the order of the file.
    pub plugins: Vec<PluginSection>,
}

impl Config {
    /// Reads a config file, and finds all that is wrong with it but for the plugins' options.
    ///
    /// There is always a config: what had a problem has its default in it. Nothing may run with it
    /// if the report [has errors](Report::has_errors).
    pub fn read(source: Source, variables: &Variables) -> (Self, Report) {
        Self::read_among(source, variables, Catalogue::of(core_schema().to_value()))
    }

    /// The same, with all that the file may hold: what stands in the wrong place is told the right
    /// one.
    pub(crate) fn read_among(
        source: Source,
        variables: &Variables,
        catalogue: Catalogue,
    ) -> (Self, Report) {
        let source = Arc::new(source);
        let mut report = Report::new(Arc::clone(&source));
        let mut root = Document::parse(&source, variables, &mut report).into_root();
        root.know(catalogue);
        let plugins = take_plugins(&mut root, &mut report);
        root.also_known("plugins");
        let core: CoreConfig = root.read(&mut report, SUBJECT).unwrap_or_default();
        cross_check(&core, &root, &mut report);
        if root.table_keys().any(|(key, span)| report.has_error_at(&span) && may_hold_more(key)) {
            report.note_strays();
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

fn take_plugins(host: &mut Section, report: &mut Report) -> Vec<PluginSection> {
    let path = if host.path().is_empty() { String::new() } else { format!("{}.", host.path()) };
    let help = format!("each plugin has a header of its own: `[{path}plugins.<id>]`");
    let Some(tables) = host.take_table("plugins", report, &help) else { return Vec::new() };
    let help = |id: &str| {
        format!(
            "`[{path}plugins.{id}]` switches the plugin on, once and with its defaults; remove it \
             to switch the plugin off"
        )
    };
    tables
        .into_tables(report, help)
        .into_iter()
        .map(|child| {
            let mut section = child.section;
            let plugins = take_plugins(&mut section, report);
            PluginSection { id: child.key, id_span: child.key_span, section, plugins }
        })
        .collect()
}
