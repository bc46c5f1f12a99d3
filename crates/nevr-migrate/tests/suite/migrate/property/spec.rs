//! Two related schemas, and changes made to the database by hand.

use nevr_migrate::Target;
use nevr_schema::{Field, FieldType, OnDelete, Owner, SchemaBuilder, Value, env::Timestamp, merge};
use proptest::prelude::*;

/// The entities; the last two are the second plugin's.
const ENTITIES: usize = 5;
const OWN: usize = 3;

/// Two schemas and a database.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) before: Spec,
    pub(super) after: Spec,
    pub(super) by_hand: ByHand,
    pub(super) accept: bool,
}

/// Changes made by hand to the database at the first schema.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is done or not")]
pub(super) struct ByHand {
    /// A table that refers to the first entity.
    pub(super) table: bool,
    /// A column in the second entity.
    pub(super) column: bool,
    /// An index over a field that every entity has, on the third entity.
    pub(super) index: bool,
    /// Null in every optional field of the first row.
    pub(super) nulls: bool,
    /// Null in every optional field of every row.
    pub(super) unset: bool,
    /// No rows at all.
    pub(super) empty: bool,
    /// The same text in all rows.
    pub(super) duplicates: bool,
}

/// A schema.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    entities: [bool; ENTITIES],
    fields: Vec<Slot>,
    second_is_on: bool,
}

/// A slot for a field, the same in both schemas.
#[derive(Clone, Debug)]
struct Slot {
    entity: usize,
    /// Whether the second plugin adds it.
    by_second: bool,
    /// Whether it is renamed.
    renamed: bool,
    /// None while it is not declared.
    field: Option<Shape>,
}

#[derive(Clone, Debug)]
struct Shape {
    ty: FieldType,
    optional: bool,
    default: Option<u8>,
    /// 1 is an index, 2 a unique one.
    index: u8,
    /// The entity that it refers to.
    refers: Option<usize>,
    sets_null: bool,
}

/// What happens to a slot in the second schema.
#[derive(Clone, Debug)]
enum Edit {
    Keep,
    Remove,
    Replace(Shape),
    Rename,
    Type(FieldType),
    Optional,
    Default(Option<u8>),
    Index(u8),
    Refers(Option<usize>),
    SetsNull,
}

fn types() -> impl Strategy<Value = FieldType> {
    prop_oneof![
        3 => Just(FieldType::String),
        1 => Just(FieldType::Text),
        1 => Just(FieldType::Int),
        1 => Just(FieldType::Boolean),
        1 => Just(FieldType::DateTime),
        1 => Just(FieldType::Json),
    ]
}

fn refers() -> impl Strategy<Value = Option<usize>> {
    prop_oneof![2 => Just(None), 1 => (0..ENTITIES).prop_map(Some)]
}

prop_compose! {
    fn shape()(
        ty in types(),
        optional in any::<bool>(),
        default in proptest::option::of(any::<u8>()),
        index in 0..3_u8,
        refers in refers(),
        sets_null in any::<bool>(),
    ) -> Shape {
        Shape { ty, optional, default, index, refers, sets_null }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        8 => Just(Edit::Keep),
        2 => Just(Edit::Remove),
        1 => shape().prop_map(Edit::Replace),
        2 => Just(Edit::Rename),
        1 => types().prop_map(Edit::Type),
        2 => Just(Edit::Type(FieldType::Text)),
        3 => Just(Edit::Optional),
        2 => proptest::option::of(any::<u8>()).prop_map(Edit::Default),
        2 => (0..3_u8).prop_map(Edit::Index),
        2 => refers().prop_map(Edit::Refers),
        1 => Just(Edit::SetsNull),
    ]
}

prop_compose! {
    fn slot()(
        entity in 0..ENTITIES,
        by_second in proptest::bool::weighted(0.25),
        field in proptest::option::weighted(0.8, shape()),
        edit in edit(),
        new in shape(),
    ) -> (Slot, Slot) {
        let before = Slot { entity, by_second, renamed: false, field };
        let mut after = before.clone();
        match (&mut after.field, edit) {
            (field @ None, Edit::Keep | Edit::Replace(_)) => *field = Some(new),
            (Some(field), edit) => match edit {
                Edit::Keep => {}
                Edit::Remove => after.field = None,
                Edit::Replace(shape) => *field = shape,
                Edit::Rename => after.renamed = true,
                Edit::Type(ty) => field.ty = ty,
                Edit::Optional => field.optional ^= true,
                Edit::Default(default) => field.default = default,
                Edit::Index(index) => field.index = index,
                Edit::Refers(to) => field.refers = to,
                Edit::SetsNull => field.sets_null ^= true,
            },
            (None, _) => {}
        }
        (before, after)
    }
}

fn entities() -> impl Strategy<Value = [bool; ENTITIES]> {
    proptest::array::uniform5(proptest::bool::weighted(0.85))
}

prop_compose! {
    fn by_hand()(
        table in proptest::bool::weighted(0.3),
        column in proptest::bool::weighted(0.3),
        index in proptest::bool::weighted(0.3),
        nulls in proptest::bool::weighted(0.3),
        unset in proptest::bool::weighted(0.2),
        empty in proptest::bool::weighted(0.2),
        duplicates in proptest::bool::weighted(0.2),
    ) -> ByHand {
        ByHand { table, column, index, nulls, unset, empty, duplicates }
    }
}

prop_compose! {
    pub(super) fn case()(
        slots in proptest::collection::vec(slot(), 0..9),
        before in entities(),
        same in any::<bool>(),
        after in entities(),
        on_before in proptest::bool::weighted(0.8),
        on_after in proptest::bool::weighted(0.8),
        by_hand in by_hand(),
        accept in proptest::bool::weighted(0.6),
    ) -> Case {
        let (one, other) = slots.into_iter().unzip();
        let after = if same { before } else { after };
        Case {
            before: Spec { entities: before, fields: one, second_is_on: on_before },
            after: Spec { entities: after, fields: other, second_is_on: on_after },
            by_hand,
            accept,
        }
    }
}

pub(super) fn entity(at: usize) -> String {
    format!("entity{at}")
}

impl Spec {
    /// Returns whether there is such an entity.
    pub(super) fn has(&self, at: usize) -> bool {
        self.entities[at] && (at < OWN || self.second_is_on)
    }

    /// The schema, with the second plugin switched on or off.
    pub(super) fn target(&self) -> Target {
        let mut first = SchemaBuilder::new(Owner::plugin("first"));
        let mut second = SchemaBuilder::new(Owner::plugin("second"));
        for at in (0..ENTITIES).filter(|at| self.has(*at)) {
            let builder = if at < OWN { &mut first } else { &mut second };
            let declared = builder.entity(entity(at)).field("label", Field::string());
            for (name, field) in self.fields_of(at, |slot| !slot.by_second || at >= OWN) {
                declared.field(name, field);
            }
        }
        for at in (0..OWN).filter(|at| self.has(*at) && self.second_is_on) {
            let added = second.extend(entity(at));
            for (name, field) in self.fields_of(at, |slot| slot.by_second) {
                added.field(name, field);
            }
        }
        let (schema, defects) = merge(vec![first, second]);
        assert_eq!(defects, []);
        let target = Target::new(schema).with_plugin(Owner::plugin("first"));
        if self.second_is_on { target.with_plugin(Owner::plugin("second")) } else { target }
    }

    /// Returns the fields of an entity by their declared names. The name of a reference lacks the
    /// `Id` of its column.
    fn fields_of(&self, entity: usize, of: impl Fn(&Slot) -> bool) -> Vec<(String, Field)> {
        let slots = self.fields.iter().enumerate();
        let declared = slots.filter(|(_, slot)| slot.entity == entity && of(slot));
        let field = |(number, slot): (usize, &Slot)| {
            let mut field = self.field(slot, slot.field.as_ref()?, number);
            let mut name = if slot.renamed { format!("g{number}") } else { format!("f{number}") };
            // With `Id`, the column has one name with a reference and without.
            if field.reference.is_none() && number % 2 == 0 {
                name.push_str("Id");
                field.renamed_from = field.renamed_from.map(|old| format!("{old}Id").into());
            }
            Some((name, field))
        };
        declared.filter_map(field).collect()
    }

    /// Returns a valid field: options that contradict others are left out.
    fn field(&self, slot: &Slot, shape: &Shape, number: usize) -> Field {
        let foreign = slot.by_second && slot.entity < OWN;
        let refers = shape.refers.filter(|to| self.has(*to));
        let mut field = if let Some(to) = refers {
            let mut field = Field::belongs_to(entity(to));
            // A required reference leads to an earlier entity, which exists before this one and
            // stays when the second plugin is off.
            field.optional = shape.optional || foreign || to >= slot.entity;
            let sets_null = shape.sets_null && field.optional;
            field.on_delete(if sets_null { OnDelete::SetNull } else { OnDelete::Cascade })
        } else {
            let mut field = Field::new(shape.ty);
            field.default = shape.default.map(|seed| default(shape.ty, seed));
            field.optional = shape.optional || (foreign && field.default.is_none());
            field
        };
        let plain = !matches!(field.ty, FieldType::Text | FieldType::Json | FieldType::Boolean);
        if plain {
            field.index |= shape.index == 1;
            field.unique = shape.index == 2;
        }
        if slot.renamed {
            field = field.renamed_from(format!("f{number}"));
        }
        field
    }
}

fn default(ty: FieldType, seed: u8) -> Value {
    let number = i64::from(seed) - 100;
    match ty {
        FieldType::String => {
            ["", "it's", "a\\b", "\"--\"; %s", "\u{1F389}"][usize::from(seed) % 5].into()
        }
        FieldType::Text => format!("{seed} '").into(),
        FieldType::Int => number.into(),
        FieldType::Boolean => seed.is_multiple_of(2).into(),
        FieldType::DateTime => Timestamp::from_millis(number * 86_399_999).into(),
        FieldType::Json => serde_json::json!({ "seed": seed, "a'": null }).into(),
    }
}
