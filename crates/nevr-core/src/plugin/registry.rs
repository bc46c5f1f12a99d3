//! The plugin types that a config file may name.

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

/// Builds a plugin whose options have been read, in its host.
pub(crate) type Constructor =
    Box<dyn FnOnce(Arc<dyn Plugin>) -> Result<Arc<dyn Plugin>, OptionErrors>>;

/// A plugin type in a registry, without its Rust type.
#[derive(Clone, Copy)]
pub(crate) struct RegisteredType {
    pub(crate) id: &'static str,
    pub(crate) ty: TypeId,
    pub(crate) host: TypeId,
    pub(crate) host_id: &'static str,
    pub(crate) type_name: &'static str,
    pub(crate) requires: fn() -> Vec<Requirement>,
    /// Reads the options of a section; what comes back builds the plugin. `None` if the options
    /// can't be read, which is in the report then.
    pub(crate) read: fn(&Section, &str, &mut Report) -> Option<Constructor>,
    /// Returns the options of a section: those that are written, and the defaults of the others.
    pub(crate) written: fn(&Section) -> serde_json::Value,
    pub(crate) options_schema: fn(&mut SchemaGenerator) -> Schema,
}

/// The plugin types that a config file may name.
///
/// `nevr::plugins()` is the registry of the built-in plugins; an app adds its own with
/// [`with`](Self::with). A type in the registry costs nothing until a config switches it on.
///
/// ```
/// # use std::sync::Arc;
/// # use nevr_core::plugin::*;
/// # struct Shop;
/// # impl Plugin for Shop {}
/// # impl PluginType for Shop {
/// #     const ID: &'static str = "shop";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
/// let registry = Registry::new().with::<Shop>();
/// assert!(registry.sections().eq(["plugins.shop"]));
/// ```
#[derive(Clone, Default)]
pub struct Registry {
    types: Vec<RegisteredType>,
}

impl Registry {
    /// Makes a registry without plugins.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a plugin type. Adding one twice is the same as adding it once.
    ///
    /// A sub-plugin needs its host in the registry too. Two types with one key in one host are
    /// refused when a config is checked.
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

    /// Reports two types with one key, and a host that is not registered. Both are mistakes in the
    /// code, whichever config is checked.
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
            if self.is_in_circle(registered) {
                let title = format!("plugin `{}` lives in itself", registered.id);
                let help = format!(
                    "this is a mistake in `{}`: its `Host`, or the host's host, leads back to it",
                    registered.type_name
                );
                report.push(Problem::error(title).help(help));
                continue;
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

    /// Returns the path of each plugin's section: `plugins.auth.plugins.anonymous`.
    pub fn sections(&self) -> impl Iterator<Item = String> {
        self.types.iter().map(|registered| self.section_path(registered))
    }

    pub(crate) fn types(&self) -> &[RegisteredType] {
        &self.types
    }

    /// Returns the type with this key in this host.
    pub(crate) fn find(&self, host: TypeId, id: &str) -> Option<&RegisteredType> {
        self.types.iter().find(|registered| registered.host == host && registered.id == id)
    }

    /// Returns the types whose host this is.
    pub(crate) fn hosted_by(&self, host: TypeId) -> impl Iterator<Item = &RegisteredType> {
        self.types.iter().filter(move |it| it.host == host && it.ty != host)
    }

    fn host_of(&self, registered: &RegisteredType) -> Option<&RegisteredType> {
        self.types.iter().find(|host| host.ty == registered.host)
    }

    /// Returns whether the hosts of a type lead back to it.
    pub(super) fn is_in_circle(&self, registered: &RegisteredType) -> bool {
        let hosts = std::iter::successors(self.host_of(registered), |host| self.host_of(host));
        // A longer way has been in a circle, of which the type itself need not be a part.
        hosts.take(self.types.len()).any(|host| host.ty == registered.ty)
    }

    /// Returns the path of a type's section: `plugins.auth.plugins.anonymous`.
    pub(crate) fn section_path(&self, registered: &RegisteredType) -> String {
        match self.host_of(registered).filter(|_| !self.is_in_circle(registered)) {
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
        // `PluginBuilder` passes the host that the type names; any other is a bug in nevr.
        let Ok(host) = host.downcast::<P::Host>() else { return Err(OptionErrors::new()) };
        Ok(Arc::new(P::new(options, host)?) as Arc<dyn Plugin>)
    }))
}
