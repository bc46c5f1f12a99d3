//! What the ledger keeps of entities and fields.

use indexmap::IndexMap;
use nevr_schema::{FieldType, OnDelete, Value};
use serde::{Deserialize, Deserializer, Serialize};

use crate::catalogue::Index;

/// The fields and unique combinations that one owner has of one entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) fields: IndexMap<String, FieldShape>,
    /// Combinations of fields that no two rows may share.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unique: Vec<Vec<String>>,
}

/// What the ledger keeps of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "WrittenShape")]
#[allow(clippy::struct_excessive_bools, reason = "each is a modifier of its own")]
pub(crate) struct FieldShape {
    #[serde(rename = "type")]
    pub(crate) ty: FieldType,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) optional: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) unique: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) index: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) references: Option<ReferenceShape>,
    /// The name of its column before, in a snapshot that is yet to be applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) renamed_from: Option<String>,
}

/// A reference to the id of another entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReferenceShape {
    pub(crate) entity: String,
    pub(crate) on_delete: OnDelete,
}

/// A field as JSON, before its default is read as a value of its type.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a modifier of its own")]
struct WrittenShape {
    r#type: FieldType,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    unique: bool,
    #[serde(default)]
    index: bool,
    // A default may be the JSON value null, which differs from no default.
    #[serde(default, deserialize_with = "present")]
    default: Option<serde_json::Value>,
    references: Option<ReferenceShape>,
    renamed_from: Option<String>,
}

impl TryFrom<WrittenShape> for FieldShape {
    type Error = String;

    fn try_from(written: WrittenShape) -> Result<Self, String> {
        let ty = written.r#type;
        let default = match written.default {
            None => None,
            // As JSON, null is a value.
            Some(json) if ty == FieldType::Json => Some(Value::Json(json)),
            Some(json) => {
                let value = Value::from_json(&json, ty).filter(|value| !value.is_null());
                Some(value.ok_or_else(|| format!("the default {json} is no {}", ty.as_str()))?)
            }
        };
        Ok(Self {
            ty,
            optional: written.optional,
            unique: written.unique,
            index: written.index,
            default,
            references: written.references,
            renamed_from: written.renamed_from,
        })
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(flag: &bool) -> bool {
    !flag
}

fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<serde_json::Value>, D::Error> {
    serde_json::Value::deserialize(value).map(Some)
}

impl Part {
    /// Returns its indexes.
    pub(crate) fn indexes(&self, entity: &str) -> Vec<Index> {
        let fields = self.fields.iter().filter(|(_, shape)| shape.unique || shape.index);
        fields
            .map(|(name, shape)| Index::new(entity, vec![name.clone()], shape.unique))
            .chain(self.unique.iter().map(|columns| Index::new(entity, columns.clone(), true)))
            .collect()
    }
}
