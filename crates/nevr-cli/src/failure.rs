//! Why a command failed.

use std::{error::Error, fmt};

use nevr_config::Report;
use serde_json::{Value, json};

/// An error that can end a command.
///
/// Every module has error types of its own and implements this for them; `?` then turns them into
/// a [`Failure`]. `Display` gives the message. No message and no help may hold a value that came
/// from `${…}`: it may be a secret.
pub(crate) trait Explain: fmt::Display {
    /// Returns what to do about the error, when the message does not already tell.
    fn help(&self) -> Option<String> {
        None
    }

    /// Returns the problems of the config file, when they are the error.
    fn report(&self) -> Option<&Report> {
        None
    }

    /// Returns further members of the JSON that a program gets.
    fn details(&self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }
}

/// Why a command failed: any error that implements [`Explain`].
pub(crate) struct Failure(Box<dyn Explain>);

impl<E: Explain + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Failure {
    /// Returns what to do about it, when the message does not already tell.
    pub(crate) fn help(&self) -> Option<String> {
        self.0.help()
    }

    /// Returns the problems of the config file, when they are the failure.
    pub(crate) fn report(&self) -> Option<&Report> {
        self.0.report()
    }

    /// Returns the failure as JSON: `{ok, error, help, …}`, and `{file, problems}` of a config
    /// file.
    pub(crate) fn to_json(&self) -> Value {
        let mut json = self.report().map_or_else(|| json!({}), Report::to_json);
        json["ok"] = false.into();
        json["error"] = self.to_string().into();
        if let Some(help) = self.help() {
            json["help"] = help.into();
        }
        for (name, value) in self.0.details() {
            json[name] = value;
        }
        json
    }
}

/// Returns an error's message followed by those of its causes, leaving out each cause that the
/// text already contains.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
