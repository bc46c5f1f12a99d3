//! From JSON Schema to TypeScript types.

use serde_json::{Map, Value};

use super::{
    names::Names,
    quote::quoted,
    types::{Member, Object, Tuple, Type},
};

const COMPONENTS: &str = "#/components/schemas/";

/// Returns the type of the values that a schema accepts. Lengths, patterns and ranges can't be
/// expressed in types; the server checks them.
pub(super) fn convert(schema: &Value, names: &Names<'_>) -> Type {
    match schema {
        Value::Bool(false) => Type::never(),
        Value::Object(schema) => Reader { schema, names }.whole(),
        _ => Type::unknown(),
    }
}

/// Returns the text of the comment above a value of this schema.
pub(super) fn doc(schema: &Value) -> String {
    let text = |name: &str| schema.get(name).and_then(Value::as_str);
    let mut tags: Vec<String> = Vec::new();
    if let Some(format) = text("format").filter(|_| may_be(schema, "string")) {
        tags.push(format!("@format {format}"));
    }
    if let Some(default) = schema.get("default").filter(|default| !default.is_null()) {
        tags.push(format!("@default {default}"));
    }
    if schema.get("deprecated") == Some(&Value::Bool(true)) {
        tags.push("@deprecated".to_owned());
    }
    let description = text("description").or_else(|| text("title")).unwrap_or_default();
    format!("{description}\n\n{}", tags.join("\n")).trim().to_owned()
}

fn may_be(schema: &Value, ty: &str) -> bool {
    match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(|known| known == ty),
        one => one.is_some_and(|known| known == ty),
    }
}

struct Reader<'a> {
    schema: &'a Map<String, Value>,
    names: &'a Names<'a>,
}

impl Reader<'_> {
    fn whole(&self) -> Type {
        if self.schema.get("not").is_some_and(takes_all) {
            return Type::never();
        }
        let mut parts = Vec::new();
        if let Some(reference) = self.schema.get("$ref").and_then(Value::as_str) {
            parts.push(self.reference(reference));
        }
        if let Some(all) = self.list("allOf") {
            parts.extend(all.iter().map(|part| self.of(part)));
        }
        for choice in ["anyOf", "oneOf"].iter().filter_map(|keyword| self.list(keyword)) {
            parts.push(Type::union(choice.iter().map(|part| self.of(part))));
        }
        // A bare `type: object` adds nothing to the other parts.
        if parts.is_empty() || !self.is_bare_object() {
            parts.push(self.own());
        }
        Type::intersection(parts)
    }

    /// Returns the type of the schema's own keywords, without its references and choices.
    fn own(&self) -> Type {
        if let Some(value) = self.schema.get("const") {
            return literal(value);
        }
        if let Some(values) = self.list("enum") {
            return Type::union(values.iter().map(literal));
        }
        match self.schema.get("type") {
            Some(Value::String(ty)) => self.of_type(ty),
            Some(Value::Array(types)) => {
                Type::union(types.iter().filter_map(Value::as_str).map(|ty| self.of_type(ty)))
            }
            _ if self.has_any(&["properties", "required", "additionalProperties"]) => self.object(),
            _ if self.has_any(&["items", "prefixItems"]) => self.array(),
            _ => Type::unknown(),
        }
    }

    fn of_type(&self, ty: &str) -> Type {
        match ty {
            "string" | "boolean" | "null" | "number" => Type::name(ty),
            "integer" => Type::name("number"),
            "object" => self.object(),
            "array" => self.array(),
            _ => Type::unknown(),
        }
    }

    fn object(&self) -> Type {
        let required: Vec<&str> =
            self.list("required").unwrap_or_default().iter().filter_map(Value::as_str).collect();
        let properties = self.schema.get("properties").and_then(Value::as_object);
        let declared = properties.into_iter().flatten();
        let mut members: Vec<Member> = declared
            .map(|(name, schema)| {
                let optional = !required.contains(&name.as_str());
                Member::new(name, self.of(schema)).optional_if(optional).documented(doc(schema))
            })
            .collect();
        for name in required {
            if !members.iter().any(|member| member.name == name) {
                members.push(Member::new(name, Type::unknown()));
            }
        }
        match self.others(members.is_empty()) {
            Some(rest) if members.is_empty() => {
                Type::Object(Object { members, rest: Some(Box::new(rest)) })
            }
            // In an object with an index signature, every member must have its type. `unknown` fits all.
            Some(rest) if rest == Type::unknown() => {
                Type::Object(Object { members, rest: Some(Box::new(rest)) })
            }
            Some(rest) => {
                let others = Object { members: Vec::new(), rest: Some(Box::new(rest)) };
                let declared = Object { members, rest: None };
                Type::intersection([Type::Object(declared), Type::Object(others)])
            }
            None => Type::Object(Object { members, rest: None }),
        }
    }

    /// Returns the type of the members that are not declared, if the schema allows or forbids them.
    /// `alone` means that no member is declared.
    fn others(&self, alone: bool) -> Option<Type> {
        let patterns = self.schema.get("patternProperties").and_then(Value::as_object);
        let patterns = patterns.into_iter().flat_map(Map::values).map(|schema| self.of(schema));
        let mut types: Vec<Type> = patterns.collect();
        match self.schema.get("additionalProperties") {
            Some(Value::Bool(false)) if alone => types.push(Type::never()),
            None if alone && types.is_empty() => types.push(Type::unknown()),
            None | Some(Value::Bool(false)) => {}
            Some(schema) => types.push(self.of(schema)),
        }
        (!types.is_empty()).then(|| Type::union(types))
    }

    fn array(&self) -> Type {
        let items = self.schema.get("items");
        let Some(first) = self.list("prefixItems") else {
            return Type::List(Box::new(
                items.map_or_else(Type::unknown, |schema| self.of(schema)),
            ));
        };
        let number = |name: &str| self.schema.get(name)?.as_u64()?.try_into().ok();
        let closed = number("maxItems").is_some_and(|most: usize| most <= first.len())
            || items == Some(&Value::Bool(false));
        let rest = items.map_or_else(Type::unknown, |schema| self.of(schema));
        Type::Tuple(Tuple {
            items: first.iter().map(|schema| self.of(schema)).collect(),
            required: number("minItems").unwrap_or(0),
            rest: (!closed).then(|| Box::new(rest)),
        })
    }

    fn reference(&self, reference: &str) -> Type {
        let component = reference.strip_prefix(COMPONENTS);
        let component = component.map(|name| name.replace("~1", "/").replace("~0", "~"));
        let name = component.as_deref().and_then(|component| self.names.get(component));
        name.map_or_else(Type::unknown, Type::name)
    }

    fn is_bare_object(&self) -> bool {
        !self.has_any(&["const", "enum", "properties", "patternProperties", "required"])
            && self.schema.get("type").is_none_or(|ty| ty == "object")
            && self.schema.get("additionalProperties").is_none_or(Value::is_boolean)
            && !self.has_any(&["items", "prefixItems"])
    }

    fn has_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.schema.contains_key(*keyword))
    }

    fn list(&self, keyword: &str) -> Option<&[Value]> {
        self.schema.get(keyword).and_then(Value::as_array).map(Vec::as_slice)
    }

    fn of(&self, schema: &Value) -> Type {
        convert(schema, self.names)
    }
}

/// Returns whether a schema accepts every value: `{}` and `true`.
fn takes_all(schema: &Value) -> bool {
    matches!(schema, Value::Bool(true)) || schema.as_object().is_some_and(Map::is_empty)
}

/// Returns the type that has only this value.
fn literal(value: &Value) -> Type {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Type::Literal(value.to_string()),
        Value::String(text) => Type::Literal(quoted(text)),
        Value::Array(items) => Type::Tuple(Tuple {
            items: items.iter().map(literal).collect(),
            required: items.len(),
            rest: None,
        }),
        Value::Object(members) if members.is_empty() => Type::empty(),
        Value::Object(members) => Type::Object(Object {
            members: members
                .iter()
                .map(|(name, value)| Member::new(name, literal(value)))
                .collect(),
            rest: None,
        }),
    }
}
