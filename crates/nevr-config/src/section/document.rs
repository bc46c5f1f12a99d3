//! Parses the TOML, and reports its syntax errors.

use toml::de::{DeTable, Error};

use super::{
    first_key::{first_entry, first_header},
    section::Section,
};
use crate::{
    report::{
        problem::{Problem, Span},
        report::Report,
    },
    source::{source::Source, variables::Variables},
    tree::node::{Entry, Table},
};

/// The parser's message for a key that is written twice.
const DUPLICATE: &str = "duplicate key";

/// The beginning of the parser's message for a table below a key whose value is not a table.
const EXTENDED: &str = "cannot extend value";

/// A parsed config file. Its options are not read yet.
#[derive(Clone, Debug)]
pub struct Document {
    root: Section,
}

impl Document {
    /// Parses the text. Every syntax error is reported, and everything else in the file is kept.
    ///
    /// `variables` are looked up later, when a section is [read](Section::read): only then is it
    /// known which options keep their references.
    pub fn parse(source: &Source, variables: &Variables, report: &mut Report) -> Self {
        let (parsed, errors) = DeTable::parse_recoverable(&source.text);
        let table = Table::from_parsed(parsed.into_inner());
        let mut extended: Vec<Span> = Vec::new();
        for error in &errors {
            let span = place_of(error, &source.text);
            let first = first_entry(&table, &source.text, &span);
            let mut problem = syntax_problem(error, &span, &source.text);
            match first {
                first if error.message() == DUPLICATE => {
                    let first = first.map(|first| first.key_span.clone());
                    if let Some(first) = first.or_else(|| first_header(&source.text, &span)) {
                        problem = problem.at(first, "the first time");
                    }
                }
                Some(first) if error.message().starts_with(EXTENDED) => {
                    // One value is in the way of every header below it.
                    let value = first.node.span.clone();
                    if extended.contains(&value) {
                        report.note_unreadable(&span);
                        continue;
                    }
                    report.note_unreadable(&value);
                    problem = extension_problem(first, &span);
                    extended.push(value);
                }
                _ => {}
            }
            report.push_syntax(problem, &span);
        }
        Self { root: Section::root(table, variables.clone()) }
    }

    /// Returns the section of the whole file.
    pub fn into_root(self) -> Section {
        self.root
    }
}

fn place_of(error: &Error, text: &str) -> Span {
    let end = text.trim_end().len();
    let span = error.span().unwrap_or(end..end);
    // A frame for an error behind the last line would show a line that does not exist.
    if span.start > end { end..end } else { span }
}

fn extension_problem(first: &Entry, header: &Span) -> Problem {
    let Entry { key, node, .. } = first;
    Problem::error(format!("`{key}` is {} and a table", node.value.kind()))
        .at(header.clone(), "here it is a table")
        .at(node.span.clone(), format!("here it is {}", node.value.kind()))
        .help("remove one of the two")
}

fn syntax_problem(error: &Error, span: &Span, text: &str) -> Problem {
    let (what, expected) = match error.message().split_once(", expected ") {
        Some((what, expected)) => (what, format!("expected {expected}")),
        None => (error.message(), String::new()),
    };
    let written = text.get(span.clone()).unwrap_or_default();
    match what {
        DUPLICATE => {
            return Problem::error(format!("`{written}` is written twice"))
                .at(span.clone(), "the second time")
                .help("a table has one header and a key one value: join the two");
        }
        // The parser's message for a missing value.
        "string values must be quoted" if written.is_empty() => {
            return Problem::error("this is not TOML: a value is missing")
                .at(span.clone(), "expected a value");
        }
        "recursion limit" | "cannot recurse further; max recursion depth met" => {
            return Problem::error("this is nested too deeply")
                .at(span.clone(), "no option is nested this deeply");
        }
        _ if let Some(reference) = unquoted_reference(text, span) => {
            return Problem::error("this is not TOML: a reference to a variable needs quotes")
                .at(span.clone(), format!("write \"{reference}\""));
        }
        "string values must be quoted" => {
            let quoted = match written.trim().strip_prefix('$') {
                Some(name) => format!("write \"${{{name}}}\""),
                None => format!("write \"{}\"", written.trim()),
            };
            return Problem::error("this is not TOML: a string needs quotes")
                .at(span.clone(), quoted);
        }
        // The parser's message for an unquoted string that it takes for a number.
        "invalid mantissa" => {
            return Problem::error("this is not TOML: neither a number nor a string in quotes")
                .at(span.clone(), "a string needs quotes");
        }
        _ => {}
    }
    let expected = if expected == "expected nothing" { String::new() } else { expected };
    Problem::error(format!("this is not TOML: {what}")).at(span.clone(), expected)
}

/// Returns the reference to a variable that is the value on the line of `span`, without quotes.
fn unquoted_reference<'t>(text: &'t str, span: &Span) -> Option<&'t str> {
    let start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let value = text[start..].lines().next()?.split_once('=')?.1.trim();
    let name = value.strip_prefix("${")?;
    name.find('}').map(|end| &value[..end + 3])
}
