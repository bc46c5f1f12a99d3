//! All problems of one config file.

use std::{fmt, sync::Arc};

use serde_json::{Value, json};

use crate::{
    problem::{Level, Problem, Span},
    render,
    source::Source,
};

/// A value that came from `${NAME}`: where it stands and what may be shown in its place.
#[derive(Clone)]
struct Expanded {
    span: Span,
    value: String,
    written: String,
}

/// The problems found in one config file, sorted by place.
///
/// Two promises hold for whoever adds a problem: a value that came from `${NAME}` is shown as
/// `${NAME}`, and a line that is not TOML has one error and no consequences of it.
#[derive(Clone)]
pub struct Report {
    source: Arc<Source>,
    problems: Vec<Problem>,
    unreadable: Vec<Span>,
    has_strays: bool,
    expanded: Vec<Expanded>,
    hidden: Vec<Span>,
}

impl Report {
    /// An empty report on this source.
    pub fn new(source: impl Into<Arc<Source>>) -> Self {
        Self {
            source: source.into(),
            problems: Vec::new(),
            unreadable: Vec::new(),
            has_strays: false,
            expanded: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// A report without problems on the same file, which conceals what this one conceals.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self { problems: Vec::new(), ..self.clone() }
    }

    /// The config file that this is about.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The problems, sorted by place; those without a place are last.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether there is anything to say.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether one of the problems is an error, so that nothing may run with this file.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.level == Level::Error)
    }

    /// Whether there are parts of the file that nobody read, lines that are not TOML or tables that
    /// are not known: whatever is missing may stand there.
    pub fn has_unread_parts(&self) -> bool {
        !self.unreadable.is_empty() || self.has_strays
    }

    /// From now on it is known that there are tables which nobody reads.
    pub fn note_strays(&mut self) {
        self.has_strays = true;
    }

    /// Whether an error was reported whose main place overlaps `span`: a further complaint about
    /// the same value would only be a consequence.
    pub fn has_error_at(&self, span: &Span) -> bool {
        self.problems.iter().any(|problem| {
            problem.level == Level::Error
                && problem.places.first().is_some_and(|place| overlap(&place.span, span))
        })
    }

    /// Adds a problem. One whose main place lies on a line that is not TOML is left out: what was
    /// made of such a line is a guess.
    pub fn push(&mut self, mut problem: Problem) {
        self.conceal(&mut problem);
        let main = problem.places.first().map(|place| place.span.clone());
        if main.is_some_and(|span| self.unreadable.iter().any(|line| overlap(line, &span))) {
            return;
        }
        self.insert(problem);
    }

    /// Adds an error of the TOML itself, one a line.
    pub(crate) fn push_syntax(&mut self, problem: Problem, span: &Span) {
        let line = self.lines_of(span);
        if !self.unreadable.iter().any(|known| overlap(known, &line)) {
            self.insert(problem);
        }
        self.unreadable.push(line);
    }

    /// From now on `value` is shown as `written`.
    pub(crate) fn note_expanded(&mut self, span: Span, value: String, written: String) {
        self.expanded.push(Expanded { span, value, written });
    }

    /// The text at `span` is a secret written into the file: frames show asterisks.
    pub(crate) fn hide(&mut self, span: Span) {
        self.hidden.push(span);
    }

    /// The report as people read it, in colour for a terminal. Empty if there is nothing to say.
    pub fn render(&self, colour: bool) -> String {
        render::text(&self.source.name, &self.shown_text(), &self.problems, colour)
    }

    /// The report as programs read it:
    /// `{file, problems: [{level, message, places: [{line, column, label}], help}]}`. Lines and
    /// columns count from 1, columns in characters.
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

    /// The lines that `span` touches, line break excluded; at least one byte wide.
    fn lines_of(&self, span: &Span) -> Span {
        let text = self.source.text.as_bytes();
        let start = span.start.min(text.len());
        let end = span.end.clamp(start, text.len());
        let first = text[..start].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let last = text[end..].iter().position(|&b| b == b'\n').map_or(text.len(), |at| end + at);
        first..last.max(first + 1)
    }

    /// The second lock on the door: the reader's own words never hold an expanded value, but a
    /// plugin's complaint about its option might.
    fn conceal(&self, problem: &mut Problem) {
        for expanded in &self.expanded {
            let near = problem.places.iter().any(|place| overlap(&place.span, &expanded.span));
            // A short value far away from the problem is more likely an ordinary word.
            if !near && expanded.value.len() < 6 {
                continue;
            }
            expanded.replace_in(&mut problem.title);
            if let Some(help) = &mut problem.help {
                expanded.replace_in(help);
            }
            for place in &mut problem.places {
                expanded.replace_in(&mut place.label);
            }
        }
    }

    /// The text with asterisks for what must not be shown; of the same length, so that every span
    /// still fits.
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

impl Expanded {
    fn replace_in(&self, text: &mut String) {
        let escaped = self.value.escape_debug().to_string();
        for shown in [&self.value, &escaped] {
            if text.contains(shown.as_str()) {
                *text = text.replace(shown.as_str(), &self.written);
            }
        }
    }
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
