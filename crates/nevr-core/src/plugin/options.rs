//! What a plugin says of options that can be read and yet can't be meant.

/// One option that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionError {
    /// Dotted path within the plugin's section: `session.maxAge`.
    pub option: String,
    /// What is wrong, in one line, so that "of plugin `auth`" can follow it.
    pub title: String,
    /// What stands beside the place: the remedy.
    pub label: String,
}

/// Everything that is wrong with a plugin's options, by option path; core finds the places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionErrors(Vec<OptionError>);

impl OptionErrors {
    /// No errors yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes an option that can be read and yet can't be meant, with the remedy: ``impossible option
    /// `session.maxAge` of plugin `auth` ``.
    pub fn impossible(&mut self, option: impl Into<String>, remedy: impl Into<String>) {
        let option = option.into();
        let title = format!("impossible option `{option}`");
        self.push(option, title, remedy);
    }

    /// Notes an error in words of its own.
    pub fn push(
        &mut self,
        option: impl Into<String>,
        title: impl Into<String>,
        label: impl Into<String>,
    ) {
        self.0.push(OptionError {
            option: option.into(),
            title: title.into(),
            label: label.into(),
        });
    }

    /// `Ok` when nothing was noted.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    /// The errors.
    pub fn iter(&self) -> impl Iterator<Item = &OptionError> {
        self.0.iter()
    }
}
