//! Shows the progress of a copy to people.

use std::{
    io::{self, IsTerminal, Write},
    sync::Mutex,
};

use indicatif::{ProgressBar, ProgressStyle};
use nevr_migrate::copy::{Progress, Silent, Stage};

use crate::{
    output::Output,
    words::{count, printable},
};

/// Returns a progress bar if stderr is a terminal, else one line per table. A program gets neither.
pub(crate) fn progress(output: &Output) -> Box<dyn Progress> {
    if output.is_json() {
        Box::new(Silent)
    } else if io::stderr().is_terminal() {
        Box::new(Bar(Mutex::new(ProgressBar::hidden())))
    } else {
        Box::new(Lines(Mutex::new(String::new())))
    }
}

fn word(stage: Stage) -> &'static str {
    match stage {
        Stage::Comparing => "compare",
        _ => "copy",
    }
}

/// A progress bar on a terminal.
struct Bar(Mutex<ProgressBar>);

impl Bar {
    fn with(&self, work: impl FnOnce(&mut ProgressBar)) {
        work(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage, table: &str, rows: u64) {
        let style = "{prefix:8} {msg:16} {wide_bar} {human_pos} of {human_len} rows, {eta} left";
        let style = ProgressStyle::with_template(style);
        let bar = ProgressBar::new(rows)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            .with_prefix(word(stage))
            .with_message(printable(table));
        self.with(|shown| *shown = bar);
    }

    fn advance(&self, rows: u64) {
        self.with(|bar| bar.inc(rows));
    }

    fn end(&self) {
        self.with(|bar| bar.abandon());
    }
}

/// A line per table, for files and logs.
struct Lines(Mutex<String>);

impl Lines {
    fn with(&self, work: impl FnOnce(&mut String)) {
        work(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }
}

impl Progress for Lines {
    fn begin(&self, stage: Stage, table: &str, rows: u64) {
        let rows = count(usize::try_from(rows).unwrap_or(usize::MAX), "row");
        self.with(|line| *line = format!("{:8} {}: {rows}", word(stage), printable(table)));
    }

    fn advance(&self, _: u64) {}

    fn end(&self) {
        // A reader that stops early is no reason to stop the copy.
        self.with(|line| drop(writeln!(io::stderr(), "{line}")));
    }
}
