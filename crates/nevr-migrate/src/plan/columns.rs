//! Plans the columns of an existing table: new ones, and those that change.

use nevr_schema::{Entity, Field, FieldType, Value, env::Timestamp};

use super::{draft::Draft, fields::Found, input::Rules, references};
use crate::{
    catalogue::{Column, Table},
    check::{Check, NullCheck, UnusedCheck},
    dialect::Operation,
    report::{Alteration, Change, Reason},
};

/// Refuses a default that the database can't hold.
pub(super) fn check_default(draft: &mut Draft, entity: &Entity, field: &Field) {
    let default = field.default.as_ref();
    if default.is_some_and(|value| !draft.dialect().can_write(value)) {
        draft.refuse_field(entity, field, Reason::UnwritableDefault);
    }
}

/// Plans a new column.
pub(super) fn add<'w>(draft: &mut Draft<'w>, entity: &Entity, field: &Field, live: &'w Table) {
    check_default(draft, entity, field);
    let column = draft.dialect().column(entity, field);
    let needs_value = !field.optional && field.default.is_none();
    if !needs_value {
        return plan_add(draft, entity, field, live, column);
    }
    match draft.input.rules {
        Rules::Careful => return draft.refuse_field(entity, field, Reason::RequiredAdded),
        Rules::Live => {
            check_unused(draft, entity, field, None, Reason::RequiredAdded);
            return plan_add(draft, entity, field, live, column);
        }
        Rules::Back | Rules::Reset => {}
    }
    // On the way back its values are lost already, but existing rows still need one.
    let Some(value) = placeholder(field) else {
        return plan_add(draft, entity, field, live, column);
    };
    let filled = draft.dialect().column(entity, &Field { default: Some(value), ..field.clone() });
    plan_add(draft, entity, field, live, filled.clone());
    let alterations = vec![Alteration::Default { from: filled.default.clone(), to: None }];
    plan_alter(draft, entity, field, live, alterations, filled, column);
}

fn plan_add<'w>(
    draft: &mut Draft<'w>,
    entity: &Entity,
    field: &Field,
    live: &'w Table,
    column: Column,
) {
    let (table, name) = (entity.name.to_string(), field.name.to_string());
    let change = Change::AddColumn { entity: table.clone(), field: name };
    let (dialect, owner) = (draft.dialect(), &field.origin.owner);
    let draft = draft.table(live, &entity.origin);
    let Some(key) = column.reference.clone().filter(|_| !dialect.refers_ahead()) else {
        return draft.add(change, owner, Operation::AddColumn { table, column });
    };
    // The same plan may create the table that it refers to, and the foreign key needs an index.
    let bare = Column { reference: None, ..column.clone() };
    draft.add(change, owner, Operation::AddColumn { table: table.clone(), column: bare });
    let (entity, field) = (table.clone(), field.name.to_string());
    let change = Change::AddReference { entity, field, to: key.table };
    draft.add(change, owner, Operation::AddReference { table, column });
}

/// Returns the empty value of a field's type: an empty text, zero, false. A reference has none.
fn placeholder(field: &Field) -> Option<Value> {
    let value = match field.ty {
        _ if field.reference.is_some() => return None,
        FieldType::String | FieldType::Text => "".into(),
        FieldType::Int => 0_i64.into(),
        FieldType::Boolean => false.into(),
        FieldType::DateTime => Timestamp::from_millis(0).into(),
        FieldType::Json => Value::Json(serde_json::Value::Null),
    };
    Some(value)
}

/// Adds the check that a column holds no value, or that a table has no row.
fn check_unused(
    draft: &mut Draft,
    entity: &Entity,
    field: &Field,
    column: Option<&Column>,
    reason: Reason,
) {
    draft.checks.push(Check::Unused(UnusedCheck {
        origin: field.origin.clone(),
        table: entity.name.to_string(),
        field: field.name.to_string(),
        column: column.map(|column| column.name.clone()),
        reason,
    }));
}

/// Plans the changes that bring an existing column to its field.
pub(super) fn alter<'w>(
    draft: &mut Draft<'w>,
    entity: &Entity,
    field: &Field,
    found: &mut Found,
    live: &'w Table,
) {
    check_default(draft, entity, field);
    let (new_type, unfit) = type_change(draft, entity, field, found);
    match unfit {
        None => {}
        Some(reason) if draft.input.rules == Rules::Live => {
            found.emptied = true;
            check_unused(draft, entity, field, Some(found.column), reason);
        }
        // A column whose type can't change is not looked at further.
        Some(reason) => return draft.refuse_field(entity, field, reason),
    }
    let (table, name) = (entity.name.to_string(), field.name.to_string());
    if found.renamed {
        let from = found.column.name.clone();
        let change =
            Change::RenameColumn { entity: table.clone(), from: from.clone(), to: name.clone() };
        let operation = Operation::RenameColumn { table, from, to: name };
        draft.table(live, &entity.origin).add(change, &field.origin.owner, operation);
    }
    let wanted = references::plan(draft, entity, field, found, live);
    let others = alterations(draft, entity, field, found, &wanted);
    let alterations: Vec<_> = new_type.into_iter().chain(others).collect();
    if !alterations.is_empty() {
        // The foreign key is dropped before and added after, as operations of their own.
        let from = Column { name: wanted.name.clone(), ..found.column.clone() };
        let to = Column { reference: from.reference.clone(), ..wanted };
        plan_alter(draft, entity, field, live, alterations, from, to);
    }
}

fn plan_alter<'w>(
    draft: &mut Draft<'w>,
    entity: &Entity,
    field: &Field,
    live: &'w Table,
    alterations: Vec<Alteration>,
    from: Column,
    to: Column,
) {
    let (table, name) = (entity.name.to_string(), field.name.to_string());
    let change = Change::AlterColumn { entity: table.clone(), field: name, alterations };
    let operation = Operation::AlterColumn { table, from, to };
    draft.table(live, &entity.origin).add(change, &field.origin.owner, operation);
}

fn alterations(
    draft: &mut Draft,
    entity: &Entity,
    field: &Field,
    found: &Found,
    wanted: &Column,
) -> Vec<Alteration> {
    let (dialect, live) = (draft.dialect(), found.column);
    let mut all = Vec::new();
    if wanted.not_null && !live.not_null {
        all.push(Alteration::BecomesRequired);
        draft.checks.push(Check::Nulls(NullCheck {
            origin: field.origin.clone(),
            table: entity.name.to_string(),
            field: field.name.to_string(),
            column: live.name.clone(),
        }));
    }
    if !wanted.not_null && live.not_null {
        all.push(Alteration::BecomesOptional);
    }
    if !dialect.same_default(field.ty, live.default.as_deref(), wanted.default.as_deref()) {
        let (from, to) = (live.default.clone(), wanted.default.clone());
        all.push(Alteration::Default { from, to });
    }
    all
}

/// Returns the change of a column's type, if there is one, and why old values don't fit into the new
/// type, unless they do: a short text fits into one of any length. The type on record counts too,
/// because two types of fields may have the same type of column.
fn type_change(
    draft: &Draft,
    entity: &Entity,
    field: &Field,
    found: &Found,
) -> (Option<Alteration>, Option<Reason>) {
    let (dialect, live) = (draft.dialect(), found.column);
    let wanted = dialect.column(entity, field);
    let other_column = !dialect.same_type(&live.ty, &wanted.ty);
    let other_field = found.shape.ty != field.ty;
    if !other_column && !other_field {
        return (None, None);
    }
    let short = dialect.column(entity, &Field { ty: FieldType::String, ..field.clone() });
    let longer = field.ty == FieldType::Text
        && matches!(found.shape.ty, FieldType::String | FieldType::Text)
        && (!other_column || dialect.same_type(&live.ty, &short.ty));
    let (from, to) = (live.ty.clone(), wanted.ty.clone());
    let alteration = Alteration::Type { from: from.clone(), to: to.clone() };
    let alteration = other_column.then_some(alteration);
    if longer || draft.input.rules == Rules::Back {
        return (alteration, None);
    }
    let (from, to) = if other_column {
        (from, to)
    } else {
        (found.shape.ty.as_str().to_owned(), field.ty.as_str().to_owned())
    };
    (alteration, Some(Reason::TypeChanged { from, to }))
}
