//! The schema as SQL text, for people.

use std::collections::BTreeSet;

use nevr_schema::{Provider, Schema};

use super::{
    input::{Rules, World},
    planner::plan,
};
use crate::{
    catalogue::Catalogue,
    dialect::{Operation, dialect, one_column_a_line},
    snapshot::Snapshots,
};

/// The whole schema as SQL for a database of this kind: each table with its indexes, in the order
/// in which they can be created, and at the end the foreign keys that have to wait until then. The
/// same schema gives the same text.
pub fn ddl(schema: &Schema, provider: Provider) -> String {
    let dialect = dialect(provider);
    let world = World {
        dialect,
        schema,
        live: Catalogue::default(),
        known: Snapshots::default(),
        off: BTreeSet::new(),
        rules: Rules::Careful,
    };
    let operations = plan(&world).operations.into_iter().map(|planned| planned.operation);
    let (tables, others): (Vec<_>, Vec<_>) =
        operations.partition(|operation| matches!(operation, Operation::CreateTable(_)));
    let (indexes, last): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|operation| matches!(operation, Operation::CreateIndex(_)));
    let mut parts: Vec<String> = Vec::new();
    for create in tables {
        let mut part = String::new();
        for statement in dialect.statements(&create) {
            part.extend([one_column_a_line(&statement).as_str(), ";\n"]);
        }
        let Operation::CreateTable(table) = create else { continue };
        let of = |operation: &&Operation| matches!(operation, Operation::CreateIndex(index) if index.table == table.name);
        for statement in indexes.iter().filter(of).flat_map(|index| dialect.statements(index)) {
            part.extend([statement.as_str(), ";\n"]);
        }
        parts.push(part);
    }
    let last = last.iter().flat_map(|operation| dialect.statements(operation));
    let last: String = last.map(|statement| statement + ";\n").collect();
    parts.extend((!last.is_empty()).then_some(last));
    parts.join("\n")
}
