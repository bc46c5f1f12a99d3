//! Builds the plugins that the sections of a config file name.
//!
//! One report is to show everything that is wrong with a config. So a plugin that refuses options is
//! built again as a placeholder, with the defaults of those options: then its sub-plugins, and what
//! they all declare, can be checked too. Likewise a misspelt or misplaced plugin is taken for the one
//! that was most likely meant. A placeholder never starts, because its report has an error.

use std::{any::TypeId, sync::Arc};

use nevr_config::{Problem, Report, nearest};

use super::{
    instance::PluginInstance,
    options::{OptionError, OptionErrors},
    plugin::{Plugin, Root},
    registry::{Constructor, RegisteredType, Registry},
    section::PluginSection,
};

/// The host of the plugins that are being built.
struct Host {
    ty: TypeId,
    path: Option<String>,
    /// `None` when not even a placeholder could be built. The options of its sub-plugins are still
    /// read and checked.
    plugin: Option<Arc<dyn Plugin>>,
}

impl Host {
    fn root() -> Self {
        Self { ty: TypeId::of::<Root>(), path: None, plugin: Some(Arc::new(Root)) }
    }

    fn of(instance: &PluginInstance) -> Self {
        let plugin = Some(Arc::clone(&instance.plugin));
        Self { ty: instance.ty, path: Some(instance.path.clone()), plugin }
    }

    fn path_of(&self, id: &str) -> String {
        self.path.as_ref().map_or_else(|| id.to_owned(), |host| format!("{host}.{id}"))
    }
}

/// Builds the plugins that a config file names.
pub(super) struct PluginBuilder<'b> {
    registry: &'b Registry,
    report: &'b mut Report,
    /// The plugins that were built, placeholders included.
    pub(super) plugins: Vec<PluginInstance>,
    /// Every type that the file names, built or not. One that could not be built is not reported as
    /// missing too.
    pub(super) named: Vec<TypeId>,
    /// Whether every plugin that the file names was built, if only as a placeholder.
    pub(super) complete: bool,
    /// Plugins whose section is below the wrong host. They are built at the end, when their own
    /// host is known.
    misplaced: Vec<(RegisteredType, &'b PluginSection)>,
}

impl<'b> PluginBuilder<'b> {
    pub(super) fn new(registry: &'b Registry, report: &'b mut Report) -> Self {
        Self {
            registry,
            report,
            plugins: Vec::new(),
            named: Vec::new(),
            complete: true,
            misplaced: Vec::new(),
        }
    }

    /// Builds the plugins of a file and all their sub-plugins.
    pub(super) fn build_all(&mut self, sections: &'b [PluginSection]) {
        self.switch_on_all(sections, &Host::root());
        for (registered, section) in std::mem::take(&mut self.misplaced) {
            self.build_misplaced(&registered, section);
        }
    }

    fn switch_on_all(&mut self, sections: &'b [PluginSection], host: &Host) {
        for section in sections {
            match self.registry.find(host.ty, &section.id).copied() {
                Some(registered) => self.switch_on(&registered, section, host),
                None => self.unknown(section, sections, host),
            }
        }
    }

    /// Reports a plugin that does not exist in this host, and takes it for the one that was most
    /// likely meant, so that its options are checked in the same report.
    fn unknown(&mut self, section: &'b PluginSection, siblings: &'b [PluginSection], host: &Host) {
        let elsewhere = self.registry.types().iter().find(|it| it.id == section.id);
        if elsewhere.is_some_and(|it| self.registry.is_in_circle(it)) {
            // The registry's own check has reported it: there is no place where it belongs.
            self.complete = false;
            return;
        }
        let problem = unknown(self.registry, section, host);
        self.report.push(problem);
        if let Some(elsewhere) = elsewhere {
            return self.misplaced.push((*elsewhere, section));
        }
        let near =
            nearest(&section.id, self.registry.hosted_by(host.ty).map(|registered| registered.id));
        let registered = near.and_then(|id| self.registry.find(host.ty, id)).copied();
        let free = |registered: &RegisteredType| {
            !self.named.contains(&registered.ty)
                && !siblings.iter().any(|other| other.id == registered.id)
        };
        match registered.filter(free) {
            Some(registered) => self.switch_on(&registered, section, host),
            None => self.complete = false,
        }
    }

    /// Builds a misplaced plugin in its own host, unless the file names it there as well.
    fn build_misplaced(&mut self, registered: &RegisteredType, section: &'b PluginSection) {
        let host = if registered.host == TypeId::of::<Root>() {
            Some(Host::root())
        } else {
            self.plugins.iter().find(|instance| instance.ty == registered.host).map(Host::of)
        };
        if self.named.contains(&registered.ty) {
            self.complete = false;
        } else if let Some(host) = host {
            self.switch_on(registered, section, &host);
        } else {
            let host = Host {
                ty: registered.host,
                path: Some(registered.host_id.to_owned()),
                plugin: None,
            };
            self.switch_on(registered, section, &host);
        }
    }

    fn switch_on(&mut self, registered: &RegisteredType, section: &'b PluginSection, host: &Host) {
        let path = host.path_of(registered.id);
        self.named.push(registered.ty);
        let plugin = self.build(registered, section, host, &format!("plugin `{path}`"));
        self.complete &= plugin.is_some();
        let below = Host { ty: registered.ty, path: Some(path.clone()), plugin: plugin.clone() };
        if let Some(plugin) = plugin {
            self.plugins.push(PluginInstance {
                path,
                host: host.path.clone(),
                type_name: registered.type_name,
                section: section.section.clone(),
                plugin,
                ty: registered.ty,
                id_span: section.id_span.clone(),
                requires: (registered.requires)(),
                written: registered.written,
            });
        }
        self.switch_on_all(&section.plugins, &below);
    }

    /// Returns the plugin, or a placeholder if it refuses options, which are in the report then.
    fn build(
        &mut self,
        registered: &RegisteredType,
        section: &PluginSection,
        host: &Host,
        subject: &str,
    ) -> Option<Arc<dyn Plugin>> {
        let construct = (registered.read)(&section.section, subject, self.report)?;
        let host = host.plugin.as_ref()?;
        match construct(host.clone()) {
            Ok(plugin) => Some(plugin),
            Err(errors) => {
                let refused = RefusedPlugin { registered, section, subject };
                refused.report_refusal(&errors, self.report);
                refused.build_placeholder(errors, host, self.report)
            }
        }
    }
}

/// A plugin that refused its options.
struct RefusedPlugin<'b> {
    registered: &'b RegisteredType,
    section: &'b PluginSection,
    subject: &'b str,
}

impl RefusedPlugin<'_> {
    /// Removes the refused options and builds again, until none is refused.
    ///
    /// A plugin should return all its errors at once. One that stops at its first error is called
    /// again, and the errors that it then returns are reported too, if they are about options that
    /// are written in the file: an error about a default would only be a consequence of what was
    /// removed. The loop ends because every round removes something.
    fn build_placeholder(
        &self,
        mut errors: OptionErrors,
        host: &Arc<dyn Plugin>,
        report: &mut Report,
    ) -> Option<Arc<dyn Plugin>> {
        let mut rest = self.section.section.clone();
        loop {
            let taken = errors.iter().filter(|error| rest.remove_option(&error.option)).count() > 0;
            if !taken && !rest.clear() {
                return None;
            }
            // Into a report that is thrown away: reading the section has been reported already.
            let construct: Constructor =
                (self.registered.read)(&rest, self.subject, &mut report.without_problems())?;
            errors = match construct(host.clone()) {
                Ok(plugin) => return Some(plugin),
                Err(errors) => errors,
            };
            let section = &self.section.section;
            let written = |error: &&OptionError| section.locate_written(&error.option).is_some();
            self.report(errors.iter().filter(written), report);
        }
    }

    /// Reports the errors. A plugin that returned none is reported as well: it must not be left out
    /// in silence.
    fn report_refusal(&self, errors: &OptionErrors, report: &mut Report) {
        if errors.is_empty() {
            let title = format!("{} refuses its options and gives no reason", self.subject);
            let help = "this is a mistake in the plugin: the `OptionErrors` that its `new` returned is empty";
            let place = self.section.id_span.clone();
            report.push(Problem::error(title).at(place, "switched on here").help(help));
        }
        self.report(errors.iter(), report);
    }

    fn report<'e>(&self, errors: impl Iterator<Item = &'e OptionError>, report: &mut Report) {
        // All of them are made before the first is added: two may be about one place, and the first
        // would hide the second.
        let problems: Vec<Problem> =
            errors.filter_map(|error| self.problem(error, report)).collect();
        for problem in problems {
            report.push(problem);
        }
    }

    /// Returns the problem, or `None` if it is only a consequence of one that has been reported: if
    /// the option, or the one that it contradicts, could not be read.
    fn problem(&self, error: &OptionError, report: &Report) -> Option<Problem> {
        let section = &self.section.section;
        let place = section.locate(&error.option).unwrap_or_else(|| self.section.id_span.clone());
        let beside = error.beside.as_ref().and_then(|option| section.locate_written(option));
        // An option that is not written has its default, which is only wrong together with the
        // other option.
        let written = section.locate_written(&error.option);
        if [&written, &beside].into_iter().flatten().any(|at| report.has_error_at(at)) {
            return None;
        }
        let problem = error.problem(self.subject).at(place, error.label.clone());
        Some(match beside {
            Some(beside) => problem.at(beside, "beside this"),
            None => problem,
        })
    }
}

fn unknown(registry: &Registry, section: &PluginSection, host: &Host) -> Problem {
    let id = &section.id;
    let known: Vec<&str> = registry.hosted_by(host.ty).map(|registered| registered.id).collect();
    let place = section.id_span.clone();
    let whereabouts = host.path.as_ref().map_or(String::new(), |host| format!(" in `{host}`"));
    let title = format!("unknown plugin `{id}`{whereabouts}");
    if let Some(elsewhere) = registry.types().iter().find(|registered| registered.id == id) {
        let path = registry.section_path(elsewhere);
        let label = if elsewhere.host == TypeId::of::<Root>() {
            "this plugin belongs at the top".to_owned()
        } else {
            format!("this plugin belongs in `{}`", elsewhere.host_id)
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
