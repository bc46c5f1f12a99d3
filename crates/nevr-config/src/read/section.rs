//! The two ways to get at the options of a section.

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use super::{recovery::read, written::written};
use crate::{report::report::Report, section::section::Section};

impl Section {
    /// Reads the section as a `T`, and adds **every** problem in it to the report.
    ///
    /// `subject` names what the options belong to, as messages call it, for example
    /// ``plugin `auth.anonymous` ``.
    ///
    /// `${NAME}` is replaced by the variable's value first, except in options of type
    /// [`Deferred`](crate::Deferred) and [`Secrets`](crate::Secrets). Where a table is written in
    /// part, the rest of it comes from `T`'s default for that table.
    ///
    /// An option with a problem has its default in the returned value, so that whatever depends on
    /// it can be checked as well. Do not run with the value before asking [`Report::has_errors`].
    /// Returns `None` if `T` cannot be built even then, which happens when `T` has an option
    /// without a default.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use nevr_config::{Document, Report, Seconds, Source, Variables};
    /// use schemars::JsonSchema;
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Serialize, Deserialize, JsonSchema)]
    /// #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
    /// struct Reminder {
    ///     text: String,
    ///     send_after: Seconds,
    /// }
    ///
    /// impl Default for Reminder {
    ///     fn default() -> Self {
    ///         Self { text: "You left something behind".to_owned(), send_after: Seconds::days(1) }
    ///     }
    /// }
    ///
    /// let source = Arc::new(Source::new("app.toml", "text = 5\nsend_after = \"2h\"\n"));
    /// let mut report = Report::new(Arc::clone(&source));
    /// let section = Document::parse(&source, &Variables::default(), &mut report).into_root();
    ///
    /// let reminder: Reminder = section.read(&mut report, "the reminder").expect("has defaults");
    /// assert_eq!(report.problems().len(), 2);
    /// assert_eq!(reminder.send_after, Seconds::days(1));
    /// ```
    pub fn read<T: DeserializeOwned + Serialize + JsonSchema>(
        &self,
        report: &mut Report,
        subject: &str,
    ) -> Option<T> {
        read(self, subject, report)
    }

    /// Returns the section's options as JSON to show to people: what is written, completed by the
    /// defaults of `T`.
    ///
    /// No secret is in it: `${NAME}` stays as it is written, and a [`Deferred`](crate::Deferred)
    /// option whose value is written into the file is shown as `[redacted]`.
    pub fn as_written<T: DeserializeOwned + Serialize + JsonSchema>(&self) -> serde_json::Value {
        written::<T>(&self.table)
    }
}
