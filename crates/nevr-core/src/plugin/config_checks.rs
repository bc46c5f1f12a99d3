//! What is wrong with a plugin's options beside those of nevr itself.

use nevr_config::{Problem, Report, Section, Span};

use super::{instance::PluginInstance, options::OptionError};
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
    errors: Vec<OptionError>,
    warnings: Vec<Warning>,
}

/// A warning about one of nevr's own options.
struct Warning {
    option: String,
    title: String,
    label: String,
    help: String,
}

impl ConfigChecks<'_> {
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

/// Lets every plugin check the config, and reports what they find. What may only be a consequence of
/// a problem in the report is left out.
pub(super) fn check_config(
    plugins: &[PluginInstance],
    config: &CoreConfig,
    file: &Section,
    report: &mut Report,
) {
    for instance in plugins {
        let mut checks = ConfigChecks { config, errors: Vec::new(), warnings: Vec::new() };
        instance.plugin.check_config(&mut checks);
        let problems: Vec<Problem> = checks
            .errors
            .iter()
            .filter_map(|error| contradiction(error, instance, file, report))
            .chain(checks.warnings.iter().filter_map(|warning| {
                let place = file.locate(&warning.option)?;
                let problem = Problem::warning(&warning.title).at(place, &warning.label);
                Some(problem.help(&warning.help))
            }))
            .collect();
        for problem in problems {
            report.push(problem);
        }
    }
}

fn contradiction(
    error: &OptionError,
    instance: &PluginInstance,
    file: &Section,
    report: &Report,
) -> Option<Problem> {
    let section = &instance.section;
    let written = section.locate_written(&error.option).filter(|_| !error.option.is_empty());
    let beside = error.beside.as_deref().and_then(|option| file.locate_written(option));
    let unread = |at: &Span| report.has_error_at(at);
    if written.iter().chain(&beside).any(unread) {
        return None;
    }
    let subject = format!("plugin `{}`", instance.path);
    let problem = if error.option.is_empty() {
        Problem::error(format!("{subject} can't work with this config"))
    } else {
        error.problem(&subject)
    };
    let problem = problem.at(written.unwrap_or_else(|| instance.place()), error.label.clone());
    Some(match beside {
        Some(beside) => problem.at(beside, "beside this"),
        None => problem,
    })
}
