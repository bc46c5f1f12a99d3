//! Everything that a config switches on, checked without a database and without a secret.

use std::{
    any::TypeId,
    path::{Path, PathBuf},
    sync::Arc,
};

use nevr_config::{KnownOptions, Problem, Report, Section, Span, Variables};
use nevr_migrate::{PluginMigration, Target};
use nevr_schema::{Defect, DefectKind, Owner, Schema, SchemaBuilder};
use sea_orm_migration::MigrationTrait;

use super::{config_schema::config_schema, core_routes, entities, file::Config, sources::Sources};
use crate::{
    http::{Endpoint, EndpointSet, Routes, docs},
    options::CoreConfig,
    plugin::{self, Contributed, Contributions, Graph, PluginInstance, Registry},
    store::{HookIndex, Hooks},
};

/// Everything that a config switches on, as data: plugins with their options, the merged schema,
/// endpoints, hooks and contributions, checked as a whole.
///
/// The second phase of a start: made from [`Sources`], and what the database is opened for. There is
/// a description only if the config and the declarations have no error, so whatever is made from one
/// need not check them again. It needs neither a database nor a secret.
///
/// ```
/// use nevr_config::Variables;
/// use nevr_core::{description::{Description, Sources}, plugin::Registry};
///
/// let config = "[entities.note]\nfields = { text = { type = \"text\" } }";
/// let sources = Sources::text(config, Variables::default());
/// let (description, report) = Description::of(&Registry::new(), sources);
/// assert!(!report.has_errors());
/// let schema = description.expect("a config without errors has a description").schema().clone();
/// assert!(schema.entity("note").is_some());
/// ```
pub struct Description {
    pub(crate) config: Arc<CoreConfig>,
    /// The file without its plugins.
    file: Section,
    pub(crate) graph: Graph,
    pub(crate) schema: Arc<Schema>,
    pub(crate) hooks: Arc<HookIndex>,
    pub(crate) endpoints: EndpointSet,
    pub(crate) contributions: Contributed,
    /// The base paths of plugins: below them, nevr answers a path without an endpoint with 404.
    pub(crate) bases: Vec<String>,
    variables: Variables,
    /// The folder in which relative paths begin.
    folder: PathBuf,
    /// A report without problems, for those that show only when the database is opened.
    report: Report,
}

impl Description {
    /// Checks a config file and the union of what its plugins declare. The report has every problem;
    /// there is a description only if none of them is an error.
    pub fn of(registry: &Registry, sources: Sources) -> (Option<Self>, Report) {
        let Sources { source, variables, folder } = sources;
        let known_options = KnownOptions::of(config_schema(registry));
        let (config, mut report) = Config::read_among(source, &variables, known_options);
        let graph = Graph::build(registry, &config.plugins, &mut report);
        graph.check_config(&config.core, &config.file, &mut report);
        let (mut description, defects) = Self::assemble(config.core, config.file, graph, &report);
        description.variables = variables;
        description.folder = folder;
        // Before the first of them is in the report: defects are not consequences of each other.
        let problems: Vec<Problem> = defects
            .into_iter()
            .filter(|defect| !description.is_consequence(defect, &report))
            .map(|defect| description.graph.explain(defect, &description.file))
            .collect();
        for problem in problems {
            report.push(problem);
        }
        let sound = !report.has_errors();
        (sound.then_some(description), report)
    }

    fn assemble(
        config: CoreConfig,
        file: Section,
        graph: Graph,
        report: &Report,
    ) -> (Self, Vec<Defect>) {
        let (schema, mut defects) = nevr_schema::merge(declared(&config, &graph));
        defects.extend(nevr_schema::check(&schema));
        defects.extend(graph.duplicate_migrations());
        let (hooks, hook_defects) = HookIndex::build(hooks(&graph), &schema);
        let (routes, bases) = routes(&config, &graph);
        let types: Vec<TypeId> = graph.plugins().iter().map(PluginInstance::plugin_type).collect();
        let mut endpoints = EndpointSet::build(routes, &schema, &hooks, |ty| types.contains(&ty));
        let (contributions, clashes) = plugin::merge(contributions(&graph));
        defects.extend(hook_defects);
        defects.extend(clashes);
        defects.append(&mut endpoints.defects);
        let description = Self {
            config: Arc::new(config),
            file,
            graph,
            schema: Arc::new(schema),
            hooks: Arc::new(hooks),
            endpoints,
            contributions,
            bases,
            variables: Variables::default(),
            folder: PathBuf::new(),
            report: report.without_problems(),
        };
        (description, defects)
    }

    /// Returns whether the defect may be a mere consequence of a problem in the report, and gone once
    /// that is mended. Such defects are left out, because they hide the cause; all others are
    /// reported.
    fn is_consequence(&self, defect: &Defect, report: &Report) -> bool {
        let complete = self.graph.is_complete() && !report.has_unread_parts();
        match &defect.kind {
            DefectKind::Plain => false,
            DefectKind::NoPlugin => !complete,
            DefectKind::NoEntity(name) => !complete || self.is_written(name),
            DefectKind::InvalidName => {
                let key = defect.places.first();
                let key = key.and_then(|(origin, _)| self.graph.key(origin, &self.file));
                key.is_some_and(|key| report.has_error_at(&key))
            }
        }
    }

    /// Returns the place of the value of one of core's own options, if it is written.
    pub(crate) fn locate_written(&self, option: &str) -> Option<Span> {
        self.file.locate_written(option)
    }

    /// Returns whether the file has an entity of this name, even one that could not be read.
    fn is_written(&self, entity: &str) -> bool {
        self.file.locate_key(&format!("entities.{entity}")).is_some()
    }

    /// Returns the variables that the config file may refer to.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Returns the folder of the config file, in which relative paths begin.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns a report on the config file that has no problems yet.
    pub(crate) fn empty_report(&self) -> Report {
        self.report.clone()
    }

    /// Returns the options of nevr itself.
    pub fn config(&self) -> &Arc<CoreConfig> {
        &self.config
    }

    /// Returns the options of nevr itself: those that are written, and the defaults of the others.
    /// Variables are shown as `${NAME}`, never with their values.
    pub fn options(&self) -> serde_json::Value {
        self.file.as_written::<CoreConfig>()
    }

    /// Returns one of the options of nevr itself as it is [shown](Self::options), for messages. `path`
    /// is a JSON pointer, such as `/server/host`.
    pub fn shown_option(&self, path: &str) -> String {
        match self.options().pointer(path) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        }
    }

    /// Returns the plugins in start order.
    pub fn plugins(&self) -> &[PluginInstance] {
        self.graph.plugins()
    }

    /// Returns the merged schema.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// Returns every hook.
    pub fn hooks(&self) -> &Arc<HookIndex> {
        &self.hooks
    }

    /// Returns every endpoint.
    pub fn endpoints(&self) -> &[Arc<Endpoint>] {
        &self.endpoints.endpoints
    }

    /// Returns the path of the page that shows the endpoints, if `server.docs` is on and the
    /// program is built with the feature `docs`.
    pub fn docs_path(&self) -> Option<String> {
        let server = &self.config.server;
        docs::PATH.filter(|_| server.docs).map(|path| server.base_path.join(path))
    }

    /// Returns every endpoint, and the files of the page that shows them.
    pub(crate) fn served(&self) -> impl Iterator<Item = &Arc<Endpoint>> {
        self.endpoints.endpoints.iter().chain(&self.endpoints.files)
    }

    /// Returns what a database is compared with and brought to.
    pub fn target(&self) -> Target {
        let migrations = self.migrations().into_iter();
        Target {
            schema: self.schema.clone(),
            migrations: migrations
                .map(|(owner, migration)| PluginMigration { owner, migration })
                .collect(),
            switched_on: self.plugins().iter().map(PluginInstance::owner).collect(),
        }
    }

    /// Returns the migrations by hand, in the start order of their plugins.
    pub fn migrations(&self) -> Vec<(Owner, Box<dyn MigrationTrait>)> {
        let of = |instance: &PluginInstance| {
            let owner = instance.owner();
            instance.plugin.migrations().into_iter().map(move |step| (owner.clone(), step))
        };
        self.graph.plugins().iter().flat_map(of).collect()
    }
}

fn declared(config: &CoreConfig, graph: &Graph) -> Vec<SchemaBuilder> {
    let of_plugin = |instance: &PluginInstance| {
        let mut builder = SchemaBuilder::new(instance.owner());
        instance.plugin.schema(&mut builder);
        builder
    };
    let mut declared: Vec<_> = graph.plugins().iter().map(of_plugin).collect();
    declared.push(entities::declare(config));
    declared
}

fn contributions(graph: &Graph) -> Vec<Contributions> {
    let of_plugin = |instance: &PluginInstance| {
        let mut contributions = Contributions::new(instance.owner());
        instance.plugin.contributions(&mut contributions);
        contributions
    };
    graph.plugins().iter().map(of_plugin).collect()
}

fn hooks(graph: &Graph) -> Vec<Hooks> {
    let of_plugin = |instance: &PluginInstance| {
        let mut hooks = Hooks::new(instance.owner());
        instance.plugin.clone().hooks(&mut hooks);
        hooks
    };
    graph.plugins().iter().map(of_plugin).collect()
}

/// Returns the endpoints of nevr and of every plugin, and the paths below which every path is nevr's.
fn routes(config: &CoreConfig, graph: &Graph) -> (Vec<Routes>, Vec<String>) {
    let root = config.server.base_path.as_str();
    let mut all = vec![core_routes::routes(root, config.server.docs)];
    let mut bases: Vec<(&str, String)> = Vec::new();
    for instance in graph.plugins() {
        let host = instance.host.as_deref();
        let base = host.and_then(|host| bases.iter().find(|(path, _)| *path == host));
        let base = base.map_or_else(|| root.to_owned(), |(_, base)| base.clone());
        let mut routes = Routes::new(instance.owner(), base);
        instance.plugin.clone().routes(&mut routes);
        bases.push((&instance.path, routes.base().to_owned()));
        all.push(routes);
    }
    let mut own: Vec<String> = bases.into_iter().map(|(_, base)| base).collect();
    own.retain(|base| base != root);
    own.extend(docs::PATH.filter(|_| config.server.docs).map(|path| format!("{root}{path}")));
    own.sort();
    own.dedup();
    (all, own)
}
