//! Checks that the JSON Schema asks for beside the types: keys that must be names, numbers that are
//! too large, and numbers that are easily mistaken for another unit.

use super::wording::Wording;
use crate::{
    option_schema::{annotations::MILLISECONDS, name_rule::check_name, subschemas::Subschemas},
    report::{problem::Problem, report::Report},
    tree::node::{Entry, Node, Step, Value},
    types::Measure,
};

/// Walks over a section and its schema, and reports what it finds.
pub(super) struct AnnotationChecks<'a> {
    pub(super) wording: &'a Wording<'a>,
    pub(super) report: &'a mut Report,
    /// The paths of the values that are too large. Behind a bad name, on the other hand, the value
    /// is read and checked like any other.
    pub(super) too_large: Vec<Vec<Step>>,
}

impl AnnotationChecks<'_> {
    /// Checks `node`, which is at `path` and which `schemas` apply to, and everything below it.
    pub(super) fn walk(&mut self, node: &Node, path: &mut Vec<Step>, schemas: &Subschemas<'_>) {
        if let Some(most) = schemas.most() {
            self.bound(most, node, path);
        }
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

    fn bound(&mut self, most: u64, node: &Node, path: &[Step]) {
        let (measure, is_larger) = match &node.value {
            Value::Integer(number) => (Measure::Number, *number > i128::from(most)),
            Value::Text(text) => match Measure::of(text) {
                Some((measure, amount)) => (measure, amount > measure.amount(most)),
                None => return,
            },
            _ => return,
        };
        if is_larger {
            let title = format!("{} is too large", self.wording.option(path));
            let label = format!("at most {}", measure.shown(most));
            self.report.push_without_values(Problem::error(title).at(node.span.clone(), label));
            self.too_large.push(path.to_vec());
        }
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
