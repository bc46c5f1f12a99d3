//! Reads the text of a `.env` file.
//!
//! There is no standard for such files, and their readers disagree about `$`, `\`, quotes and `#`.
//! Here, a value is taken as it is written. What a shell would understand differently must be in
//! quotes and is an error without them, so that no secret turns into another one in silence.

use std::collections::BTreeMap;

/// Where and why a text is not a `.env` file. It shows nothing of the text: its lines hold secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DotEnvError {
    /// The line, counted from 1.
    pub(super) line: usize,
    pub(super) reason: &'static str,
}

const FORM: &str = "is not of the form NAME=value";
const UNQUOTED: &str = "has a value with spaces, quotes or `\\` in it, or with `#` at its \
                        beginning: put it into single quotes, as in NAME='value'";
const UNCLOSED: &str = "has a quote that is not closed";
const AFTER_QUOTE: &str = "has more than a comment behind the closing quote";
const ESCAPE: &str = "has a `\\` in double quotes that begins none of `\\\\`, `\\\"`, `\\'`, \
                      `\\$`, `\\n`, `\\r` and `\\t`: use single quotes for the character itself";
const CONTROL: &str = "contains a control character";

/// Returns the variables of the text. Of two lines for one name, the first counts.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, String>, DotEnvError> {
    let text = text.replace("\r\n", "\n");
    let line_of = |rest: &str| text[..text.len() - rest.len()].matches('\n').count() + 1;
    if let Some(at) = text.find(|c: char| c.is_control() && !"\n\t".contains(c)) {
        return Err(DotEnvError { line: line_of(&text[at..]), reason: CONTROL });
    }
    let mut values = BTreeMap::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let entry = entry(rest).map_err(|reason| DotEnvError { line: line_of(rest), reason })?;
        rest = entry.rest;
        if let Some((name, value)) = entry.variable {
            values.entry(name.to_owned()).or_insert(value);
        }
    }
    Ok(values)
}

struct Entry<'a> {
    variable: Option<(&'a str, String)>,
    rest: &'a str,
}

/// Reads a line, or several if a quoted value has several.
fn entry(text: &str) -> Result<Entry<'_>, &'static str> {
    let line = text.trim_start_matches([' ', '\t']);
    if let Some(rest) = end_of_line(line) {
        return Ok(Entry { variable: None, rest });
    }
    let (name, value) = line.split_once('=').ok_or(FORM)?;
    let name = name.trim_end_matches([' ', '\t']);
    let name = name.strip_prefix("export ").unwrap_or(name).trim_start();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c)) {
        return Err(FORM);
    }
    let start = value.trim_start_matches([' ', '\t']);
    let (value, rest) = match start.chars().next() {
        Some('\'') => single_quoted(&start[1..])?,
        Some('"') => double_quoted(&start[1..])?,
        Some('#') if start.len() == value.len() => return Err(UNQUOTED),
        Some('#') => (String::new(), start),
        _ => unquoted(start)?,
    };
    let rest = end_of_line(rest).ok_or(AFTER_QUOTE)?;
    Ok(Entry { variable: Some((name, value)), rest })
}

/// Returns what follows the line break, if there is nothing before it but blanks and a comment.
fn end_of_line(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '\t']);
    let (end, rest) = text.split_once('\n').unwrap_or((text, ""));
    (end.is_empty() || end.starts_with('#')).then_some(rest)
}

fn single_quoted(text: &str) -> Result<(String, &str), &'static str> {
    let (value, rest) = text.split_once('\'').ok_or(UNCLOSED)?;
    Ok((value.to_owned(), rest))
}

fn double_quoted(text: &str) -> Result<(String, &str), &'static str> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let at = rest.find(['"', '\\']).ok_or(UNCLOSED)?;
        value.push_str(&rest[..at]);
        if rest[at..].starts_with('"') {
            return Ok((value, &rest[at + 1..]));
        }
        value.push(match rest[at + 1..].chars().next() {
            Some(c @ ('\\' | '"' | '\'' | '$')) => c,
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            _ => return Err(ESCAPE),
        });
        rest = &rest[at + 2..];
    }
}

fn unquoted(text: &str) -> Result<(String, &str), &'static str> {
    let end = text.find([' ', '\t', '\n']).unwrap_or(text.len());
    let (value, rest) = text.split_at(end);
    if value.contains(['\'', '"', '`', '\\']) || end_of_line(rest).is_none() {
        return Err(UNQUOTED);
    }
    Ok((value.to_owned(), rest))
}
