//! Finds the first of two places where a key is written. The parser's error has only the second.

use crate::{
    report::problem::Span,
    tree::node::{Entry, Node, Table, Value},
};

/// Returns the entry whose key is written again at `second`.
pub(super) fn first_entry<'a>(root: &'a Table, text: &str, second: &Span) -> Option<&'a Entry> {
    let written = text.get(second.clone())?;
    let line = text[..second.start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = text[line..second.start].trim_start();
    let (table, parents) = match before.strip_prefix('[') {
        Some(header) => (root, header.trim_start_matches('[')),
        None => (around(root, text, second.start), before.rsplit(['{', ',']).next()?),
    };
    let mut keys = parents.split('.').map(bare).filter(|key| !key.is_empty());
    let table = keys.try_fold(table, below)?;
    table.entry(bare(written)).filter(|first| first.key_span.end <= second.start)
}

/// Returns the place of the same header before `second`. The tree has the last of two headers.
pub(super) fn first_header(text: &str, second: &Span) -> Option<Span> {
    let path = |line: &str| -> Option<Vec<String>> {
        let (header, _) = line.trim_start().strip_prefix('[')?.split_once(']')?;
        Some(header.split('.').map(|key| bare(key).to_owned()).collect())
    };
    let start = text[..second.start].rfind('\n').map_or(0, |newline| newline + 1);
    let wanted = path(text[start..].lines().next()?)?;
    let mut at = 0;
    text[..start].split_inclusive('\n').find_map(|line| {
        let span = at..at + line.trim_end().len();
        at += line.len();
        (path(line)? == wanted).then_some(span)
    })
}

/// Returns the table that a line belongs to: the innermost inline table around it, or else the one
/// with the last header before it.
fn around<'a>(root: &'a Table, text: &str, at: usize) -> &'a Table {
    let (mut found, mut inline, mut start) = (root, false, 0);
    let mut visitor = |node: &'a Node| {
        let Value::Table(table) = &node.value else { return };
        let is_inline = text[node.span.clone()].starts_with('{');
        let holds = if is_inline {
            node.span.contains(&at)
        } else {
            !inline && text[node.span.clone()].starts_with('[') && node.span.end <= at
        };
        if holds && node.span.start >= start {
            (found, inline, start) = (table, is_inline, node.span.start);
        }
    };
    root.entries.iter().for_each(|entry| entry.node.visit(&mut visitor));
    found
}

/// Returns the table of this key; of a list of tables, the last one.
fn below<'a>(table: &'a Table, key: &str) -> Option<&'a Table> {
    match &table.entry(key)?.node.value {
        Value::Table(table) => Some(table),
        Value::List(items) => match &items.last()?.node.value {
            Value::Table(table) => Some(table),
            _ => None,
        },
        _ => None,
    }
}

/// Removes the quotes of a key.
fn bare(key: &str) -> &str {
    key.trim().trim_matches(['"', '\''])
}
