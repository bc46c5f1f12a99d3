//! What a TOML file says, owned, with places, in the order of the file.
//!
//! `toml` sorts tables by key and borrows from the text; a section is handed around, and the order
//! of plugins, entities and fields is the author's.

use std::borrow::Cow;

use serde::de::Unexpected;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::problem::Span;

/// A value and its place.
#[derive(Clone)]
pub(crate) struct Node {
    /// The value as written; for a table that has a header, the header.
    pub(crate) span: Span,
    pub(crate) value: Value,
    /// The text before `${…}` was replaced, if it was.
    pub(crate) written: Option<String>,
}

#[derive(Clone)]
pub(crate) enum Value {
    Text(String),
    /// TOML promises 64 bits; what does not fit is carried to where it can be refused.
    Integer(i128),
    Float(f64),
    Boolean(bool),
    Date(String),
    List(Vec<Item>),
    Table(Table),
}

/// A list's item under the number that it has in the file, whatever was taken out before it.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) index: usize,
    pub(crate) node: Node,
}

/// Entries in the order of the file.
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

/// One step from a node to a node inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

impl Table {
    /// Takes over what was parsed. The parser has a limit on nesting, so this may recurse.
    pub(crate) fn from_parsed(parsed: DeTable<'_>) -> Self {
        table(parsed)
    }

    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }

    /// Takes what `path` leads to out; false if there is nothing there.
    pub(crate) fn take_out(&mut self, path: &[Step]) -> bool {
        match path {
            [Step::Key(key)] => self.take(key).is_some(),
            [Step::Key(key), below @ ..] => {
                let entry = self.entries.iter_mut().find(|entry| entry.key == *key);
                entry.is_some_and(|entry| entry.node.take_out(below))
            }
            _ => false,
        }
    }
}

impl Node {
    /// A value that the file does not hold.
    pub(crate) fn not_in_file(value: Value) -> Self {
        Self { span: 0..0, value, written: None }
    }

    /// Whether the file holds it: everything written is at least a byte long.
    pub(crate) fn is_in_file(&self) -> bool {
        !self.span.is_empty()
    }

    /// The node at `path` below this one, and the entry it is the value of.
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

    /// Takes the node at `path` out; false if there is none, or if it is the whole.
    pub(crate) fn take_out(&mut self, path: &[Step]) -> bool {
        let Some((last, parents)) = path.split_last() else { return false };
        self.at_mut(parents).is_some_and(|parent| parent.take_child(last))
    }

    fn take_child(&mut self, step: &Step) -> bool {
        match (&mut self.value, step) {
            (Value::Table(table), Step::Key(key)) => table.take(key).is_some(),
            (Value::List(items), Step::Index(index)) => {
                let before = items.len();
                items.retain(|item| item.index != *index);
                items.len() < before
            }
            _ => false,
        }
    }

    /// The place of the key of the node at `path`.
    pub(crate) fn key_span(&self, path: &[Step]) -> Option<Span> {
        let (last, parents) = path.split_last()?;
        match (&self.at(parents)?.value, last) {
            (Value::Table(table), Step::Key(key)) => {
                table.entry(key).map(|entry| entry.key_span.clone())
            }
            _ => None,
        }
    }

    /// This node and all below it.
    pub(crate) fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Self)) {
        see(self);
        match &self.value {
            Value::List(items) => items.iter().for_each(|item| item.node.visit(see)),
            Value::Table(table) => table.entries.iter().for_each(|entry| entry.node.visit(see)),
            _ => {}
        }
    }

    /// Puts the text as written back into every string here and below.
    pub(crate) fn unexpand(&mut self) {
        match &mut self.value {
            Value::Text(text) => {
                if let Some(written) = &self.written {
                    text.clone_from(written);
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| item.node.unexpand()),
            Value::Table(table) => table.entries.iter_mut().for_each(|entry| entry.node.unexpand()),
            _ => {}
        }
    }

    /// The same for the node at `path`.
    pub(crate) fn unexpand_at(&mut self, path: &[Step]) {
        if let Some(node) = self.at_mut(path) {
            node.unexpand();
        }
    }
}

impl Value {
    /// What this is, in people's words.
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

    /// What serde calls it.
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

/// None for the stand-in that the parser makes where a value is missing; the error is reported
/// already.
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

/// A path as people write it: `session.expiresIn`, `trustedOrigins[1]`.
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
