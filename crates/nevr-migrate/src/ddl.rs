//! The schema as SQL text, for people.

use std::collections::BTreeSet;

use nevr_schema::{Provider, Schema};

use crate::{
    catalogue::Catalogue,
    dialect::dialect,
    operation::Operation,
    plan::{Rules, World, plan},
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

/// Breaks `CREATE TABLE "t" ( …, … )` after each column. Commas and brackets in quotes are text: a
/// doubled quote closes and opens, which comes to the same.
pub(crate) fn one_column_a_line(sql: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut quote = None;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        let breaks = quote.is_none() && (c == ',' || c == '(') && depth == 1;
        if quote.is_none() && c == ')' && depth == 0 {
            out.truncate(out.trim_end().len());
            out.push_str("\n)");
        } else {
            out.push(c);
        }
        if breaks {
            out.push_str("\n    ");
            while chars.next_if_eq(&' ').is_some() {}
        }
    }
    out
}
