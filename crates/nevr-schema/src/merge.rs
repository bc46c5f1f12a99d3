//! Merges what all plugins and the config file declare.

use indexmap::IndexMap;

use crate::{
    builder::{EntityBuilder, SchemaBuilder},
    entity::{Entity, Schema},
    field::{Field, OnDelete},
    field_type::FieldType,
    name::Name,
    origin::{Defect, DefectKind, Owner},
};

/// Merges the declarations of all plugins into one schema, and returns everything that is wrong
/// with them.
///
/// `declared` is in start order: hosts before their sub-plugins. If there are defects, the schema
/// contains the declarations that are sound, so that later checks can go on and find more.
///
/// ```
/// use nevr_schema::{Field, Owner, SchemaBuilder, merge};
///
/// let mut auth = SchemaBuilder::new(Owner::plugin("auth"));
/// auth.entity("user").field("email", Field::string());
/// let mut shop = SchemaBuilder::new(Owner::plugin("shop"));
/// shop.extend("user").field("email", Field::string().optional());
///
/// let (_, defects) = merge(vec![auth, shop]);
/// assert_eq!(defects[0].title, "`user` has two fields called `email`");
/// ```
pub fn merge(declared: Vec<SchemaBuilder>) -> (Schema, Vec<Defect>) {
    let mut merge = Merge::default();
    let parts: Vec<_> = declared.into_iter().flat_map(|builder| builder.entities).collect();
    let (extensions, own): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.extends);
    for part in own {
        merge.declare(part);
    }
    for part in extensions {
        merge.extend(part);
    }
    merge.check_references();
    merge.check_renames();
    (Schema { entities: merge.entities }.in_order(), merge.defects)
}

#[derive(Default)]
struct Merge {
    entities: IndexMap<Name, Entity>,
    /// Entities whose name was taken already. They are not in the schema, but are checked too.
    duplicates: Vec<Entity>,
    defects: Vec<Defect>,
}

impl Merge {
    fn declare(&mut self, part: EntityBuilder) {
        self.check_name(&part.name, "an entity", &part);
        let mut id = Field::string().describe("Identifies the row; not a secret.");
        id.name = Name::from("id");
        id.origin = part.origin.clone();
        let mut entity = Entity {
            name: part.name.clone(),
            description: part.description.clone(),
            origin: part.origin.clone(),
            fields: IndexMap::from([(id.name.clone(), id)]),
            unique: Vec::new(),
            timestamps: part.timestamps,
        };
        self.defects.extend(add_fields(&mut entity, part));
        let Some(first) = self.entities.get(&entity.name) else {
            self.entities.insert(entity.name.clone(), entity);
            return;
        };
        let defect = Defect::new(format!("two entities are called `{}`", entity.name))
            .at(&entity.origin, format!("{} declares it again", entity.origin.author()))
            .at(&first.origin, format!("{} declares it", first.origin.author()))
            .help("rename one of them, or add fields to the other's entity instead");
        self.defects.push(defect);
        self.duplicates.push(entity);
    }

    fn extend(&mut self, part: EntityBuilder) {
        let Some(entity) = self.entities.get_mut(&part.name) else {
            let defect = Defect::no_entity(&part.name)
                .at(&part.origin, format!("{} adds fields to it", part.origin.author()))
                .help("switch on the plugin that declares the entity, or declare it");
            self.defects.push(defect);
            let fields = part.fields.iter();
            self.defects.extend(fields.flat_map(|field| field_defects(&part.name, field)));
            return;
        };
        self.defects.extend(part.fields.iter().filter_map(|field| unfilled(entity, field)));
        self.defects.extend(add_fields(entity, part));
    }

    fn check_name(&mut self, name: &Name, kind: &str, part: &EntityBuilder) {
        if !name.is_valid() {
            self.defects.push(bad_name(name, kind).at(&part.origin, "declared here"));
        }
    }

    /// Checks that no two fields are renamed from one column, and that it is not a field any more.
    fn check_renames(&mut self) {
        for entity in self.entities.values() {
            let renamed = entity.fields.values().filter(|field| field.renamed_from.is_some());
            for field in renamed.clone() {
                let old = field.renamed_from.as_ref();
                let mut others = renamed.clone().filter(|other| other.renamed_from.as_ref() == old);
                let old = old.map_or("", Name::as_str);
                let about = format!("field `{}` of `{}`", field.name, entity.name);
                let declared = entity.fields.values().find(|other| other.name == *old);
                if let Some(other) = declared {
                    self.defects.push(
                        Defect::new(format!("{about} can't have been `{old}`, which is a field"))
                            .at(&field.origin, "declares the rename")
                            .at(&other.origin, format!("declares `{old}`"))
                            .help("leave one of the two declarations out"),
                    );
                } else if let Some(first) = others.next().filter(|first| first.name != field.name) {
                    self.defects.push(
                        Defect::new(format!("two fields of `{}` were `{old}`", entity.name))
                            .at(&field.origin, format!("`{}` is renamed from it", field.name))
                            .at(&first.origin, format!("`{}` is renamed from it", first.name))
                            .help("leave one of the two renames out"),
                    );
                }
            }
        }
    }

    fn check_references(&mut self) {
        let entities = self.entities.values().chain(&self.duplicates);
        let fields = entities.flat_map(|entity| entity.fields.values());
        for field in fields {
            let Some(reference) = &field.reference else { continue };
            if self.entities.contains_key(&reference.entity) {
                continue;
            }
            let remark = format!("`{}` refers to it", reference.relation);
            let kind = DefectKind::NoEntity(reference.entity.clone());
            match self.defects.iter_mut().find(|defect| defect.kind == kind) {
                Some(defect) => defect.places.push((field.origin.clone(), remark)),
                None => self.defects.push(
                    Defect::no_entity(&reference.entity)
                        .at(&field.origin, remark)
                        .help("switch on the plugin that declares it, or declare it"),
                ),
            }
        }
    }
}

/// Adds the sound fields to the entity, and returns the defects of the others.
fn add_fields(entity: &mut Entity, part: EntityBuilder) -> Vec<Defect> {
    let mut defects = Vec::new();
    for field in part.fields {
        defects.extend(field_defects(&entity.name, &field));
        // SQLite ignores case in column names: `userid` and `userId` would be one column.
        let same = |other: &&Field| other.name.eq_ignore_ascii_case(&field.name);
        match entity.fields.values().find(same) {
            Some(there) => defects.push(two_fields(entity, there, &field)),
            None => drop(entity.fields.insert(field.name.clone(), field)),
        }
    }
    for unique in part.unique {
        match unique.iter().find(|name| !entity.fields.contains_key(*name)) {
            Some(missing) => {
                let title = format!("`{}` has no field `{missing}` to be unique", entity.name);
                defects.push(Defect::new(title).at(&entity.origin, "declared here"));
            }
            None => entity.unique.push(unique),
        }
    }
    defects
}

/// Returns a defect if rows would lack a value for an added field, because the code that creates
/// them does not know the field.
fn unfilled(entity: &Entity, field: &Field) -> Option<Defect> {
    if field.optional || field.default.is_some() {
        return None;
    }
    let title = format!("field `{}` of `{}` needs a default", field.name, entity.name);
    let help = if field.origin.option.is_some() {
        format!("add `optional = true` or a `default`: a `{}` is made without it too", entity.name)
    } else {
        format!(
            "a field on an entity of {} must be optional or have a default: rows are written \
             without it too",
            entity.origin.owner
        )
    };
    let remark = format!("{} adds it", field.origin.author());
    Some(Defect::new(title).at(&field.origin, remark).help(help))
}

/// Names the field to change first: the one of the config file rather than the one of the code.
fn two_fields(entity: &Entity, there: &Field, added: &Field) -> Defect {
    let by_file = |field: &Field| field.origin.option.is_some() && !is_built_in(entity, field);
    let (change, other) =
        if by_file(there) && !by_file(added) { (there, added) } else { (added, there) };
    let name = &change.name;
    if is_built_in(entity, other) && !is_built_in(entity, change) {
        let everywhere = name.eq_ignore_ascii_case("id") || entity.origin.owner == Owner::App;
        let whose =
            if everywhere { "every entity".to_owned() } else { format!("`{}`", entity.name) };
        return Defect::new(format!("`{}` has a field `{}` already", entity.name, other.name))
            .at(&change.origin, format!("{whose} has it automatically"))
            .help("remove it, or give it another name");
    }
    Defect::new(format!("`{}` has two fields called `{name}`", entity.name))
        .at(&change.origin, format!("{} adds it", change.origin.author()))
        .at(&other.origin, format!("{} has it", other.origin.author()))
        .help("rename one of them; names that differ only in case are the same")
}

/// Returns whether the field is one that every such entity gets by itself.
fn is_built_in(entity: &Entity, field: &Field) -> bool {
    let name = field.name.as_str();
    let built_in = name == "id" || entity.timestamps && matches!(name, "createdAt" | "updatedAt");
    built_in && field.origin == entity.origin
}

fn bad_name(name: &str, kind: &str) -> Defect {
    let title = format!("`{}` is not a name for {kind}", name.escape_default());
    Defect::new(title).of_kind(DefectKind::InvalidName).help(format!(
        "a name starts with a lower-case letter and contains only letters and digits, {} at most",
        Name::MAX_LENGTH
    ))
}

fn field_defects(entity: &Name, field: &Field) -> Vec<Defect> {
    let mut defects = Vec::new();
    if !field.name.is_valid() {
        defects.push(bad_name(&field.name, "a field").at(&field.origin, "declared here"));
    }
    let about = format!("field `{}` of `{entity}`", field.name);
    let mut defect = |what: &str, help: &str| {
        defects.push(
            Defect::new(format!("{about} {what}")).at(&field.origin, "declared here").help(help),
        );
    };
    if field.default.as_ref().is_some_and(|value| value.is_null() || !value.fits(field.ty)) {
        defect(
            &format!("has a default that is no {}", field.ty.as_str()),
            "change the default or the type",
        );
    }
    if (field.unique || field.index) && matches!(field.ty, FieldType::Text | FieldType::Json) {
        defect(
            "can't have an index",
            "use type `string`: not every database indexes longer values",
        );
    }
    let sets_null = field.reference.as_ref().is_some_and(|to| to.on_delete == OnDelete::SetNull);
    if sets_null && !field.optional {
        defect("can't be set to null", "make it optional, or use `onDelete = \"cascade\"`");
    }
    if field.reference.is_some() && field.default.is_some() {
        defect(
            "can't have a default",
            "the row it refers to may be deleted; make it optional instead",
        );
    }
    defects
}
