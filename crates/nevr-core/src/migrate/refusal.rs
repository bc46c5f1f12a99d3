//! What can't be done, why, and the ways out.

use std::fmt;

use super::Reason;
use crate::schema::{Origin, Owner};

/// Something that the schema asks for and that can't be done without a loss or a rebuild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Who asks for it: the declaration, or for something that is gone, its last owner.
    pub origin: Origin,
    /// The entity.
    pub entity: String,
    /// The field, if it is about one.
    pub field: Option<String>,
    /// What stands in the way.
    pub reason: Reason,
}

impl Refusal {
    /// What can't be done, in one line.
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
                format!("entity {what}: entity `{other}` has the same name but for case")
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
            Reason::BecameRequired => {
                format!("field {what} may be null in the database and is required in the schema")
            }
            Reason::BecameOptional => {
                format!("field {what} is required in the database and optional in the schema")
            }
            Reason::DefaultChanged { from, to } => {
                changed("default", &what, from.as_ref(), to.as_ref())
            }
            Reason::ReferenceChanged { from, to } => {
                changed("reference", &what, from.as_ref(), to.as_ref())
            }
            Reason::RequiredRemoved => format!(
                "field {what} is gone from the schema, but is required in the database: new rows \
                 would be refused"
            ),
            Reason::UniqueDefaultRemoved => format!(
                "field {what} is gone from the schema, but is unique with a default in the \
                 database: the second new row would be refused"
            ),
            Reason::UniqueRemoved { index } => {
                format!("{what} need not be unique any more, but the index `{index}` says it must")
            }
            Reason::Duplicates { index, values, rows, .. } => format!(
                "{what} can't become unique (`{index}`): {values} {} in {rows} rows",
                if *values == 1 { "value stands" } else { "values stand" }
            ),
            Reason::IndexNameTaken { index } => {
                format!("{what} needs an index `{index}`, a name that something else has")
            }
            Reason::UnwritableDefault => {
                format!("the default of field {what} holds a NUL character")
            }
        }
    }

    /// The ways out.
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
            Reason::TypeChanged { .. } | Reason::ReferenceChanged { .. } => {
                "keep it as it was, or add a field of another name and move the values there"
                    .to_owned()
            }
            Reason::BecameRequired => {
                "keep it optional, or add a field with a default under another name".to_owned()
            }
            Reason::BecameOptional => {
                "keep it required, or add an optional field under another name".to_owned()
            }
            Reason::DefaultChanged { .. } => {
                "keep the old default, and set the new value where rows are written".to_owned()
            }
            Reason::RequiredRemoved | Reason::UniqueDefaultRemoved => {
                "declare it again; only an optional field, or one with a default that is not \
                 unique, can be left behind"
                    .to_owned()
            }
            Reason::UniqueRemoved { index } => {
                format!("declare it unique again, or drop the index `{index}` yourself")
            }
            Reason::Duplicates { query, .. } => {
                format!("make the values differ first; this finds them: {query}")
            }
            Reason::IndexNameTaken { index } => {
                format!("rename or drop what is called `{index}` yourself")
            }
            Reason::UnwritableDefault => "choose a default without it".to_owned(),
        }
    }

    fn subject(&self) -> String {
        match &self.field {
            Some(field) => format!("`{}.{field}`", self.entity),
            None => format!("`{}`", self.entity),
        }
    }
}

fn whose(owner: &Owner, dormant: bool) -> String {
    format!("{owner}{}", if dormant { ", which is switched off" } else { "" })
}

fn changed(part: &str, what: &str, from: Option<&String>, to: Option<&String>) -> String {
    let [from, to] = [from, to].map(|text| match text {
        Some(text) => format!("`{text}`"),
        None => "none".to_owned(),
    });
    format!("the {part} of field {what} is {from} in the database and would be {to}")
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (declared by {}); {}", self.title(), self.origin.owner, self.help())
    }
}
