//! From a registry and the sections of a config file to plugins, in the order they start in.

use nevr_config::{Problem, Report, Section, Span};
use nevr_schema::{Defect, DefectKind, Origin, Owner};

use super::{
    active::Active, build::PluginBuilder, order::in_order, registry::Registry,
    section::PluginSection,
};

/// The plugins that a config switches on, in start order: hosts before their sub-plugins, required
/// ones before those that require them, the order of the file otherwise.
#[derive(Default)]
pub struct Graph {
    plugins: Vec<Active>,
    complete: bool,
}

impl Graph {
    /// Builds every plugin that the sections name; everything that is wrong goes into the report.
    pub fn build(registry: &Registry, sections: &[PluginSection], report: &mut Report) -> Self {
        registry.check(report);
        let mut builder = PluginBuilder::new(registry, report);
        builder.build_all(sections);
        let PluginBuilder { plugins, named, complete, .. } = builder;
        let plugins = in_order(plugins, &named, registry, report);
        Self { plugins, complete }
    }

    /// Whether every plugin that the file names could be built.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The plugins, in start order.
    pub fn plugins(&self) -> &[Active] {
        &self.plugins
    }

    /// The plugin of this path.
    pub fn get(&self, path: &str) -> Option<&Active> {
        self.plugins.iter().find(|active| active.path == path)
    }

    /// Says a defect of what plugins declare in terms of the config file.
    pub fn explain(&self, defect: Defect, file: &Section) -> Problem {
        // What has a wrong name is seen at its key, what refers to nothing at its value.
        let by_value = matches!(defect.kind, DefectKind::NoEntity(_));
        let place = if by_value { Self::place } else { Self::key_place };
        let mut problem = Problem::error(defect.title);
        let mut nowhere = Vec::new();
        for (origin, remark) in defect.places {
            match place(self, &origin, file) {
                Some(span) => problem = problem.at(span, remark),
                None => nowhere.push(remark),
            }
        }
        let help: Vec<String> = nowhere.into_iter().chain(defect.help).collect();
        if help.is_empty() { problem } else { problem.help(help.join("; ")) }
    }

    /// Where the file causes a declaration: the option's value, or where the plugin is switched on.
    fn place(&self, origin: &Origin, file: &Section) -> Option<Span> {
        let option = origin.option.as_deref();
        match &origin.owner {
            Owner::Core => None,
            Owner::App => file.locate(option?),
            Owner::Plugin(path) => {
                let active = self.get(path)?;
                let place = option.and_then(|option| active.section.locate(option));
                Some(place.unwrap_or_else(|| active.place()))
            }
        }
    }

    /// The same with the option's key, if it is written.
    fn key_place(&self, origin: &Origin, file: &Section) -> Option<Span> {
        self.key(origin, file).or_else(|| self.place(origin, file))
    }

    /// The key of the option that causes a declaration, if there is one.
    pub(crate) fn key(&self, origin: &Origin, file: &Section) -> Option<Span> {
        let section = match &origin.owner {
            Owner::Plugin(path) => &self.get(path)?.section,
            _ => file,
        };
        section.locate_key(origin.option.as_deref()?)
    }
}
