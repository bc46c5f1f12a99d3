//! What can't be done, why, and the ways out.

use std::fmt;

use nevr_schema::{Origin, Owner};

use super::{loss::Loss, reason::Reason};

/// A change that can't be made to the database, with the reason and the ways out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The declaration that asks for it; for something that is no longer declared, its last owner.
    pub origin: Origin,
    /// The entity.
    pub entity: String,
    /// The field, if it is about one.
    pub field: Option<String>,
    /// Why it can't be done.
    pub reason: Reason,
}

impl Refusal {
    /// Returns what can't be done, in one line.
    pub fn title(&self) -> String {
        let (entity, what) = (&self.entity, self.subject());
        match &self.reason {
            Reason::ForeignObject { kind, name } => {
                format!("entity {what}: the database has a {kind} `{name}` that is not nevr's")
            }
            Reason::EntityOf { owner, dormant } => {
                format!("entity {what}: the table belongs to {}", whose(owner, *dormant))
            }
            Reason::SameTable { other } => {
                format!("entity {what}: entity `{other}` has the same name, differing only in case")
            }
            Reason::ForeignColumn { column } => {
                format!("field {what}: the table has a column `{column}` that is not nevr's")
            }
            Reason::FieldOf { owner, dormant } => {
                format!("field {what}: the column belongs to {}", whose(owner, *dormant))
            }
            Reason::RequiredAdded => format!(
                "field {what} is required and has no default, but the table `{entity}` is there: \
                 its rows would have no value"
            ),
            Reason::TypeChanged { from, to } => {
                format!("field {what} is `{from}` in the database and would become `{to}`")
            }
            Reason::Nulls { rows, .. } => {
                format!("field {what} can't become required: {} null", hold(*rows))
            }
            Reason::Dangling { to, rows, .. } => {
                format!(
                    "field {what} can't refer to `{to}`: {} a value that is not an id of it",
                    hold(*rows)
                )
            }
            Reason::RenameOverBoth { column } => {
                format!("field {what} can't be renamed from `{column}`: both columns are there")
            }
            Reason::RenameOf { column, owner, dormant } => format!(
                "field {what} can't be renamed from `{column}`, which {}",
                match owner {
                    Some(owner) => format!("belongs to {}", whose(owner, *dormant)),
                    None => "nevr did not make".to_owned(),
                }
            ),
            Reason::CaseChanged { column } => {
                format!("field {what} is `{column}` in the database: the names differ only in case")
            }
            Reason::CantRebuild { because } => format!(
                "the table {what} has to be rebuilt, and a rebuild would lose: {}",
                because.join(", ")
            ),
            Reason::RenameBeforeRebuild => format!(
                "the table {what} has to be rebuilt, and has triggers that name a column which is \
                 renamed"
            ),
            Reason::IndexOverText { by } => format!(
                "field {what} can't become a text of any length: {} is over it",
                by.join(", ")
            ),
            Reason::ColumnInUse { by } => {
                format!("column {what} can't be dropped: {} needs it", by.join(", "))
            }
            Reason::TableInUse { by } => {
                format!("table {what} can't be dropped: {} would be lost", by.join(", "))
            }
            Reason::WouldLose { rows } => match &self.field {
                Some(_) => format!(
                    "column {what} would be dropped: the field is gone from the schema, and {} a \
                     value",
                    hold(*rows)
                ),
                None => format!(
                    "table {what} would be dropped: the entity is gone from the schema, and has \
                     {rows} row{}",
                    if *rows == 1 { "" } else { "s" }
                ),
            },
            Reason::Duplicates { index, values, rows, .. } => format!(
                "{what} can't become unique (`{index}`): {values} {} in {rows} rows",
                if *values == 1 { "value occurs" } else { "values occur" }
            ),
            Reason::IndexNameTaken { index } => {
                format!("{what} needs an index `{index}`, but another object has that name")
            }
            Reason::UnwritableDefault => {
                format!("the default of field {what} holds a NUL character")
            }
        }
    }

    /// Returns what to do about it.
    pub fn help(&self) -> String {
        match &self.reason {
            Reason::ForeignObject { kind, .. } => {
                format!("rename the entity, or rename or drop that {kind} yourself")
            }
            Reason::EntityOf { dormant: true, .. } | Reason::FieldOf { dormant: true, .. } => {
                "switch that plugin on again, or choose another name".to_owned()
            }
            Reason::EntityOf { .. } | Reason::FieldOf { .. } => {
                "declare it where it was declared before, or choose another name".to_owned()
            }
            Reason::SameTable { .. } => "rename one of them".to_owned(),
            Reason::ForeignColumn { .. } => {
                "rename the field, or rename or drop that column yourself".to_owned()
            }
            Reason::RequiredAdded => "make it optional, or give it a default".to_owned(),
            // On MySQL the character set is a part of a text's type.
            Reason::TypeChanged { from, to } if is_collated(from, to) => format!(
                "give the table its character set back: ALTER TABLE `{}` CONVERT TO CHARACTER SET \
                 utf8mb4 COLLATE utf8mb4_0900_bin (on MariaDB utf8mb4_nopad_bin)",
                self.entity
            ),
            Reason::TypeChanged { .. } => {
                "keep it as it was, or add a field of another name and move the values there"
                    .to_owned()
            }
            Reason::Nulls { query, .. } => {
                format!("give every row a value first; this query finds those without: {query}")
            }
            Reason::Dangling { query, .. } => {
                format!("correct the values first; this query finds them: {query}")
            }
            Reason::RenameOverBoth { .. } => {
                "move the values yourself and leave the rename out; the old column is then \
                 dropped as any other"
                    .to_owned()
            }
            Reason::RenameOf { .. } => {
                "leave the rename out: only an owner's own column can be renamed".to_owned()
            }
            Reason::CaseChanged { column } => format!("declare that it is renamed from `{column}`"),
            Reason::CantRebuild { .. } => {
                "make the change yourself, or remove what would be lost".to_owned()
            }
            Reason::RenameBeforeRebuild => {
                "declare the rename alone, push, and then the rest".to_owned()
            }
            Reason::IndexOverText { .. } => "drop the index yourself, or keep the type".to_owned(),
            Reason::ColumnInUse { .. } => "drop that yourself, or keep the field".to_owned(),
            Reason::TableInUse { .. } => {
                "drop that first (`nevr db:drop` does for a plugin that is switched off), or keep \
                 the entity"
                    .to_owned()
            }
            Reason::WouldLose { .. } => match &self.field {
                Some(field) => format!(
                    "declare it again; or, if it has another name now, declare there that it is \
                     renamed from `{field}`; or accept the loss: `nevr db:push --accept-data-loss`"
                ),
                None => "declare it again, or accept the loss: `nevr db:push --accept-data-loss`"
                    .to_owned(),
            },
            Reason::Duplicates { query, .. } => {
                format!("make the values differ first; this query finds them: {query}")
            }
            Reason::IndexNameTaken { index } => {
                format!("rename or drop the object `{index}` yourself")
            }
            Reason::UnwritableDefault => "choose a default without that character".to_owned(),
        }
    }

    fn subject(&self) -> String {
        match &self.field {
            Some(field) => format!("`{}.{field}`", self.entity),
            None => format!("`{}`", self.entity),
        }
    }
}

/// Whether a type differs from another one by its collation alone.
fn is_collated(from: &str, to: &str) -> bool {
    from.strip_prefix(to).is_some_and(|rest| rest.starts_with(" COLLATE "))
}

fn whose(owner: &Owner, dormant: bool) -> String {
    format!("{owner}{}", if dormant { ", which is switched off" } else { "" })
}

fn hold(rows: u64) -> String {
    if rows == 1 { "1 row holds".to_owned() } else { format!("{rows} rows hold") }
}

impl From<Loss> for Refusal {
    fn from(loss: Loss) -> Self {
        let reason = Reason::WouldLose { rows: loss.rows };
        let (origin, entity, field) = (Origin::of(loss.owner), loss.entity, loss.field);
        Self { origin, entity, field, reason }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (declared by {}); {}", self.title(), self.origin.owner, self.help())
    }
}
