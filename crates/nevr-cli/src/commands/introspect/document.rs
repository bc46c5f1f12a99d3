//! The JSON of `introspect --json`.

use nevr_config::Report;
use nevr_core::{
    generate,
    http::{Endpoint, EndpointLimit},
    plugin::PluginInstance,
};
use serde_json::{Value, json};

use super::labels::{References, line, session_word};
use crate::project::Checked;

/// Returns everything that the config switches on, as JSON.
pub(super) fn document(checked: &Checked) -> Value {
    let description = &checked.description;
    let plugins = description.plugins().iter().map(|instance| plugin(instance, &checked.report));
    let references = References::of(description);
    let endpoints = description.endpoints().iter().map(|it| endpoint(it, &references));
    json!({
        "ok": true,
        "config": description.options(),
        "plugins": plugins.collect::<Vec<_>>(),
        "entities": generate::entities(description.schema())["entities"],
        "endpoints": endpoints.collect::<Vec<_>>(),
        "hooks": description.hooks().infos(),
    })
}

fn plugin(instance: &PluginInstance, report: &Report) -> Value {
    json!({
        "path": instance.path,
        "host": instance.host,
        "type": instance.type_name,
        "section": instance.section.path(),
        "file": report.source().name,
        "line": line(instance, report),
        "options": instance.options(),
    })
}

fn endpoint(endpoint: &Endpoint, references: &References) -> Value {
    let errors: Vec<&str> = endpoint.operation.errors.iter().map(|error| error.code).collect();
    json!({
        "method": endpoint.method.as_str(),
        "path": endpoint.path,
        "owner": endpoint.origin.owner,
        "summary": endpoint.summary,
        "session": session_word(endpoint.operation.session),
        "limits": endpoint.limits.iter().map(|it| limit(it, references)).collect::<Vec<_>>(),
        "errors": errors,
    })
}

fn limit(limit: &EndpointLimit, references: &References) -> Value {
    let rule = limit.rule.rule();
    let window = u64::try_from(rule.window().duration().as_millis()).unwrap_or(u64::MAX);
    let window = references.time(rule.window()).unwrap_or_else(|| window.into());
    let max = references.max(rule.window());
    json!({ "name": rule.name(), "per": limit.per, "window": window, "max": max })
}
