//! The values of a TOML file with their places, in the order of the file.
//!
//! The tree of `toml` would not do: it borrows from the text and sorts tables by key. Sections are
//! kept after the text is gone, and plugins, entities and fields keep the author's order.

use std::borrow::Cow;

use serde::de::Unexpected;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::report::problem::Span;

/// A value with its place.
#[derive(Clone)]
pub(crate) struct Node {
    /// The place of the value; for a table with a header, the place of the header.
    pub(crate) span: Span,
    pub(crate) value: Value,
    /// The text before `${…}` was replaced, if anything was.
    pub(crate) written: Option<String>,
}

#[derive(Clone)]
pub(crate) enum Value {
    Text(String),
    /// Wider than the 64 bits of TOML, so that a larger number can be refused with a message.
    Integer(i128),
    Float(f64),
    Boolean(bool),
    Date(String),
    List(Vec<Item>),
    Table(Table),
}

/// An item of a list. `index` is its position in the file, even after others were removed.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) index: usize,
    pub(crate) node: Node,
}

/// A table: its entries in the order of the file.
#[derive(Clone, Default)]
pub(crate) struct Table {
    pub(crate) entries: Vec<Entry>,
}

#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) node: Node,
}

/// One step from a node to a node directly inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

impl Table {
    /// Converts what was parsed. Recursion is safe: the parser limits the nesting.
    pub(crate) fn from_parsed(parsed: DeTable<'_>) -> Self {
        table(parsed)
    }

    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }

    /// Removes the value at `path`. Returns `false` if there is none.
    pub(crate) fn remove_at(&mut self, path: &[Step]) -> bool {
        match path {
            [Step::Key(key)] => self.remove(key).is_some(),
            [Step::Key(key), below @ ..] => {
                let entry = self.entries.iter_mut().find(|entry| entry.key == *key);
                entry.is_some_and(|entry| entry.node.remove_at(below))
            }
            _ => false,
        }
    }
}

impl Node {
    /// Creates a node for a value that is not written in the file.
    pub(crate) fn not_in_file(value: Value) -> Self {
        Self { span: 0..0, value, written: None }
    }

    /// Returns whether the value is written in the file: its span is not empty then.
    pub(crate) fn is_in_file(&self) -> bool {
        !self.span.is_empty()
    }

    /// Returns the node at `path` below this one.
    pub(crate) fn at(&self, path: &[Step]) -> Option<&Self> {
        path.iter().try_fold(self, |node, step| match (&node.value, step) {
            (Value::Table(table), Step::Key(key)) => table.entry(key).map(|entry| &entry.node),
            (Value::List(items), Step::Index(index)) => {
                items.iter().find(|item| item.index == *index).map(|item| &item.node)
            }
            _ => None,
        })
    }

    fn at_mut(&mut self, path: &[Step]) -> Option<&mut Self> {
        path.iter().try_fold(self, |node, step| match (&mut node.value, step) {
            (Value::Table(table), Step::Key(key)) => table
                .entries
                .iter_mut()
                .find(|entry| entry.key == *key)
                .map(|entry| &mut entry.node),
            (Value::List(items), Step::Index(index)) => {
                items.iter_mut().find(|item| item.index == *index).map(|item| &mut item.node)
            }
            _ => None,
        })
    }

    /// Removes the node at `path`. Returns `false` if there is none, or if the path is empty.
    pub(crate) fn remove_at(&mut self, path: &[Step]) -> bool {
        let Some((last, parents)) = path.split_last() else { return false };
        self.at_mut(parents).is_some_and(|parent| parent.remove_child(last))
    }

    fn remove_child(&mut self, step: &Step) -> bool {
        match (&mut self.value, step) {
            (Value::Table(table), Step::Key(key)) => table.remove(key).is_some(),
            (Value::List(items), Step::Index(index)) => {
                let before = items.len();
                items.retain(|item| item.index != *index);
                items.len() < before
            }
            _ => false,
        }
    }

    /// Returns the place of the key of the node at `path`.
    pub(crate) fn key_span(&self, path: &[Step]) -> Option<Span> {
        let (last, parents) = path.split_last()?;
        match (&self.at(parents)?.value, last) {
            (Value::Table(table), Step::Key(key)) => {
                table.entry(key).map(|entry| entry.key_span.clone())
            }
            _ => None,
        }
    }

    /// Calls `visitor` with this node and all below it.
    pub(crate) fn visit<'a>(&'a self, visitor: &mut dyn FnMut(&'a Self)) {
        visitor(self);
        match &self.value {
            Value::List(items) => items.iter().for_each(|item| item.node.visit(visitor)),
            Value::Table(table) => table.entries.iter().for_each(|entry| entry.node.visit(visitor)),
            _ => {}
        }
    }

    /// Replaces the value of the node at `path`.
    pub(crate) fn replace_at(&mut self, path: &[Step], value: Value) {
        if let Some(node) = self.at_mut(path) {
            node.value = value;
        }
    }

    /// Undoes the replacement of `${…}` in this node and all below it.
    fn restore_written(&mut self) {
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.node.restore_written()),
            Value::Table(table) => {
                table.entries.iter_mut().for_each(|entry| entry.node.restore_written());
            }
            value => {
                if let Some(written) = &self.written {
                    *value = Value::Text(written.clone());
                }
            }
        }
    }

    /// Undoes the replacement of `${…}` in the node at `path` and all below it.
    pub(crate) fn restore_written_at(&mut self, path: &[Step]) {
        if let Some(node) = self.at_mut(path) {
            node.restore_written();
        }
    }
}

impl Value {
    /// Returns how messages call this type of value.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number with a fraction",
            Self::Boolean(_) => "a boolean",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }

    /// Returns this type of value for serde's error.
    pub(crate) fn unexpected(&self) -> Unexpected<'_> {
        Unexpected::Other(self.kind())
    }
}

fn table(parsed: DeTable<'_>) -> Table {
    let mut entries: Vec<Entry> = parsed
        .into_iter()
        .filter_map(|(key, value)| {
            let key_span = key.span();
            let node = node(value)?;
            Some(Entry { key: key.into_inner().into_owned(), key_span, node })
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Table { entries }
}

/// Returns `None` for the placeholder that the parser inserts where a value is missing: that error
/// is reported already.
fn node(parsed: Spanned<DeValue<'_>>) -> Option<Node> {
    let span = parsed.span();
    if span.is_empty() {
        return None;
    }
    let value = match parsed.into_inner() {
        DeValue::String(text) => Value::Text(Cow::into_owned(text)),
        DeValue::Integer(number) => Value::Integer(
            i128::from_str_radix(number.as_str(), number.radix()).unwrap_or(i128::MAX),
        ),
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(boolean) => Value::Boolean(boolean),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => {
            let items = items.into_iter().enumerate();
            Value::List(
                items.filter_map(|(index, item)| Some(Item { index, node: node(item)? })).collect(),
            )
        }
        DeValue::Table(inner) => Value::Table(table(inner)),
    };
    Some(Node { span, value, written: None })
}

/// Formats a path as it is written in messages: `session.expiresIn`, `trustedOrigins[1]`.
pub(crate) fn dotted(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(key);
            }
            Step::Index(index) => {
                out.push('[');
                out.push_str(&index.to_string());
                out.push(']');
            }
        }
    }
    out
}
