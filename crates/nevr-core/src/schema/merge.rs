//! Puts together what all plugins and the config file declare.

use indexmap::IndexMap;

use super::{
    Defect, Entity, EntityBuilder, Field, FieldType, Name, OnDelete, Schema, SchemaBuilder,
};

/// Merges declarations, in start order, into one schema. Everything that does not fit is in the
/// defects; the schema then holds what does, so that later checks can go on.
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
    defects: Vec<Defect>,
}

impl Merge {
    fn declare(&mut self, part: EntityBuilder) {
        self.check_name(&part.name, "entity", &part);
        if let Some(first) = self.entities.get(&part.name) {
            let defect = Defect::new(format!("two entities are called `{}`", part.name))
                .at(&part.origin, format!("{} declares it again", part.origin.owner))
                .at(&first.origin, format!("{} declares it", first.origin.owner))
                .help("rename one of them, or add fields to the other's entity instead");
            self.defects.push(defect);
            return;
        }
        let mut id = Field::string().describe("Identifies the row; not a secret.");
        id.name = Name::from("id");
        id.origin = part.origin.clone();
        let entity = Entity {
            name: part.name.clone(),
            description: part.description.clone(),
            origin: part.origin.clone(),
            fields: IndexMap::from([(id.name.clone(), id)]),
            unique: Vec::new(),
            timestamps: part.timestamps,
        };
        self.entities.insert(part.name.clone(), entity);
        self.add_fields(part);
    }

    fn extend(&mut self, part: EntityBuilder) {
        let Some(entity) = self.entities.get(&part.name) else {
            let defect = Defect::missing(format!("no entity is called `{}`", part.name))
                .at(&part.origin, format!("{} adds fields to it", part.origin.owner))
                .help("switch on the plugin that declares the entity, or declare it");
            self.defects.push(defect);
            return;
        };
        let foreign = entity.origin.owner != part.origin.owner;
        for field in &part.fields {
            if foreign && !field.optional && field.default.is_none() {
                let title = format!("field `{}` of `{}` needs a default", field.name, part.name);
                let defect = Defect::new(title)
                    .at(&field.origin, format!("{} adds it", field.origin.owner))
                    .help(format!(
                        "a field on an entity of {} must be optional or have a default: rows are \
                         written without it too",
                        self.entities[&part.name].origin.owner
                    ));
                self.defects.push(defect);
            }
        }
        self.add_fields(part);
    }

    fn add_fields(&mut self, part: EntityBuilder) {
        for field in part.fields {
            self.add_field(&part.name, field);
        }
        for unique in part.unique {
            self.add_unique(&part.name, unique);
        }
    }

    fn add_field(&mut self, entity: &Name, field: Field) {
        self.defects.extend(field_defects(entity, &field));
        let Some(target) = self.entities.get_mut(entity) else { return };
        // SQLite compares column names without case: `userid` would be `userId` there.
        let same =
            target.fields.values().find(|other| other.name.eq_ignore_ascii_case(&field.name));
        if let Some(first) = same {
            let defect = Defect::new(format!("`{entity}` has two fields called `{}`", field.name))
                .at(&field.origin, format!("{} adds it", field.origin.owner))
                .at(&first.origin, format!("{} has it", first.origin.owner))
                .help("rename one of them; names that differ in case alone are the same");
            self.defects.push(defect);
        } else {
            target.fields.insert(field.name.clone(), field);
        }
    }

    fn add_unique(&mut self, entity: &Name, unique: Vec<Name>) {
        let Some(target) = self.entities.get_mut(entity) else { return };
        if let Some(missing) = unique.iter().find(|name| !target.fields.contains_key(*name)) {
            let title = format!("`{entity}` has no field `{missing}` to be unique");
            self.defects.push(Defect::new(title).at(&target.origin, "declared here"));
        } else {
            target.unique.push(unique);
        }
    }

    fn check_name(&mut self, name: &Name, kind: &str, part: &EntityBuilder) {
        if !name.is_valid() {
            self.defects.push(bad_name(name, kind).at(&part.origin, "declared here"));
        }
    }

    /// A column has been one other column at most, and that one is no more.
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
        let fields = self.entities.values().flat_map(|entity| entity.fields.values());
        for field in fields {
            let Some(reference) = &field.reference else { continue };
            if !self.entities.contains_key(&reference.entity) {
                let title = format!("no entity is called `{}`", reference.entity);
                let remark = format!("`{}` refers to it", reference.relation);
                self.defects.push(
                    Defect::missing(title)
                        .at(&field.origin, remark)
                        .help("switch on the plugin that declares it, or declare it"),
                );
            }
        }
    }
}

fn bad_name(name: &str, kind: &str) -> Defect {
    Defect::new(format!("`{}` is no name for {kind}", name.escape_default())).help(format!(
        "a name starts with a small letter and has letters and digits only, at most {}",
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
        defect("can't have a default", "a default row may be gone; make it optional instead");
    }
    defects
}
