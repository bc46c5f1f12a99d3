//! Finds the value at a path such as `session.maxAge` or `trustedOrigins[1]`.

use super::node::{Node, Step, Table, Value};
use crate::report::problem::Span;

/// How far a path could be followed into a table.
pub(crate) struct Found<'a> {
    /// The steps that could be taken.
    pub(crate) steps: Vec<Step>,
    /// The node they lead to; `None` if not even the first step could be taken.
    pub(crate) node: Option<&'a Node>,
    /// The key of that node; an item of a list has none.
    pub(crate) key: Option<&'a Span>,
    /// Whether the whole path could be followed, so that the node is the one it names.
    pub(crate) is_whole: bool,
}

/// Follows `path` into `table` as far as there are values.
pub(crate) fn find<'a>(table: &'a Table, path: &str) -> Found<'a> {
    let mut found = Found { steps: Vec::new(), node: None, key: None, is_whole: path.is_empty() };
    let mut rest = path;
    let mut next = in_table(table, rest);
    while let Some(taken) = next {
        found.steps.push(taken.step);
        found.node = Some(taken.node);
        found.key = taken.key;
        rest = taken.rest;
        next = in_node(taken.node, rest);
    }
    found.is_whole = rest.is_empty();
    found
}

struct Taken<'a, 'p> {
    step: Step,
    node: &'a Node,
    key: Option<&'a Span>,
    rest: &'p str,
}

fn in_node<'a, 'p>(node: &'a Node, path: &'p str) -> Option<Taken<'a, 'p>> {
    match &node.value {
        Value::Table(table) => in_table(table, path),
        Value::List(items) => {
            let (index, rest) = path.strip_prefix('[')?.split_once(']')?;
            let index: usize = index.parse().ok()?;
            let item = items.iter().find(|item| item.index == index)?;
            Some(Taken { step: Step::Index(index), node: &item.node, key: None, rest })
        }
        _ => None,
    }
}

/// Matches the table's keys against the beginning of the path. Cutting the path at its dots would
/// not do: a key may contain dots.
fn in_table<'a, 'p>(table: &'a Table, path: &'p str) -> Option<Taken<'a, 'p>> {
    let path = path.strip_prefix('.').unwrap_or(path);
    table.entries.iter().find_map(|entry| {
        let rest = path.strip_prefix(entry.key.as_str())?;
        let whole = rest.is_empty() || rest.starts_with(['.', '[']);
        whole.then(|| Taken {
            step: Step::Key(entry.key.clone()),
            node: &entry.node,
            key: Some(&entry.key_span),
            rest,
        })
    })
}
