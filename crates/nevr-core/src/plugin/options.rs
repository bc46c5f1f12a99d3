//! Errors in a plugin's options that only the plugin can find.

use nevr_config::Problem;

/// One option that a plugin refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionError {
    /// Dotted path within the plugin's section: `session.maxAge`.
    pub option: String,
    /// What is wrong, in one line. The report puts the plugin's path before it. Without a title,
    /// the report calls the option impossible.
    pub title: Option<String>,
    /// What to do about it, shown beside the option.
    pub label: String,
    /// The option that this one contradicts. The error is left out of the report when that option
    /// could not be read, because `new` then got its default instead.
    pub beside: Option<String>,
}

impl OptionError {
    /// Returns the problem without its place. `subject` is what messages call the plugin: ``plugin
    /// `auth` ``.
    pub(super) fn problem(&self, subject: &str) -> Problem {
        Problem::error(match &self.title {
            Some(title) => format!("{subject}: {title}"),
            None => format!("option `{}` of {subject} is impossible", self.option),
        })
    }
}

/// Everything that is wrong with a plugin's options.
///
/// [`PluginType::new`](super::PluginType::new) collects all errors in one value, so that one report
/// shows all of them. Options are named by their path within the plugin's section; nevr finds the
/// place in the file.
///
/// ```
/// use nevr_core::plugin::OptionErrors;
///
/// # let (welcome, most, least) = (-1, 1, 2);
/// let mut errors = OptionErrors::new();
/// if welcome < 0 {
///     errors.impossible("points.welcome", "write 0 to give none");
/// }
/// if most < least {
///     errors.contradiction("points.most", "points.least", "no less than `points.least`");
/// }
/// assert_eq!(errors.iter().count(), 2);
/// assert!(errors.into_result().is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionErrors(Vec<OptionError>);

impl OptionErrors {
    /// Makes a list without errors.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an error for an option that contradicts another one, with what to do about it. The
    /// report shows both.
    pub fn contradiction(
        &mut self,
        option: impl Into<String>,
        beside: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.0.push(OptionError {
            option: option.into(),
            title: None,
            label: remedy.into(),
            beside: Some(beside.into()),
        });
    }

    /// Adds an error for a value that has the right type and yet makes no sense, with what to do
    /// about it. Its message is ``option `session.maxAge` of plugin `auth` is impossible``.
    pub fn impossible(&mut self, option: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(OptionError {
            option: option.into(),
            title: None,
            label: remedy.into(),
            beside: None,
        });
    }

    /// Adds an error with a message of its own: ``plugin `shop`: there is nothing to sell``. `label`
    /// is shown beside the option, and tells what to do.
    pub fn push(
        &mut self,
        option: impl Into<String>,
        title: impl Into<String>,
        label: impl Into<String>,
    ) {
        let title = Some(title.into());
        self.0.push(OptionError {
            option: option.into(),
            title,
            label: label.into(),
            beside: None,
        });
    }

    /// Returns `Ok` if there are no errors.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// Returns whether there are no errors.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the errors in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &OptionError> {
        self.0.iter()
    }
}
