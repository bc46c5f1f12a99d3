//! Renders problems: frames of source text for people, JSON for programs.

use annotate_snippets::{AnnotationKind, Group, Level as Heading, Renderer, Snippet};
use serde_json::{Value, json};

use super::problem::{LabelledSpan, Level, Problem, Span};

/// Renders all problems, each with its frame, and their number at the end.
pub(crate) fn text(name: &str, source: &str, problems: &[Problem], colour: bool) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for problem in problems {
        out.push_str(renderer.render(&[frame(name, source, problem)]).trim_end());
        out.push_str("\n\n");
    }
    out.push_str(&count(problems));
    out.push_str(" in ");
    out.push_str(name);
    out.push('\n');
    out
}

fn frame<'a>(name: &'a str, source: &'a str, problem: &'a Problem) -> Group<'a> {
    let heading = match problem.level {
        Level::Error => Heading::ERROR,
        Level::Warning => Heading::WARNING,
    };
    let mut group = Group::with_title(heading.primary_title(problem.title.as_str()));
    if !problem.places.is_empty() {
        let mut snippet = Snippet::source(source).path(name);
        for (at, place) in problem.places.iter().enumerate() {
            let kind = if at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let label = Some(place.label.as_str()).filter(|label| !label.is_empty());
            snippet = snippet.annotation(kind.span(underlined(source, place)).label(label));
        }
        group = group.element(snippet);
    }
    if let Some(help) = &problem.help {
        group = group.element(Heading::HELP.message(printable(help)));
    }
    group
}

/// Replaces control characters. The renderer prints a help text as it is, and text from the file
/// must not be able to control the terminal.
fn printable(text: &str) -> String {
    annotate_snippets::normalize_untrusted_str(text)
}

/// Returns the part of a place's span to underline: within the text, on character boundaries, and
/// only the first line, because a list of twenty lines need not be drawn as a whole.
fn underlined(source: &str, place: &LabelledSpan) -> Span {
    let start = boundary(source, place.span.start);
    let end = boundary(source, place.span.end).max(start);
    match source[start..end].find(['\r', '\n']) {
        Some(line) if line > 0 => start..start + line,
        _ => start..end,
    }
}

fn boundary(source: &str, at: usize) -> usize {
    source.floor_char_boundary(at.min(source.len()))
}

fn count(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.level == Level::Error).count();
    let number =
        |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    match (errors, problems.len() - errors) {
        (errors, 0) => number(errors, "problem"),
        (0, warnings) => number(warnings, "warning"),
        (errors, warnings) => {
            format!("{} and {}", number(errors, "problem"), number(warnings, "warning"))
        }
    }
}

/// Returns one problem as JSON.
pub(crate) fn json(source: &str, problem: &Problem) -> Value {
    let places: Vec<Value> = problem
        .places
        .iter()
        .map(|place| {
            let (line, column) = position(source, place.span.start);
            json!({ "line": line, "column": column, "label": place.label })
        })
        .collect();
    let level = match problem.level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    json!({
        "level": level,
        "message": problem.title,
        "places": places,
        "help": problem.help,
    })
}

/// Returns line and column, both counted from 1.
fn position(source: &str, at: usize) -> (usize, usize) {
    let before = &source[..boundary(source, at)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
