//! Changes of a database, in terms of the schema.

use std::fmt;

/// What a step changes in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A new table with all its columns.
    CreateTable {
        /// The entity.
        entity: String,
    },
    /// A table is dropped with its rows.
    DropTable {
        /// The entity.
        entity: String,
    },
    /// A new column of an existing table.
    AddColumn {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
    },
    /// A column is dropped with its values.
    DropColumn {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
    },
    /// A column is renamed and keeps its values.
    RenameColumn {
        /// The entity.
        entity: String,
        /// The old name.
        from: String,
        /// The new name.
        to: String,
    },
    /// The type, the default or the nullability of an existing column changes.
    AlterColumn {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
        /// What changes about it.
        alterations: Vec<Alteration>,
    },
    /// An existing column gets a foreign key.
    AddReference {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
        /// The entity that it refers to.
        to: String,
    },
    /// A column loses its foreign key, or has to get another.
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
        /// Whether it is unique.
        unique: bool,
    },
    /// An index is dropped.
    DropIndex {
        /// The name of the index.
        index: String,
        /// The entity.
        entity: String,
        /// Whether it is unique.
        unique: bool,
    },
    /// A table is created again and its rows are copied, because the database can't change it in
    /// place.
    RebuildTable {
        /// The entity.
        entity: String,
        /// What the rebuild changes.
        changes: Vec<Change>,
    },
}

/// What changes about a column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Alteration {
    /// The type, in the words of the database.
    Type {
        /// The old one.
        from: String,
        /// The new one.
        to: String,
    },
    /// It may be null from now on.
    BecomesOptional,
    /// It may no longer be null.
    BecomesRequired,
    /// The default, in SQL.
    Default {
        /// The old one.
        from: Option<String>,
        /// The new one.
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
