//! The parts of a model that sea-orm-codegen leaves out.

use nevr_schema::{Entity, Field, FieldType, Provider};
use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use syn::{Attribute, Fields, ItemStruct, Meta, Type, parse_quote};

use super::{
    document::{document, origin},
    names::EntityNames,
};

/// Returns the name of the type of times, in `nevr::entity`.
pub(super) fn timestamp(provider: Provider) -> &'static str {
    match provider {
        Provider::Sqlite => "SqliteTimestamp",
        Provider::Postgresql => "Timestamp",
        Provider::Mysql => "MysqlTimestamp",
    }
}

/// Completes the struct of an entity.
pub(super) fn complete(
    model: &mut ItemStruct,
    entity: &Entity,
    names: &EntityNames,
    provider: Provider,
) {
    let about = entity.description.as_deref().unwrap_or_default();
    document_with(&mut model.attrs, about, &origin(&entity.origin));
    rename(&mut model.attrs, &names.entity, &entity.name);
    let Fields::Named(members) = &mut model.fields else { return };
    for (member, field) in members.named.iter_mut().zip(entity.fields.values()) {
        rename(&mut member.attrs, &names.fields[&field.name], &field.name);
        if field.ty == FieldType::DateTime {
            member.ty = timestamp_type(field, provider);
        }
        let name = member.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        member.attrs.extend(serde(field, name.trim_start_matches("r#")));
        let added_by = (field.origin.owner != entity.origin.owner).then(|| origin(&field.origin));
        let about = field.description.as_deref().unwrap_or_default();
        document_with(&mut member.attrs, about, &added_by.unwrap_or_default());
    }
}

fn document_with(attributes: &mut Vec<Attribute>, about: &str, origin: &str) {
    let others = std::mem::replace(attributes, document(&[about, origin]));
    attributes.extend(others);
}

fn timestamp_type(field: &Field, provider: Provider) -> Type {
    let ident = quote::format_ident!("{}", timestamp(provider));
    if field.optional { parse_quote!(Option<#ident>) } else { parse_quote!(#ident) }
}

/// Returns the serde attribute that gives a field its name in JSON, or leaves out a hidden field.
fn serde(field: &Field, rust: &str) -> Option<Attribute> {
    let name = field.name.as_str();
    if !field.returned {
        Some(parse_quote!(#[serde(skip)]))
    } else if camel_case(rust) == name {
        None
    } else {
        Some(parse_quote!(#[serde(rename = #name)]))
    }
}

/// Returns a name as `rename_all = "camelCase"` of serde writes it.
fn camel_case(snake: &str) -> String {
    let mut name = String::new();
    for (at, word) in snake.split('_').enumerate() {
        let mut letters = word.chars();
        let first = letters.next().unwrap_or_default();
        name.push(if at == 0 { first } else { first.to_ascii_uppercase() });
        name.push_str(letters.as_str());
    }
    name
}

/// Replaces the name that sea-orm-codegen got by the name of the table or column.
fn rename(attributes: &mut [Attribute], given: &str, name: &str) {
    if given == name {
        return;
    }
    for attribute in attributes {
        if let Meta::List(list) = &mut attribute.meta
            && list.path.is_ident("sea_orm")
        {
            list.tokens = replaced(list.tokens.clone(), &format!("{given:?}"), name);
        }
    }
}

fn replaced(tokens: TokenStream, old: &str, new: &str) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Literal(literal) if literal.to_string() == old => {
                Literal::string(new).into()
            }
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), replaced(group.stream(), old, new)).into()
            }
            other => other,
        })
        .collect()
}
