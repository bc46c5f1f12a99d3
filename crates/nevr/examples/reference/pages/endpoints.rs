//! Every endpoint, and the entities that they return.

use nevr::{
    http::{Endpoint, EndpointLimit, Per, SessionUse},
    serde_json::Value,
};

use super::{
    facts::{Facts, Scope},
    head,
    shape::shape,
    table::code,
};

const INTRODUCTION: &str = "\
Every endpoint with both built-in plugins switched on and their defaults; `nevr openapi` prints the
same for an app's own config, and [`/docs`](wire.md#the-page-docs) of a running server shows it in a
browser. [The wire](wire.md) describes what all of them have in common.

Inputs and answers are written as `name: type`, with `?` where a member may be left out. A *time* is
RFC 3339 in UTC with milliseconds. `user`, `session` and the like are [entities](#entities).
";

pub(super) fn page(facts: &Facts) -> String {
    let begin = format!("{}{INTRODUCTION}\n{}\n", head("Endpoints"), common(facts));
    let sections = facts.endpoints().map(|endpoint| section(facts, endpoint));
    std::iter::once(begin).chain(sections).chain([entities(facts)]).collect()
}

fn common(facts: &Facts) -> String {
    let of = |wanted: fn(&Scope) -> bool| {
        let mut codes = facts.codes();
        codes.dedup_by_key(|code| code.code);
        let those = codes.iter().filter(|known| wanted(&facts.scope(known)));
        those.map(|known| code(known.code)).collect::<Vec<_>>().join(", ")
    };
    format!(
        "Every endpoint can answer with {}, and every endpoint except those with GET also with {}. \
         They are not repeated below.\n",
        of(|scope| matches!(scope, Scope::All)),
        of(|scope| matches!(scope, Scope::Changing)),
    )
}

fn section(facts: &Facts, endpoint: &Endpoint) -> String {
    let Endpoint { method, path, summary, description, operation, .. } = endpoint;
    let about = if description.is_empty() { String::new() } else { format!(" {description}") };
    let mut parts = vec![
        format!("## {method} {path}\n\n{summary}.{about}\n\n"),
        format!("From {}. {}\n", endpoint.origin.owner, session(endpoint)),
    ];
    parts.extend(endpoint.limits.iter().map(limit));
    if let Some(query) = &operation.query {
        parts.push(block(facts, "Query", query.as_value()));
    }
    if let Some((body, required)) = &operation.body {
        let title = if *required { "Body" } else { "Body, which may be left out" };
        parts.push(block(facts, title, body.as_value()));
    }
    if let Some(output) = &operation.output {
        parts.push(block(facts, "Answer", output.as_value()));
    }
    parts.push(errors(facts, endpoint));
    parts.concat()
}

fn session(endpoint: &Endpoint) -> &'static str {
    match endpoint.operation.session {
        SessionUse::Unused => "Does not use a session.",
        SessionUse::Optional => "Works with or without a session.",
        SessionUse::Required => "Needs a session.",
    }
}

fn limit(limit: &EndpointLimit) -> String {
    let rule = limit.rule.rule();
    let per = match limit.per {
        Per::Sender => "session, else client address",
        Per::Account => "session of an account, else client address",
        Per::Address => "client address",
        Per::User => "user",
    };
    format!(
        "\nLimit `{}`: {} requests in {} s for each {per}.\n",
        rule.name(),
        rule.window().max(),
        rule.window().duration().as_secs()
    )
}

fn block(facts: &Facts, title: &str, schema: &Value) -> String {
    let resolve = |name: &str| facts.component(name).clone();
    format!("\n{title}:\n\n```text\n{}\n```\n", shape(schema, &resolve))
}

fn errors(facts: &Facts, endpoint: &Endpoint) -> String {
    let mut own: Vec<String> = endpoint
        .operation
        .errors
        .iter()
        .filter(|known| matches!(facts.scope(known), Scope::Some))
        .map(|known| format!("{} {}", known.status, code(known.code)))
        .collect();
    own.sort();
    if own.is_empty() { "\n".to_owned() } else { format!("\nErrors: {}.\n\n", own.join(", ")) }
}

fn entities(facts: &Facts) -> String {
    let head = "## Entities\n\nThe fields that leave the server; `nevr introspect` lists the hidden \
                ones too. Plugins and the config file may add fields.\n";
    let entity = |name: &str| {
        let schema = facts.component(name);
        let about = schema["description"].as_str().unwrap_or_default();
        let resolve = |name: &str| facts.component(name).clone();
        format!("\n### {name}\n\n{about}\n\n```text\n{}\n```\n", shape(schema, &resolve))
    };
    std::iter::once(head.to_owned()).chain(facts.entities().map(entity)).collect()
}
