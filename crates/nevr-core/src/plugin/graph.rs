//! The plugins that a config switches on, in start order.

use nevr_config::{Problem, Report, Section, Span};
use nevr_schema::{Defect, DefectKind, Origin, Owner};

use super::{
    build::PluginBuilder, instance::PluginInstance, order::in_order, registry::Registry,
    section::PluginSection,
};

/// The plugins that a config switches on, in start order: hosts before their sub-plugins, required
/// plugins before those that require them, and otherwise in the order of the file.
#[derive(Default)]
pub struct Graph {
    plugins: Vec<PluginInstance>,
    complete: bool,
}

impl Graph {
    /// Builds every plugin that the sections name, and adds everything that is wrong to the report.
    pub fn build(registry: &Registry, sections: &[PluginSection], report: &mut Report) -> Self {
        registry.check(report);
        let mut builder = PluginBuilder::new(registry, report);
        builder.build_all(sections);
        let PluginBuilder { plugins, named, complete, .. } = builder;
        let plugins = in_order(plugins, &named, registry, report);
        Self { plugins, complete }
    }

    /// Returns whether every plugin that the file names could be built, if only as a placeholder.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Returns the plugins in start order.
    pub fn plugins(&self) -> &[PluginInstance] {
        &self.plugins
    }

    /// Returns the plugin with this path.
    pub fn get(&self, path: &str) -> Option<&PluginInstance> {
        self.plugins.iter().find(|instance| instance.path == path)
    }

    /// Returns a defect for each plugin with two hand-written migrations of one name, by which the
    /// ledger of a database knows them.
    pub(crate) fn duplicate_migrations(&self) -> Vec<Defect> {
        let of_plugin = |instance: &PluginInstance| {
            let mut names: Vec<String> =
                instance.plugin.migrations().iter().map(|it| it.name().to_owned()).collect();
            names.sort();
            let twice = names.windows(2).find(|pair| pair[0] == pair[1])?;
            let (path, name) = (&instance.path, &twice[0]);
            Some(
                Defect::new(format!("plugin `{path}` has two migrations called `{name}`"))
                    .at(&Origin::of(instance.owner()), "switched on here")
                    .help("this is a mistake in the plugin: give each of them a name of its own"),
            )
        };
        self.plugins.iter().filter_map(of_plugin).collect()
    }

    /// Turns a defect in what plugins declare into a problem of the config file.
    pub fn explain(&self, defect: Defect, file: &Section) -> Problem {
        // A wrong name is shown at the key, a reference to a missing entity at the value.
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

    /// Returns the place in the file that causes a declaration: the value of the option, or the key
    /// that switches the plugin on.
    fn place(&self, origin: &Origin, file: &Section) -> Option<Span> {
        let option = origin.option.as_deref();
        match &origin.owner {
            Owner::Core => None,
            Owner::App => file.locate(option?),
            Owner::Plugin(path) => {
                let instance = self.get(path)?;
                let place = option.and_then(|option| instance.section.locate(option));
                Some(place.unwrap_or_else(|| instance.place()))
            }
        }
    }

    /// Returns the key of the option that causes a declaration if it is written, else
    /// [`place`](Self::place).
    fn key_place(&self, origin: &Origin, file: &Section) -> Option<Span> {
        self.key(origin, file).or_else(|| self.place(origin, file))
    }

    /// Returns the key of the option that causes a declaration, if there is one in the file.
    pub(crate) fn key(&self, origin: &Origin, file: &Section) -> Option<Span> {
        let section = match &origin.owner {
            Owner::Plugin(path) => &self.get(path)?.section,
            _ => file,
        };
        section.locate_key(origin.option.as_deref()?)
    }
}
