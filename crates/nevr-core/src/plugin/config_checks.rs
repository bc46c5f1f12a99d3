//! What is wrong with a plugin's options beside those of nevr itself.

use super::options::OptionError;
use crate::options::CoreConfig;

/// What [`Plugin::check_config`](super::Plugin::check_config) finds: options of the plugin that can't
/// be right beside nevr's own, such as `server.baseURL`. nevr finds the places in the file.
///
/// ```
/// use std::sync::Arc;
///
/// use nevr_config::{BaseUrl, Variables};
/// use nevr_core::{
///     description::{Description, Sources},
///     plugin::{ConfigChecks, NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
/// };
///
/// /// Needs https.
/// struct Payments;
///
/// impl Plugin for Payments {
///     fn check_config(&self, checks: &mut ConfigChecks<'_>) {
///         if !checks.config().server.base_url.as_ref().is_some_and(BaseUrl::is_https) {
///             checks.contradiction("", "server.baseURL", "set an https `server.baseURL`");
///         }
///     }
/// }
/// # impl PluginType for Payments {
/// #     const ID: &'static str = "payments";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// let config = "[server]\nbaseURL = \"http://shop.example\"\n[plugins.payments]\n";
/// let sources = Sources::text(config, Variables::default());
/// let (_, report) = Description::of(&Registry::new().with::<Payments>(), sources);
/// assert!(report.render(false).contains("set an https `server.baseURL`"));
/// ```
pub struct ConfigChecks<'c> {
    config: &'c CoreConfig,
    pub(super) errors: Vec<OptionError>,
    pub(super) warnings: Vec<Warning>,
}

/// A warning about one of nevr's own options.
pub(super) struct Warning {
    pub(super) option: String,
    pub(super) title: String,
    pub(super) label: String,
    pub(super) help: String,
}

impl<'c> ConfigChecks<'c> {
    pub(super) fn new(config: &'c CoreConfig) -> Self {
        Self { config, errors: Vec::new(), warnings: Vec::new() }
    }

    /// Returns nevr's own options.
    pub fn config(&self) -> &CoreConfig {
        self.config
    }

    /// Refuses an option of the plugin because of one of nevr's own, with what to do about it. The
    /// report shows both. Without the name of an option, it shows the plugin.
    pub fn contradiction(
        &mut self,
        option: impl Into<String>,
        beside: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let (option, beside) = (option.into(), Some(beside.into()));
        self.errors.push(OptionError { option, title: None, label: remedy.into(), beside });
    }

    /// Warns of one of nevr's own options, such as `server.trustedOrigins[1]`: what happens, what is
    /// shown beside the option, and what to do about it.
    pub fn warn(
        &mut self,
        option: impl Into<String>,
        title: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let (option, title) = (option.into(), title.into());
        self.warnings.push(Warning { option, title, label: label.into(), help: help.into() });
    }
}
