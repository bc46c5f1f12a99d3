//! All problems of one config file.

use std::{fmt, sync::Arc};

use serde_json::{Value, json};

use super::{
    problem::{Level, Problem, Span},
    render,
};
use crate::source::source::Source;

/// A value that came from `${NAME}`: its place in the file, and the text to show instead.
#[derive(Clone)]
struct ConcealedValue {
    span: Span,
    value: String,
    written: String,
}

/// All problems of one config file, sorted by place.
///
/// Code that adds a problem need not take care of two things. A value that came from `${NAME}` is
/// shown as `${NAME}`, even inside the problem's own text. And a problem on a line with a syntax
/// error is left out: it would only be a consequence.
///
/// ```
/// use nevr_config::{Problem, Report, Source};
///
/// let mut report = Report::new(Source::new("nevr.config.toml", "[plugins.auth]\n"));
/// report.push(Problem::error("plugin `auth` needs plugin `mail`").at(0..14, "switched on here"));
/// assert!(report.has_errors());
/// assert_eq!(
///     report.render(false),
///     "\
/// error: plugin `auth` needs plugin `mail`
///  --> nevr.config.toml:1:1
///   |
/// 1 | [plugins.auth]
///   | ^^^^^^^^^^^^^^ switched on here
///
/// 1 problem in nevr.config.toml
/// "
/// );
/// ```
#[derive(Clone)]
pub struct Report {
    source: Arc<Source>,
    problems: Vec<Problem>,
    /// The lines with a syntax error.
    unreadable: Vec<Span>,
    has_unread_tables: bool,
    concealed: Vec<ConcealedValue>,
    hidden: Vec<Span>,
}

impl Report {
    /// Creates an empty report about this source.
    pub fn new(source: impl Into<Arc<Source>>) -> Self {
        Self {
            source: source.into(),
            problems: Vec::new(),
            unreadable: Vec::new(),
            has_unread_tables: false,
            concealed: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// Returns a report about the same file that has no problems yet and conceals the same values.
    ///
    /// It is for reading a part of the file a second time, when its problems are reported already.
    #[must_use]
    pub fn without_problems(&self) -> Self {
        Self { problems: Vec::new(), ..self.clone() }
    }

    /// Returns the config file that the report is about.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Returns the problems, sorted by place; those without a place are last.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Returns whether there is neither an error nor a warning.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Returns whether one of the problems is an error. Nothing may run with the file then.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.level == Level::Error)
    }

    /// Returns whether parts of the file were not read: lines with a syntax error or unknown
    /// tables. Something that seems to be missing may be written there, so do not report it.
    pub fn has_unread_parts(&self) -> bool {
        !self.unreadable.is_empty() || self.has_unread_tables
    }

    /// Records that an unknown table was not read, although something that the file needs may be
    /// written in it. [`has_unread_parts`](Self::has_unread_parts) returns `true` afterwards.
    pub fn note_unread_tables(&mut self) {
        self.has_unread_tables = true;
    }

    /// Returns whether there is an error whose main place overlaps `span`. A further problem with
    /// the same value would only be a consequence of it.
    pub fn has_error_at(&self, span: &Span) -> bool {
        self.problems.iter().any(|problem| {
            problem.level == Level::Error
                && problem.places.first().is_some_and(|place| overlap(&place.span, span))
        })
    }

    /// Adds a problem, unless its main place is on a line with a syntax error: how the parser
    /// understood such a line is a guess.
    pub fn push(&mut self, mut problem: Problem) {
        self.conceal(&mut problem);
        self.push_without_values(problem);
    }

    /// Adds a problem like [`push`](Self::push). Its text is known to contain no value of a
    /// variable, so a number or word in it that happens to be one is left alone.
    pub(crate) fn push_without_values(&mut self, problem: Problem) {
        let main = problem.places.first().map(|place| place.span.clone());
        if main.is_some_and(|span| self.unreadable.iter().any(|line| overlap(line, &span))) {
            return;
        }
        self.insert(problem);
    }

    /// Adds a syntax error, unless its line has one already.
    pub(crate) fn push_syntax(&mut self, problem: Problem, span: &Span) {
        let line = self.lines_of(span);
        if !self.unreadable.iter().any(|known| overlap(known, &line)) {
            self.insert(problem);
        }
        self.unreadable.push(line);
    }

    /// Records a syntax error that is a consequence of one that is reported already.
    pub(crate) fn note_unreadable(&mut self, span: &Span) {
        self.unreadable.push(self.lines_of(span));
    }

    /// Makes later problems show `written` wherever their text contains `value`.
    pub(crate) fn conceal_value(&mut self, span: Span, value: String, written: String) {
        self.concealed.push(ConcealedValue { span, value, written });
    }

    /// Makes frames show asterisks for the text at `span`, a secret that is written into the file.
    pub(crate) fn hide(&mut self, span: Span) {
        self.hidden.push(span);
    }

    /// Renders the report for people, with colours for a terminal if `colour` is set. Returns an
    /// empty text if there are no problems.
    pub fn render(&self, colour: bool) -> String {
        render::text(&self.source.name, &self.shown_text(), &self.problems, colour)
    }

    /// Returns the report as JSON, for editors and other programs:
    /// `{file, problems: [{level, message, places: [{line, column, label}], help}]}`.
    ///
    /// Lines and columns count from 1, columns in characters.
    pub fn to_json(&self) -> Value {
        let problems: Vec<Value> =
            self.problems.iter().map(|problem| render::json(&self.source.text, problem)).collect();
        json!({ "file": self.source.name, "problems": problems })
    }

    fn insert(&mut self, problem: Problem) {
        let place = |p: &Problem| p.places.first().map_or(usize::MAX, |place| place.span.start);
        let at = self.problems.partition_point(|known| place(known) <= place(&problem));
        self.problems.insert(at, problem);
    }

    /// Returns the whole lines that `span` touches, without the last line break; at least one byte.
    fn lines_of(&self, span: &Span) -> Span {
        let text = self.source.text.as_bytes();
        let start = span.start.min(text.len());
        let end = span.end.clamp(start, text.len());
        let first = text[..start].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let last = text[end..].iter().position(|&b| b == b'\n').map_or(text.len(), |at| end + at);
        first..last.max(first + 1)
    }

    /// Replaces the values of variables in the problem's text by their references.
    ///
    /// This is a second line of defence. The reader's own messages never contain such a value, but
    /// a plugin's message about its option might.
    fn conceal(&self, problem: &mut Problem) {
        for concealed in &self.concealed {
            let near = problem.places.iter().any(|place| overlap(&place.span, &concealed.span));
            // A short value far away from the problem is more likely an ordinary word.
            if !near && !concealed.is_long() {
                continue;
            }
            concealed.replace_in(&mut problem.title);
            if let Some(help) = &mut problem.help {
                concealed.replace_in(help);
            }
            for place in &mut problem.places {
                concealed.replace_in(&mut place.label);
            }
        }
    }

    /// Returns the text with asterisks for what must not be shown. It has the same length, so that
    /// every span still fits.
    fn shown_text(&self) -> String {
        let mut bytes = self.source.text.clone().into_bytes();
        for span in &self.hidden {
            for byte in bytes.get_mut(span.clone()).unwrap_or_default() {
                if *byte != b'\n' && *byte != b'\r' {
                    *byte = b'*';
                }
            }
        }
        String::from_utf8(bytes).unwrap_or_default()
    }
}

impl ConcealedValue {
    fn replace_in(&self, text: &mut String) {
        let escaped = self.value.escape_debug().to_string();
        for shown in [self.value.as_str(), &escaped] {
            let mut from = 0;
            while let Some(found) = text[from..].find(shown) {
                let at = from + found..from + found + shown.len();
                from = at.end;
                if self.is_long() || is_word(text, &at) {
                    from = at.start + self.written.len();
                    text.replace_range(at, &self.written);
                }
            }
        }
    }

    /// Returns whether the value is too long to be a part of another word by chance.
    fn is_long(&self) -> bool {
        self.value.len() >= 6
    }
}

/// Returns whether the text at `at` is not a part of a longer word or number.
fn is_word(text: &str, at: &Span) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !inside(text[..at.start].chars().next_back()) && !inside(text[at.end..].chars().next())
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the text nor the expanded values: both may hold secrets.
        f.debug_struct("Report")
            .field("file", &self.source.name)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}

fn overlap(a: &Span, b: &Span) -> bool {
    a.start < b.end.max(b.start + 1) && b.start < a.end.max(a.start + 1)
}
