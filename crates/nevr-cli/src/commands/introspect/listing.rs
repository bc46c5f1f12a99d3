//! The tables that `introspect` shows to people.

use nevr_config::Seconds;
use nevr_core::{
    description::Description,
    http::{EndpointLimit, Per},
    plugin::PluginInstance,
    store::{HookInfo, HookKind},
};
use nevr_schema::{Entity, Field};
use serde_json::Value;

use super::labels::{References, line, session_word};
use crate::{project::Checked, table::Table};

/// Returns tables of everything that the config switches on.
pub(super) fn listing(checked: &Checked) -> String {
    let description = &checked.description;
    let mut parts = vec![titled("Plugins, in start order", &plugins(checked))];
    parts.push(titled("Options of the config file", &options(&core_options(description))));
    for instance in description.plugins() {
        let title = format!("Options of plugin {}", instance.path);
        parts.push(titled(&title, &options(&instance.options())));
    }
    for entity in description.schema().entities.values() {
        let title = format!("Entity {} (from {})", entity.name, entity.origin.owner.as_str());
        parts.push(titled(&title, &fields(entity)));
    }
    parts.push(titled("Endpoints", &endpoints(description)));
    parts.push(titled("Limits", &limits(description)));
    parts.push(titled("Hooks", &hooks(description.hooks().infos())));
    parts.join("\n\n")
}

fn titled(title: &str, table: &Table) -> String {
    let lines = if table.is_empty() { vec!["  none".to_owned()] } else { table.lines() };
    format!("{title}\n{}", lines.join("\n"))
}

fn plugins(checked: &Checked) -> Table {
    let mut table = Table::new(["plugin", "switched on in", "type"]);
    for instance in checked.description.plugins() {
        table.row([instance.path.clone(), place(instance, checked), instance.type_name.to_owned()]);
    }
    table
}

fn place(instance: &PluginInstance, checked: &Checked) -> String {
    let report = &checked.report;
    format!("{}:{} [{}]", report.source().name, line(instance, report), instance.section.path())
}

/// Returns the options of the config file without the entities, which have tables of their own.
fn core_options(description: &Description) -> Value {
    let mut options = description.options();
    if let Some(options) = options.as_object_mut() {
        options.remove("entities");
    }
    options
}

fn options(options: &Value) -> Table {
    let mut table = Table::new(["option", "value"]);
    add_options(&mut table, "", options);
    table
}

/// Adds a row for each value that is not a table itself, under its whole path.
fn add_options(table: &mut Table, path: &str, value: &Value) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                add_options(table, &path, member);
            }
        }
        Value::Object(_) if path.is_empty() => {}
        value => table.row([path.to_owned(), value.to_string()]),
    }
}

fn fields(entity: &Entity) -> Table {
    let mut table = Table::new(["field", "type", "is", "from"]);
    for field in entity.fields.values() {
        let owner = field.origin.owner.as_str().to_owned();
        table.row([field.name.to_string(), field_type(field), modifiers(field), owner]);
    }
    table
}

fn field_type(field: &Field) -> String {
    match &field.reference {
        Some(reference) => format!("belongs to {}", reference.entity),
        None => field.ty.as_str().to_owned(),
    }
}

fn modifiers(field: &Field) -> String {
    let flags = [
        (field.optional, "optional"),
        (field.unique, "unique"),
        (field.index, "indexed"),
        (field.input, "input"),
        (!field.returned, "hidden"),
    ];
    let mut words: Vec<String> =
        flags.iter().filter(|(is, _)| *is).map(|(_, word)| (*word).to_owned()).collect();
    if let Some(default) = &field.default {
        words.push(format!("default {}", serde_json::json!(default)));
    }
    words.join(", ")
}

fn endpoints(description: &Description) -> Table {
    let mut table = Table::new(["method", "path", "session", "limits", "from"]);
    for endpoint in description.endpoints() {
        let mut limits: Vec<&str> =
            endpoint.limits.iter().map(|limit| limit.rule.rule().name()).collect();
        // A rule that counts several things is listed once; the table of limits shows each of them.
        limits.dedup();
        table.row([
            endpoint.method.to_string(),
            endpoint.path.clone(),
            session_word(endpoint.operation.session).to_owned(),
            limits.join(", "),
            endpoint.origin.owner.as_str().to_owned(),
        ]);
    }
    table
}

/// Returns the limits. A limit that several endpoints share is one row.
fn limits(description: &Description) -> Table {
    let mut table = Table::new(["limit", "requests", "in", "per"]);
    let references = References::of(description);
    let mut seen = Vec::new();
    for limit in description.endpoints().iter().flat_map(|endpoint| &endpoint.limits) {
        let row = limit_row(limit, &references);
        if !seen.contains(&row) {
            seen.push(row.clone());
            table.row(row);
        }
    }
    table
}

/// Returns a value as text, without the quotes of a string.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn limit_row(limit: &EndpointLimit, references: &References) -> [String; 4] {
    let window = limit.rule.rule().window();
    let per = match limit.per {
        Per::Sender => "session or client",
        Per::Account => "account's session or client",
        Per::Address => "client",
        Per::User => "user",
    };
    [
        limit.rule.rule().name().to_owned(),
        plain(&references.max(window)),
        references.time(window).map_or_else(
            || Seconds::from(window.duration()).to_string(),
            |reference| plain(&reference),
        ),
        per.to_owned(),
    ]
}

fn hooks(infos: &[HookInfo]) -> Table {
    let mut table = Table::new(["on", "runs", "from"]);
    for info in infos {
        let (on, way) = match &info.on {
            HookKind::Event { event } => (format!("event {event}"), way(info)),
            HookKind::Entity { entity, action } => {
                let action = serde_json::json!(action);
                (format!("{} of {entity}", action.as_str().unwrap_or_default()), way(info))
            }
            HookKind::Committed { event } => (format!("event {event}"), "after the commit"),
            HookKind::Answer { question } => (format!("question {question}"), "as its answer"),
        };
        table.row([on, way.to_owned(), info.owner.as_str().to_owned()]);
    }
    table
}

fn way(info: &HookInfo) -> &'static str {
    if info.reads { "in the transaction, the slower way" } else { "in the write set" }
}
