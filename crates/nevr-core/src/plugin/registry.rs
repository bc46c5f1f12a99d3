//! Which plugins exist.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::Arc,
};

use nevr_config::{Problem, Report, Section};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::{
    options::OptionErrors,
    plugin::{Plugin, PluginType, Requirement, Root},
};

/// Finishes building, once the host is there.
pub(crate) type Constructor =
    Box<dyn FnOnce(Arc<dyn Plugin>) -> Result<Arc<dyn Plugin>, OptionErrors>>;

/// A type of plugin, erased.
#[derive(Clone, Copy)]
pub(crate) struct RegisteredType {
    pub(crate) id: &'static str,
    pub(crate) ty: TypeId,
    pub(crate) host: TypeId,
    pub(crate) host_id: &'static str,
    pub(crate) type_name: &'static str,
    pub(crate) requires: fn() -> Vec<Requirement>,
    /// Reads the section; what is left to do needs the host.
    pub(crate) read: fn(&Section, &str, &mut Report) -> Option<Constructor>,
    /// The section's options as they are written, over the defaults.
    pub(crate) written: fn(&Section) -> serde_json::Value,
    pub(crate) options_schema: fn(&mut SchemaGenerator) -> Schema,
}

/// The plugins that a config file may name. The built-ins come from the crate `nevr`; an app adds
/// its own.
#[derive(Clone, Default)]
pub struct Registry {
    types: Vec<RegisteredType>,
}

impl Registry {
    /// A registry without plugins.
    pub fn new() -> Self {
        Self::default()
    }

    /// This registry with a type of plugin. Adding one twice is adding it once.
    #[must_use]
    pub fn with<P: PluginType>(mut self) -> Self {
        if !self.types.iter().any(|registered| registered.ty == TypeId::of::<P>()) {
            self.types.push(RegisteredType {
                id: P::ID,
                ty: TypeId::of::<P>(),
                host: TypeId::of::<P::Host>(),
                host_id: <P::Host as PluginType>::ID,
                type_name: std::any::type_name::<P>(),
                requires: P::requires,
                read: read::<P>,
                written: |section| section.as_written::<P::Options>(),
                options_schema: |generator| P::Options::json_schema(generator),
            });
        }
        self
    }

    /// Reports two types with one key, or a host that nobody registered: mistakes in code, not in
    /// the file.
    pub(crate) fn check(&self, report: &mut Report) {
        let mut seen: HashMap<(TypeId, &str), &RegisteredType> = HashMap::new();
        for registered in self.types() {
            if let Some(first) = seen.insert((registered.host, registered.id), registered) {
                let path = self.section_path(registered);
                let title = format!("two plugins are registered for `[{path}]`");
                let help =
                    format!("`{}` and `{}`: rename one", first.type_name, registered.type_name);
                report.push(Problem::error(title).help(help));
            }
            let root = registered.host == TypeId::of::<Root>();
            if !root && !self.types().iter().any(|host| host.ty == registered.host) {
                let title = format!(
                    "plugin `{}` lives in `{}`, which is not registered",
                    registered.id, registered.host_id
                );
                report.push(Problem::error(title).help("register the host too"));
            }
        }
    }

    /// Where the sections of all its plugins stand: `plugins.auth.plugins.anonymous`.
    pub fn sections(&self) -> impl Iterator<Item = String> {
        self.types.iter().map(|registered| self.section_path(registered))
    }

    pub(crate) fn types(&self) -> &[RegisteredType] {
        &self.types
    }

    /// The registered with this key in this host.
    pub(crate) fn find(&self, host: TypeId, id: &str) -> Option<&RegisteredType> {
        self.types.iter().find(|registered| registered.host == host && registered.id == id)
    }

    /// Kinds that live in this host.
    pub(crate) fn hosted_by(&self, host: TypeId) -> impl Iterator<Item = &RegisteredType> {
        self.types.iter().filter(move |registered| registered.host == host)
    }

    /// Where the section of a registered stands: `plugins.auth.plugins.anonymous`.
    pub(crate) fn section_path(&self, registered: &RegisteredType) -> String {
        match self.types.iter().find(|host| host.ty == registered.host) {
            Some(host) => format!("{}.plugins.{}", self.section_path(host), registered.id),
            None if registered.host == TypeId::of::<Root>() => format!("plugins.{}", registered.id),
            None => format!("plugins.{}.plugins.{}", registered.host_id, registered.id),
        }
    }
}

fn read<P: PluginType>(
    section: &Section,
    subject: &str,
    report: &mut Report,
) -> Option<Constructor> {
    let options = section.read::<P::Options>(report, subject)?;
    Some(Box::new(move |host: Arc<dyn Plugin>| {
        let host: Arc<dyn Any + Send + Sync> = host;
        // The graph builds a plugin in the host that its registered names; another is a defect of ours.
        let Ok(host) = host.downcast::<P::Host>() else { return Err(OptionErrors::new()) };
        Ok(Arc::new(P::new(options, host)?) as Arc<dyn Plugin>)
    }))
}
