//! The sections of a config file that switch plugins on.

use nevr_config::{Report, Section, Span};

/// A section of the config file that switches a plugin on. It may name a plugin that is not
/// registered, and its options are not checked yet.
#[derive(Clone, Debug)]
pub struct PluginSection {
    /// The plugin's key.
    pub id: String,
    /// Where the key is in the file.
    pub id_span: Span,
    /// The plugin's options, without the plugins below it.
    pub section: Section,
    /// The plugins below it, in the order of the file.
    pub plugins: Vec<PluginSection>,
}

impl PluginSection {
    /// Takes the tables below `plugins` out of a host's section, and those of their sub-plugins.
    pub(crate) fn take_all(host: &mut Section, report: &mut Report) -> Vec<Self> {
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
                let plugins = Self::take_all(&mut section, report);
                Self { id: child.key, id_span: child.key_span, section, plugins }
            })
            .collect()
    }
}
