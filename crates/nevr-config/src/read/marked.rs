//! What the JSON Schema of the options says of keys and values beside their types: keys that are
//! names, and numbers that are easily mistaken.
//!
//! Such a problem takes nothing out: what stands behind a bad name is read and checked like the rest.

use super::{
    rules::{MILLISECONDS, Rules},
    wording::Wording,
};
use crate::{
    problem::Problem,
    report::Report,
    tree::{Entry, Node, Step, Value},
    types::Name,
};

/// Looks at a section along its schema.
pub(super) struct Marked<'a> {
    pub(super) wording: &'a Wording<'a>,
    pub(super) report: &'a mut Report,
}

impl Marked<'_> {
    /// Walks down `node`, whose path is `path`, along the schemas that rule it.
    pub(super) fn walk(&mut self, node: &Node, path: &mut Vec<Step>, rules: &Rules<'_>) {
        match &node.value {
            Value::Integer(number) if rules.marked(MILLISECONDS) => {
                self.milliseconds(*number, node, path);
            }
            Value::List(items) => {
                for item in items {
                    self.step(&item.node, path, rules, Step::Index(item.index));
                }
            }
            Value::Table(table) => {
                for entry in &table.entries {
                    self.step(&entry.node, path, rules, Step::Key(entry.key.clone()));
                    if rules.keys_are_names() {
                        self.name(entry, path);
                    }
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, node: &Node, path: &mut Vec<Step>, rules: &Rules<'_>, step: Step) {
        let below = rules.below(&step);
        path.push(step);
        self.walk(node, path, &below);
        path.pop();
    }

    fn name(&mut self, entry: &Entry, path: &mut Vec<Step>) {
        let Err(error) = entry.key.parse::<Name>() else { return };
        path.push(Step::Key(entry.key.clone()));
        let title = format!("{} is not valid", self.wording.option(path));
        path.pop();
        self.report.push(Problem::error(title).at(entry.key_span.clone(), error.to_string()));
    }

    /// Every other duration in the file counts seconds, and nobody means less than one.
    fn milliseconds(&mut self, number: i128, node: &Node, path: &[Step]) {
        if (1..1000).contains(&number) {
            let title = format!("{} is less than a second", self.wording.option(path));
            let label =
                format!("{number} is {number} milliseconds; write \"{number}s\" for seconds");
            self.report.push(Problem::warning(title).at(node.span.clone(), label));
        }
    }
}
