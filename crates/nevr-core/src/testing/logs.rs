//! The logs of each test app.
//!
//! The process has one subscriber, because a subscriber of one thread does not see the threads of
//! the database runtime. Everything that an app does runs inside a span of its own, which jobs take
//! with them to the thread that they run on: a line belongs to the app in whose span it was logged.

use std::{
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use tracing::{
    Event, Metadata, Span, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry::{LookupSpan, Scope},
    util::SubscriberInitExt,
};

/// The name of the span that an app runs in.
const SPAN: &str = "nevr_test_app";

/// The lines of a log, which can be read while more are written.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Mutex<String>>);

/// The lines that belong to no app.
static STRAY: OnceLock<Lines> = OnceLock::new();
/// The lines that the next span of an app gets; see [`AppLogs::begin`].
static NEXT: Mutex<Option<Lines>> = Mutex::new(None);
static BEGINNING: Mutex<()> = Mutex::new(());

impl Lines {
    fn push(&self, line: &str) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push_str(line);
        lines.push('\n');
    }

    fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Returns the lines that were logged in this process outside of every
/// [`TestApp`](super::TestApp), for example by a thread that a plugin has started without its span.
/// A test that searches logs for secrets has to search these too.
pub fn stray_logs() -> String {
    STRAY.get_or_init(Lines::default).text()
}

/// The logs of one app.
pub(super) struct AppLogs {
    lines: Lines,
    span: Span,
}

impl AppLogs {
    pub(super) fn begin() -> Self {
        install();
        let _alone = BEGINNING.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = Lines::default();
        *NEXT.lock().unwrap_or_else(PoisonError::into_inner) = Some(lines.clone());
        let span = tracing::error_span!(parent: None, SPAN);
        let taken = NEXT.lock().unwrap_or_else(PoisonError::into_inner).take().is_none();
        assert!(
            taken,
            "another subscriber is installed in this process, so nothing that a TestApp logs can \
             be seen: leave installing one to nevr's testing module"
        );
        Self { lines, span }
    }

    /// Returns the span that everything of this app runs in.
    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    pub(super) fn text(&self) -> String {
        self.lines.text()
    }
}

fn install() {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        // A failure shows when the first span is made, and is reported there.
        drop(tracing_subscriber::registry().with(Capture).try_init());
    });
}

struct Capture;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Capture {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if span.name() == SPAN {
            if let Some(lines) = NEXT.lock().unwrap_or_else(PoisonError::into_inner).take() {
                span.extensions_mut().insert(lines);
            }
            return;
        }
        let line = line(attributes.metadata(), |line| attributes.record(line));
        lines_of(context.span_scope(id)).push(&line);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let line = line(span.metadata(), |line| values.record(line));
        lines_of(context.span_scope(id)).push(&line);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let line = line(event.metadata(), |line| event.record(line));
        lines_of(context.event_scope(event)).push(&line);
    }
}

fn lines_of<'a, S: LookupSpan<'a>>(scope: Option<Scope<'a, S>>) -> Lines {
    let found = scope.into_iter().flatten().find_map(|span| span.extensions().get().cloned());
    found.unwrap_or_else(|| STRAY.get_or_init(Lines::default).clone())
}

fn line(metadata: &Metadata<'_>, record: impl FnOnce(&mut Line)) -> String {
    let kind = if metadata.is_span() { metadata.name() } else { "" };
    let mut line = Line(format!("{} {} {kind}", metadata.level(), metadata.target()));
    record(&mut line);
    line.0
}

/// A line that is being put together.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = if field.name() == "message" {
            format!(" {value:?}")
        } else {
            format!(" {}={value:?}", field.name())
        };
        self.0.push_str(&text);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        // Unescaped: a test that searches a log for a secret must find it.
        self.record_debug(field, &format_args!("{value}"));
    }
}
