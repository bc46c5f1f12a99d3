//! One thing that is wrong with a config file.

use std::ops::Range;

/// A range of bytes in the text of the config file.
pub type Span = Range<usize>;

/// How severe a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing may run with this file.
    Error,
    /// The file can be used, but probably does not do what its author meant.
    Warning,
}

/// A place in the file that a problem points at, with the text shown beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledSpan {
    /// The part of the file that is underlined.
    pub span: Span,
    /// The text beside the underline; may be empty.
    pub label: String,
}

/// One thing that is wrong with a config file: what, where, and what to do about it.
///
/// Create it with [`error`](Self::error) or [`warning`](Self::warning), add the places it is about
/// with [`at`](Self::at) and the remedy with [`help`](Self::help), and add it to a
/// [`Report`](crate::Report). [`Section::locate`](crate::Section::locate) returns the span of an
/// option.
///
/// ```
/// use nevr_config::Problem;
///
/// let problem = Problem::error("two plugins answer POST /api/auth/sign-in")
///     .at(10..30, "the first is switched on here")
///     .at(50..70, "and the second here")
///     .help("remove one of the two headers");
/// assert_eq!(problem.places().len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub(crate) level: Level,
    pub(crate) title: String,
    pub(crate) places: Vec<LabelledSpan>,
    pub(crate) help: Option<String>,
}

impl Problem {
    /// Creates a problem that keeps everything from running.
    pub fn error(title: impl Into<String>) -> Self {
        Self::new(Level::Error, title.into())
    }

    /// Creates a problem that is shown and stops nothing.
    pub fn warning(title: impl Into<String>) -> Self {
        Self::new(Level::Warning, title.into())
    }

    fn new(level: Level, title: String) -> Self {
        Self { level, title, places: Vec::new(), help: None }
    }

    /// Adds a place.
    ///
    /// The first one is where the problem is, the others are what it has to do with. A problem that
    /// comes from code rather than from the file has no place.
    #[must_use]
    pub fn at(mut self, span: Span, label: impl Into<String>) -> Self {
        self.places.push(LabelledSpan { span, label: label.into() });
        self
    }

    /// Sets the remedy, where the label of a place is too short for it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Returns how severe the problem is.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Returns what is wrong, in one line.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns the places, the main one first.
    pub fn places(&self) -> &[LabelledSpan] {
        &self.places
    }

    /// Returns the remedy.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }
}
