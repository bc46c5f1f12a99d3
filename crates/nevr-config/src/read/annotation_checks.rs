//! Checks that the JSON Schema asks for beside the types: keys that must be names, and numbers that
//! are easily mistaken for another unit.
//!
//! A problem found here removes nothing from the section: the value behind a bad name is read and
//! checked like any other.

use super::wording::Wording;
use crate::{
    option_schema::{annotations::MILLISECONDS, name_rule::check_name, subschemas::Subschemas},
    report::{problem::Problem, report::Report},
    tree::node::{Entry, Node, Step, Value},
};

/// Walks over a section and its schema, and reports what it finds.
pub(super) struct AnnotationChecks<'a> {
    pub(super) wording: &'a Wording<'a>,
    pub(super) report: &'a mut Report,
}

impl AnnotationChecks<'_> {
    /// Checks `node`, which is at `path` and which `schemas` apply to, and everything below it.
    pub(super) fn walk(&mut self, node: &Node, path: &mut Vec<Step>, schemas: &Subschemas<'_>) {
        match &node.value {
            Value::Integer(number) if schemas.have(MILLISECONDS) => {
                self.milliseconds(*number, node, path);
            }
            Value::List(items) => {
                for item in items {
                    self.step(&item.node, path, schemas, Step::Index(item.index));
                }
            }
            Value::Table(table) => {
                for entry in &table.entries {
                    self.step(&entry.node, path, schemas, Step::Key(entry.key.clone()));
                    if schemas.keys_are_names() {
                        self.name(entry, path);
                    }
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, node: &Node, path: &mut Vec<Step>, schemas: &Subschemas<'_>, step: Step) {
        let below = schemas.below(&step);
        path.push(step);
        self.walk(node, path, &below);
        path.pop();
    }

    fn name(&mut self, entry: &Entry, path: &mut Vec<Step>) {
        let Err(error) = check_name(&entry.key) else { return };
        path.push(Step::Key(entry.key.clone()));
        let title = format!("{} is not valid", self.wording.option(path));
        path.pop();
        self.report.push(Problem::error(title).at(entry.key_span.clone(), error.to_string()));
    }

    /// Every other duration in the file counts seconds, and a window of less than one is hardly
    /// ever meant.
    fn milliseconds(&mut self, number: i128, node: &Node, path: &[Step]) {
        if (1..1000).contains(&number) {
            let title = format!("{} is less than a second", self.wording.option(path));
            let label = match node.written {
                None => {
                    format!("{number} is {number} milliseconds; write \"{number}s\" for seconds")
                }
                Some(_) => "a plain number counts milliseconds; give it a unit, as in `60s`".into(),
            };
            self.report.push_without_values(Problem::warning(title).at(node.span.clone(), label));
        }
    }
}
