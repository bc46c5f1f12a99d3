//! How a field differs from the column that is there.

use super::{Reason, catalogue::Column, engine::Engine};
use crate::schema::Field;

/// Everything about the column that the field would change. None of it can be done by adding.
pub(super) fn differences(engine: Engine, field: &Field, live: &Column) -> Vec<Reason> {
    let wanted = engine.column(field);
    let mut found = Vec::new();
    if !wanted.ty.eq_ignore_ascii_case(&live.ty) {
        found.push(Reason::TypeChanged { from: live.ty.clone(), to: wanted.ty });
    }
    if wanted.not_null && !live.not_null {
        found.push(Reason::BecameRequired);
    }
    if !wanted.not_null && live.not_null {
        found.push(Reason::BecameOptional);
    }
    if !engine.same_default(field, live.default.as_deref(), wanted.default.as_deref()) {
        let (from, to) = (live.default.clone(), wanted.default);
        found.push(Reason::DefaultChanged { from, to });
    }
    if wanted.reference != live.reference {
        let words = |column: Option<&super::catalogue::ForeignKey>| {
            column.map(|key| format!("{} on delete {}", key.table, key.on_delete.to_lowercase()))
        };
        let (from, to) = (words(live.reference.as_ref()), words(wanted.reference.as_ref()));
        found.push(Reason::ReferenceChanged { from, to });
    }
    found
}
