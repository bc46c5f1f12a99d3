//! How a field differs from the column that is there.

use super::{
    Reason,
    catalogue::{Column, ForeignKey},
    dialect::Dialect,
};
use crate::schema::{Entity, Field};

/// Everything about the column that the field would change. None of it can be done by adding.
pub(super) fn differences(
    dialect: &dyn Dialect,
    entity: &Entity,
    field: &Field,
    live: &Column,
) -> Vec<Reason> {
    let wanted = dialect.column(entity, field);
    let mut found = Vec::new();
    if !dialect.same_type(&wanted.ty, &live.ty) {
        found.push(Reason::TypeChanged { from: live.ty.clone(), to: wanted.ty });
    }
    if wanted.not_null && !live.not_null {
        found.push(Reason::BecameRequired);
    }
    if !wanted.not_null && live.not_null {
        found.push(Reason::BecameOptional);
    }
    if !dialect.same_default(field.ty, live.default.as_deref(), wanted.default.as_deref()) {
        let (from, to) = (live.default.clone(), wanted.default);
        found.push(Reason::DefaultChanged { from, to });
    }
    let same = match (&wanted.reference, &live.reference) {
        (Some(wanted), Some(live)) => wanted.same(live),
        (wanted, live) => wanted.is_none() && live.is_none(),
    };
    if !same {
        let words = |column: Option<&ForeignKey>| {
            column.map(|key| format!("{} on delete {}", key.table, key.on_delete.to_lowercase()))
        };
        let (from, to) = (words(live.reference.as_ref()), words(wanted.reference.as_ref()));
        found.push(Reason::ReferenceChanged { from, to });
    }
    found
}
