//! The whole schema as SQL text.

use std::collections::BTreeSet;

use nevr_schema::{Provider, Schema};

use super::{
    input::{PlanInput, Rules},
    planner::plan,
};
use crate::{
    catalogue::Catalogue,
    dialect::{Operation, dialect, one_column_a_line},
    snapshot::Snapshots,
};

/// Returns the whole schema as SQL for this kind of database: each table with its indexes, in the
/// order in which they can be created, then the foreign keys that have to wait until all tables
/// exist. The same schema always gives the same text.
pub fn ddl(schema: &Schema, provider: Provider) -> String {
    let dialect = dialect(provider);
    let input = PlanInput {
        dialect,
        schema,
        live: Catalogue::default(),
        recorded: Snapshots::default(),
        switched_off: BTreeSet::new(),
        rules: Rules::Careful,
    };
    let operations = plan(&input).operations.into_iter().map(|planned| planned.operation);
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
        let of = |operation: &&Operation| match operation {
            Operation::CreateIndex(index) => index.table == table.name,
            _ => false,
        };
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
