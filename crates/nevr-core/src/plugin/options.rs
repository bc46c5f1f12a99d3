//! What a plugin says of options that can be read and yet can't be meant.

use nevr_config::Problem;

/// One option that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionError {
    /// Dotted path within the plugin's section: `session.maxAge`.
    pub option: String,
    /// What is wrong, in one line of the plugin's own; the path of the plugin is put before it.
    /// Without one, it is said that the option is impossible.
    pub title: Option<String>,
    /// What stands beside the place: the remedy.
    pub label: String,
    /// The option that it contradicts, if that is what is wrong. Nothing is said when that one could
    /// not be read: it has its default then.
    pub beside: Option<String>,
}

impl OptionError {
    /// The problem, without its place. `subject` is the plugin, in the words of the messages.
    pub(super) fn problem(&self, subject: &str) -> Problem {
        Problem::error(match &self.title {
            Some(title) => format!("{subject}: {title}"),
            None => format!("option `{}` of {subject} is impossible", self.option),
        })
    }
}

/// Everything that is wrong with a plugin's options, by option path; core finds the places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionErrors(Vec<OptionError>);

impl OptionErrors {
    /// No errors yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes an option that can't be meant beside another one, with the remedy.
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

    /// Notes an option that can be read and yet can't be meant, with the remedy: ``option
    /// `session.maxAge` of plugin `auth` is impossible``.
    pub fn impossible(&mut self, option: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(OptionError {
            option: option.into(),
            title: None,
            label: remedy.into(),
            beside: None,
        });
    }

    /// Notes an error in words of its own: ``plugin `shop`: there is nothing to sell``.
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

    /// `Ok` when nothing was noted.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// Whether nothing was noted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The errors.
    pub fn iter(&self) -> impl Iterator<Item = &OptionError> {
        self.0.iter()
    }
}
