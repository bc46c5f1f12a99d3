//! What changes, in the words of the schema.

use std::fmt;

/// What a step changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A new table with all its columns.
    CreateTable {
        /// The entity.
        entity: String,
    },
    /// A table goes, and its rows with it.
    DropTable {
        /// The entity.
        entity: String,
    },
    /// A new column of a table that is there.
    AddColumn {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
    },
    /// A column goes, and its values with it.
    DropColumn {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
    },
    /// A column gets another name and keeps its values.
    RenameColumn {
        /// The entity.
        entity: String,
        /// As it is called.
        from: String,
        /// As it will be.
        to: String,
    },
    /// A column that is there becomes another.
    AlterColumn {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
        /// In what.
        alterations: Vec<Alteration>,
    },
    /// A column that is there begins to refer to another table.
    AddReference {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
        /// The entity that it refers to.
        to: String,
    },
    /// A column does not refer to another table any more, or not in this way.
    DropReference {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
        /// The table that it referred to.
        to: String,
    },
    /// A new index.
    CreateIndex {
        /// The name of the index.
        index: String,
        /// The entity.
        entity: String,
        /// Whether it keeps rows from sharing a value.
        unique: bool,
    },
    /// An index goes.
    DropIndex {
        /// The name of the index.
        index: String,
        /// The entity.
        entity: String,
        /// Whether it keeps rows from sharing a value.
        unique: bool,
    },
    /// A table is made anew and gets its rows again, because the database can't change it in
    /// place.
    RebuildTable {
        /// The entity.
        entity: String,
        /// What changes by it.
        changes: Vec<Change>,
    },
}

/// In what a column becomes another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Alteration {
    /// The type, as the database calls it.
    Type {
        /// As it is.
        from: String,
        /// As it will be.
        to: String,
    },
    /// It may be null.
    BecomesOptional,
    /// It may not be null any more.
    BecomesRequired,
    /// The default, in SQL.
    Default {
        /// As it is.
        from: Option<String>,
        /// As it will be.
        to: Option<String>,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = |unique: &bool| if *unique { "unique index" } else { "index" };
        match self {
            Self::CreateTable { entity } => write!(f, "create table {entity}"),
            Self::DropTable { entity } => write!(f, "drop table {entity}"),
            Self::AddColumn { entity, field } => write!(f, "add column {entity}.{field}"),
            Self::DropColumn { entity, field } => write!(f, "drop column {entity}.{field}"),
            Self::RenameColumn { entity, from, to } => {
                write!(f, "rename column {entity}.{from} to {to}")
            }
            Self::AlterColumn { entity, field, alterations } => {
                write!(f, "alter column {entity}.{field} ({})", joined(alterations))
            }
            Self::AddReference { entity, field, to } => {
                write!(f, "add reference {entity}.{field} to {to}")
            }
            Self::DropReference { entity, field, to } => {
                write!(f, "drop reference {entity}.{field} to {to}")
            }
            Self::CreateIndex { index, entity, unique } => {
                write!(f, "create {} {index} on {entity}", kind(unique))
            }
            Self::DropIndex { index, entity, unique } => {
                write!(f, "drop {} {index} on {entity}", kind(unique))
            }
            Self::RebuildTable { entity, changes } => {
                write!(f, "rebuild table {entity}: {}", joined(changes))
            }
        }
    }
}

impl fmt::Display for Alteration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_none = |default: &Option<String>| default.clone().unwrap_or("none".to_owned());
        match self {
            Self::Type { from, to } => write!(f, "type {from} becomes {to}"),
            Self::BecomesOptional => f.write_str("becomes optional"),
            Self::BecomesRequired => f.write_str("becomes required"),
            Self::Default { from, to } => {
                write!(f, "default {} becomes {}", or_none(from), or_none(to))
            }
        }
    }
}

fn joined(items: &[impl fmt::Display]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
