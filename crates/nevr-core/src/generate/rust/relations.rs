//! References between entities, from both ends.
//!
//! If several references lead to one entity, sea-orm-codegen numbers them (`User1`, `User2`), so that
//! a new one renames the others, and it leaves out their other ends. Here a reference has the name
//! that it has in the schema.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use indexmap::IndexMap;
use nevr_schema::{Entity, Field, Name, OnDelete, Reference, Schema};
use quote::{format_ident, quote};
use syn::{Attribute, Ident, Item, parse_quote};

use super::{document::document, names::EntityNames};

/// The schema, and the names of its entities.
pub(super) struct Relations<'a> {
    pub(super) schema: &'a Schema,
    pub(super) names: &'a IndexMap<Name, EntityNames>,
}

/// A variant of `Relation`.
struct Variant {
    ident: Ident,
    attributes: Vec<Attribute>,
    /// The other entity, if this relation makes the two `Related`.
    related: Option<Name>,
}

impl Relations<'_> {
    /// Returns the enum of an entity's relations, and the impls of `Related`.
    pub(super) fn items(&self, entity: &Entity) -> Vec<Item> {
        let variants = self.variants(entity);
        let listed = variants.iter().map(|Variant { ident, attributes, .. }| {
            quote! { #(#attributes)* #ident }
        });
        let relation = parse_quote! {
            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation { #(#listed,)* }
        };
        let related = variants.iter().filter_map(|variant| {
            let (other, ident) =
                (self.entity_path(entity, variant.related.as_ref()?), &variant.ident);
            let other: syn::Path = syn::parse_str(&other).ok()?;
            Some(parse_quote! {
                impl Related<#other> for Entity {
                    fn to() -> RelationDef {
                        Relation::#ident.def()
                    }
                }
            })
        });
        std::iter::once(relation).chain(related).collect()
    }

    fn variants(&self, entity: &Entity) -> Vec<Variant> {
        let own = own_names(entity);
        let mut taken: BTreeSet<String> = own.values().cloned().collect();
        let outgoing = references(entity);
        let mut variants: Vec<_> = outgoing
            .map(|(field, to)| self.outgoing(entity, field, to, &own[&field.name]))
            .collect();
        for other in self.schema.entities.values() {
            for (field, to) in references(other).filter(|(_, to)| to.entity == entity.name) {
                variants.push(self.incoming(entity, other, field, to, &mut taken));
            }
        }
        variants
    }

    /// Returns the relation of the entity that has the column.
    fn outgoing(&self, entity: &Entity, field: &Field, to: &Reference, name: &str) -> Variant {
        let other = self.entity_path(entity, &to.entity);
        let from = format!("Column::{}", self.names[&entity.name].column(&field.name));
        let id = format!("{}Column::Id", other.trim_end_matches("Entity"));
        let on_delete = match to.on_delete {
            OnDelete::Cascade => "Cascade",
            OnDelete::SetNull => "SetNull",
        };
        let mut attributes = document(&[&format!("The `{}` of `{}`.", to.entity, field.name)]);
        attributes.push(parse_quote! {
            #[sea_orm(belongs_to = #other, from = #from, to = #id, on_delete = #on_delete)]
        });
        let is_only = is_only_reference(entity, &to.entity);
        Variant {
            ident: format_ident!("{name}"),
            attributes,
            related: is_only.then(|| to.entity.clone()),
        }
    }

    /// Returns the relation of the entity that is referred to.
    fn incoming(
        &self,
        entity: &Entity,
        other: &Entity,
        field: &Field,
        to: &Reference,
        taken: &mut BTreeSet<String>,
    ) -> Variant {
        let path = self.entity_path(entity, &other.name);
        let is_only = is_only_reference(other, &entity.name);
        let mut attributes =
            document(&[&format!("Every `{}` that has this as its `{}`.", other.name, field.name)]);
        attributes.push(if is_only && field.unique {
            parse_quote!(#[sea_orm(has_one = #path)])
        } else if is_only {
            parse_quote!(#[sea_orm(has_many = #path)])
        } else {
            let via = format!("Relation::{}", own_names(other)[&field.name]);
            parse_quote!(#[sea_orm(has_many = #path, via_rel = #via)])
        });
        let reference = to.relation.to_upper_camel_case();
        let mut name = self.names[&other.name].entity.to_upper_camel_case();
        if !is_only {
            name.push_str(&reference);
        }
        // If the two refer to each other, `Related` means the entity's own column.
        let related = is_only && count(entity, &other.name) == 0;
        Variant {
            ident: format_ident!("{}", free(name, &reference, taken)),
            attributes,
            related: related.then(|| other.name.clone()),
        }
    }

    /// Returns the path to `Entity` of another module, or of this one.
    fn entity_path(&self, here: &Entity, other: &Name) -> String {
        if here.name == *other {
            return "Entity".to_owned();
        }
        format!("super::{}::Entity", self.names[other].module())
    }
}

/// Returns the names of an entity's references by their fields.
fn own_names(entity: &Entity) -> IndexMap<Name, String> {
    // A variant can't be called `Self` in Rust.
    let mut taken = BTreeSet::from(["Self".to_owned()]);
    references(entity)
        .map(|(field, to)| {
            let name = free(to.relation.to_upper_camel_case(), "Relation", &mut taken);
            (field.name.clone(), name)
        })
        .collect()
}

fn references(entity: &Entity) -> impl Iterator<Item = (&Field, &Reference)> {
    entity.fields.values().filter_map(|field| Some((field, field.reference.as_ref()?)))
}

fn count(entity: &Entity, to: &Name) -> usize {
    references(entity).filter(|(_, reference)| reference.entity == *to).count()
}

/// Returns whether the entity has exactly one reference to the other one, and is not that one itself.
fn is_only_reference(entity: &Entity, to: &Name) -> bool {
    entity.name != *to && count(entity, to) == 1
}

fn free(mut name: String, suffix: &str, taken: &mut BTreeSet<String>) -> String {
    while !taken.insert(name.clone()) {
        name.push_str(suffix);
    }
    name
}
