//! The plugin that the suite checks.

use std::any::TypeId;

use nevr_schema::Owner;
use toml::{Table, Value};

use crate::{
    description::Description,
    http::Endpoint,
    plugin::{PluginType, Registry},
    testing::{app::TestApp, builder::TestAppBuilder},
};

/// The plugin that the suite checks, in an app whose config has no errors.
pub(super) struct PluginUnderTest {
    registry: Registry,
    config: String,
    file: Table,
    /// The path of its section, key by key.
    keys: Vec<String>,
    pub(super) description: Description,
    owner: Owner,
}

impl PluginUnderTest {
    pub(super) fn read<P: PluginType>(registry: Registry, config: &str) -> Result<Self, String> {
        let file: Table = toml::from_str(config)
            .map_err(|error| format!("the config is not valid TOML: {error}"))?;
        let (description, report) = TestApp::builder(registry.clone()).config(config).describe();
        let Some(description) = description else {
            return Err(format!(
                "its declarations do not fit together with those of the others; change what the \
                 report says:\n{}",
                report.render(false)
            ));
        };
        let plugins = description.plugins();
        let instance = plugins.iter().find(|instance| instance.plugin_type() == TypeId::of::<P>());
        let Some(instance) = instance else {
            return Err(format!("the config does not switch it on: add a section for `{}`", P::ID));
        };
        let keys = instance.path.split('.').flat_map(|id| ["plugins".to_owned(), id.to_owned()]);
        let (keys, owner) = (keys.collect(), instance.owner());
        Ok(Self { registry, config: config.to_owned(), file, keys, description, owner })
    }

    /// Returns the builder of an app with the plugin switched on, on a new database.
    pub(super) fn app(&self) -> TestAppBuilder {
        TestApp::builder(self.registry.clone()).config(self.switched_on())
    }

    pub(super) fn switched_on(&self) -> &str {
        &self.config
    }

    /// Returns the config without the plugin's section.
    pub(super) fn switched_off(&self) -> String {
        let mut file = self.file.clone();
        if let Some((id, host)) = self.keys.split_last()
            && let Some(plugins) = descend(&mut file, host)
        {
            plugins.remove(id);
        }
        file.to_string()
    }

    /// Returns the config with one more option in the plugin's section.
    pub(super) fn with_option(&self, option: &str) -> String {
        let mut file = self.file.clone();
        if let Some(section) = descend(&mut file, &self.keys) {
            section.insert(option.to_owned(), Value::Integer(1));
        }
        file.to_string()
    }

    /// Returns the endpoints that the plugin declares.
    pub(super) fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        let own = |endpoint: &&Endpoint| endpoint.origin.owner == self.owner;
        self.description.endpoints().iter().map(AsRef::as_ref).filter(own)
    }
}

fn descend<'t>(mut table: &'t mut Table, keys: &[String]) -> Option<&'t mut Table> {
    for key in keys {
        table = table.get_mut(key)?.as_table_mut()?;
    }
    Some(table)
}
