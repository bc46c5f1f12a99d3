//! From a registry and the sections of a config file to plugins, in the order they start in.

use std::{any::TypeId, collections::HashMap, panic::AssertUnwindSafe, sync::Arc};

use futures_util::FutureExt;

use super::{
    Plugin, PluginError, Registry, Root,
    registry::{Build, Kind},
};
use crate::{
    app::Nevr,
    config::{PluginSection, Problem, Report, Section, Span, nearest},
    schema::{Defect, Origin, Owner},
};

/// A plugin that is switched on.
pub struct Active {
    /// Its path: `auth`, `auth.anonymous`.
    pub path: String,
    /// The path of its host, unless it is at the top.
    pub host: Option<String>,
    /// Name of its type in code.
    pub type_name: &'static str,
    /// Its section of the file.
    pub section: Section,
    /// The value.
    pub plugin: Arc<dyn Plugin>,
    ty: TypeId,
    id_span: Span,
    requires: Vec<super::Requirement>,
    written: fn(&Section) -> serde_json::Value,
}

impl Active {
    /// Who it is, for what it declares.
    pub fn owner(&self) -> Owner {
        Owner::plugin(&self.path)
    }

    /// Where the file switches it on: its key.
    pub fn place(&self) -> Span {
        self.id_span.clone()
    }

    /// Its options as they are written, over the defaults; no value of a variable is in it.
    pub fn options(&self) -> serde_json::Value {
        (self.written)(&self.section)
    }

    /// Whether `other` is its host or required by it.
    fn comes_after(&self, other: &Self) -> bool {
        self.host.as_ref() == Some(&other.path)
            || self.requires.iter().any(|required| required.ty == other.ty)
    }

    /// Starts the plugin; a panic is a failure like any other.
    pub(crate) async fn start(&self, app: &Nevr) -> Result<(), PluginError> {
        let starting = AssertUnwindSafe(self.plugin.start(app)).catch_unwind();
        starting.await.unwrap_or_else(|_| Err(PluginError::new("it panicked")))
    }

    /// Stops the plugin; its panic keeps no other from being stopped.
    pub(crate) async fn stop(&self, app: &Nevr) {
        if AssertUnwindSafe(self.plugin.stop(app)).catch_unwind().await.is_err() {
            tracing::error!(plugin = self.path, "a plugin panicked when it was stopped");
        }
    }

    /// The type of the plugin.
    pub(crate) fn plugin_type(&self) -> TypeId {
        self.ty
    }
}

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
        check_registry(registry, report);
        let mut building =
            Building { registry, report, plugins: Vec::new(), named: Vec::new(), complete: true };
        for section in sections {
            building.switch_on(section, &Host::root());
        }
        let Building { plugins, named, complete, .. } = building;
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
        let mut problem = Problem::error(defect.title);
        let mut nowhere = Vec::new();
        for (origin, remark) in defect.places {
            match self.place(&origin, file) {
                Some(span) => problem = problem.at(span, remark),
                None => nowhere.push(remark),
            }
        }
        let help: Vec<String> = nowhere.into_iter().chain(defect.help).collect();
        if help.is_empty() { problem } else { problem.help(help.join("; ")) }
    }

    fn place(&self, origin: &Origin, file: &Section) -> Option<Span> {
        let option = origin.option.as_deref();
        match &origin.owner {
            Owner::Core => None,
            Owner::App => file.locate(option?),
            Owner::Plugin(path) => {
                let active = self.get(path)?;
                let place = option.and_then(|option| active.section.locate(option));
                Some(place.unwrap_or_else(|| active.id_span.clone()))
            }
        }
    }
}

/// What plugins are being built in.
struct Host {
    ty: TypeId,
    path: Option<String>,
    /// Missing when the host's own options are wrong; what lives in it is checked all the same.
    plugin: Option<Arc<dyn Plugin>>,
}

impl Host {
    fn root() -> Self {
        Self { ty: TypeId::of::<Root>(), path: None, plugin: Some(Arc::new(Root)) }
    }
}

struct Building<'b> {
    registry: &'b Registry,
    report: &'b mut Report,
    plugins: Vec<Active>,
    /// Every kind that the file names, built or not: its absence is then no second problem.
    named: Vec<TypeId>,
    complete: bool,
}

impl Building<'_> {
    fn switch_on(&mut self, section: &PluginSection, host: &Host) {
        let path = match &host.path {
            Some(host) => format!("{host}.{}", section.id),
            None => section.id.clone(),
        };
        let Some(kind) = self.registry.find(host.ty, &section.id).copied() else {
            let problem = unknown(self.registry, section, host);
            self.report.push(problem);
            self.complete = false;
            return;
        };
        self.named.push(kind.ty);
        let subject = format!("plugin `{path}`");
        let build = (kind.read)(&section.section, &subject, self.report);
        let plugin = build
            .zip(host.plugin.clone())
            .and_then(|(build, host)| self.finish(build, host, section, &subject));
        self.complete &= plugin.is_some();
        let below = Host { ty: kind.ty, path: Some(path.clone()), plugin: plugin.clone() };
        if let Some(plugin) = plugin {
            self.plugins.push(Active {
                path,
                host: host.path.clone(),
                type_name: kind.type_name,
                section: section.section.clone(),
                plugin,
                ty: kind.ty,
                id_span: section.id_span.clone(),
                requires: (kind.requires)(),
                written: kind.written,
            });
        }
        for sub in &section.plugins {
            self.switch_on(sub, &below);
        }
    }

    fn finish(
        &mut self,
        build: Build,
        host: Arc<dyn Plugin>,
        section: &PluginSection,
        subject: &str,
    ) -> Option<Arc<dyn Plugin>> {
        let errors = match build(host) {
            Ok(plugin) => return Some(plugin),
            Err(errors) => errors,
        };
        for error in errors.iter() {
            let place = section.section.locate(&error.option);
            let place = place.unwrap_or_else(|| section.id_span.clone());
            // An option that could not even be read has been reported already.
            if !self.report.has_error_at(&place) {
                let title = format!("{} of {subject}", error.title);
                self.report.push(Problem::error(title).at(place, error.label.clone()));
            }
        }
        None
    }
}

fn unknown(registry: &Registry, section: &PluginSection, host: &Host) -> Problem {
    let id = &section.id;
    let known: Vec<&str> = registry.hosted_by(host.ty).map(|kind| kind.id).collect();
    let place = section.id_span.clone();
    let whereabouts = host.path.as_ref().map_or(String::new(), |host| format!(" in `{host}`"));
    let title = format!("unknown plugin `{id}`{whereabouts}");
    if let Some(elsewhere) = registry.kinds().iter().find(|kind| kind.id == id) {
        let path = registry.section_path(elsewhere);
        let label = if elsewhere.host == TypeId::of::<Root>() {
            "this plugin stands at the top".to_owned()
        } else {
            format!("this plugin lives in `{}`", elsewhere.host_id)
        };
        return Problem::error(title).at(place, label).help(format!("write `[{path}]`"));
    }
    let near = nearest(id, known.iter().copied());
    let meant = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
    let there = match (&host.path, known.is_empty()) {
        (Some(host), true) => format!("`{host}` hosts no plugins"),
        (Some(host), false) => format!("`{host}` hosts: {}", known.join(", ")),
        (None, true) => "no plugins are registered".to_owned(),
        (None, false) => format!("known: {}", known.join(", ")),
    };
    Problem::error(title).at(place, meant + &there)
}

/// Two types with one key, or a host that nobody registered: mistakes in code, not in the file.
fn check_registry(registry: &Registry, report: &mut Report) {
    let mut seen: HashMap<(TypeId, &str), &Kind> = HashMap::new();
    for kind in registry.kinds() {
        if let Some(first) = seen.insert((kind.host, kind.id), kind) {
            let path = registry.section_path(kind);
            let title = format!("two plugins are registered for `[{path}]`");
            let help = format!("`{}` and `{}`: rename one", first.type_name, kind.type_name);
            report.push(Problem::error(title).help(help));
        }
        let root = kind.host == TypeId::of::<Root>();
        if !root && !registry.kinds().iter().any(|host| host.ty == kind.host) {
            let title = format!(
                "plugin `{}` lives in `{}`, which is not registered",
                kind.id, kind.host_id
            );
            report.push(Problem::error(title).help("register the host too"));
        }
    }
}

/// Sorts plugins so that each comes after its host and after what it requires.
fn in_order(
    mut waiting: Vec<Active>,
    named: &[TypeId],
    registry: &Registry,
    report: &mut Report,
) -> Vec<Active> {
    for active in &waiting {
        for required in active.requires.iter().filter(|required| !named.contains(&required.ty)) {
            report.push(missing(active, required, registry));
        }
    }
    let mut ordered: Vec<Active> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = waiting
            .iter()
            .position(|active| !waiting.iter().any(|other| active.comes_after(other)));
        let Some(ready) = ready else {
            report.push(circle(&waiting));
            ordered.append(&mut waiting);
            break;
        };
        ordered.push(waiting.remove(ready));
    }
    ordered
}

fn missing(active: &Active, required: &super::Requirement, registry: &Registry) -> Problem {
    let title = format!("plugin `{}` requires plugin `{}`", active.path, required.id);
    let path = registry.kinds().iter().find(|kind| kind.ty == required.ty);
    let help = match path.map(|kind| registry.section_path(kind)) {
        Some(path) => format!("add `[{path}]`"),
        None => format!("register `{}`, and switch it on", required.id),
    };
    Problem::error(title).at(active.id_span.clone(), "switched on here").help(help)
}

fn circle(waiting: &[Active]) -> Problem {
    let mut inside: Vec<&Active> = waiting.iter().collect();
    // What nobody waits for only stands behind the circle.
    while let Some(last) =
        inside.iter().position(|active| !inside.iter().any(|other| other.comes_after(active)))
    {
        inside.remove(last);
    }
    let paths: Vec<String> = inside.iter().map(|active| format!("`{}`", active.path)).collect();
    let title = format!("plugins require each other in a circle: {}", paths.join(", "));
    inside.into_iter().fold(Problem::error(title), |problem, active| {
        let required: Vec<String> =
            active.requires.iter().map(|required| format!("`{}`", required.id)).collect();
        let label = if required.is_empty() {
            "lives in one of them".to_owned()
        } else {
            format!("requires {}", required.join(", "))
        };
        problem.at(active.id_span.clone(), label)
    })
}
