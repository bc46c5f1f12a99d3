//! One thing that is wrong with a config file.

use std::ops::Range;

/// A piece of the config file's text: byte offsets, the end exclusive.
pub type Span = Range<usize>;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing runs with this file.
    Error,
    /// It runs, and probably does not do what was meant.
    Warning,
}

/// A place in the file with the words that stand beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The text that is underlined.
    pub span: Span,
    /// What is said about it.
    pub label: String,
}

/// One thing that is wrong: what, where, and what to do.
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
    pub(crate) places: Vec<Place>,
    pub(crate) help: Option<String>,
}

impl Problem {
    /// A problem that stops everything.
    pub fn error(title: impl Into<String>) -> Self {
        Self::new(Level::Error, title.into())
    }

    /// A problem that people should know of.
    pub fn warning(title: impl Into<String>) -> Self {
        Self::new(Level::Warning, title.into())
    }

    fn new(level: Level, title: String) -> Self {
        Self { level, title, places: Vec::new(), help: None }
    }

    /// Adds a place. The first is where the problem is, the others what it has to do with; a
    /// problem without any comes from code.
    #[must_use]
    pub fn at(mut self, span: Span, label: impl Into<String>) -> Self {
        self.places.push(Place { span, label: label.into() });
        self
    }

    /// Says what to do, if that does not fit beside the place.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// How much it matters.
    pub fn level(&self) -> Level {
        self.level
    }

    /// What is wrong, in one line.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where, the main place first.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// What to do.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }
}
