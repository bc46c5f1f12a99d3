//! The endpoints as a tree of their paths.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    convert::{convert, doc},
    keys::segment_key,
    names::{ERROR_OF_EVERY, Names},
    quote::quoted,
    types::{Member, Object, Type},
};
use crate::{
    http::{Endpoint, Operation, common_codes},
    wire::Code,
};

/// The methods that the client has, in the order in which they are written.
const METHODS: [&str; 6] = ["get", "post", "put", "patch", "delete", "head"];

/// A node of the tree: the endpoints of one path, and the nodes below it.
#[derive(Default)]
struct Node<'a> {
    /// By the index of the method in [`METHODS`].
    endpoints: BTreeMap<usize, &'a Endpoint>,
    children: BTreeMap<String, Node<'a>>,
}

/// Returns the endpoints below the base path as nested objects, a level for each path segment.
pub(super) fn tree<'a>(
    endpoints: impl Iterator<Item = &'a Endpoint>,
    base: &str,
    names: &Names<'_>,
) -> Type {
    let mut root = Node::default();
    for endpoint in endpoints {
        let method = endpoint.method.as_str().to_ascii_lowercase();
        let Some(method) = METHODS.iter().position(|known| *known == method) else { continue };
        let path = endpoint.path.strip_prefix(base).unwrap_or(&endpoint.path);
        let mut node = &mut root;
        for (depth, segment) in path.split('/').filter(|segment| !segment.is_empty()).enumerate() {
            node = node.children.entry(segment_key(segment, depth == 0)).or_default();
        }
        node.endpoints.insert(method, endpoint);
    }
    root.ty(names)
}

impl Node<'_> {
    fn ty(&self, names: &Names<'_>) -> Type {
        let documented = self.endpoints.len() > 1;
        let endpoints = self.endpoints.iter().map(|(method, endpoint)| {
            let doc = if documented { about(endpoint) } else { String::new() };
            Member::new(METHODS[*method], call(endpoint, names)).documented(doc)
        });
        let children = self.children.iter().map(|(key, child)| {
            let only = child.endpoints.values().next().filter(|_| child.endpoints.len() == 1);
            let doc = only.map_or_else(String::new, |endpoint| about(endpoint));
            Member::new(key, child.ty(names)).documented(doc)
        });
        let members: Vec<Member> = endpoints.chain(children).collect();
        Type::Object(Object { members, rest: None })
    }
}

/// Returns the comment of an endpoint: `Sign out. Ends the session.`, and its method and path.
fn about(endpoint: &Endpoint) -> String {
    let mut summary = endpoint.summary.trim().to_owned();
    if !summary.is_empty() && !summary.ends_with(['.', '!', '?']) {
        summary.push('.');
    }
    let Endpoint { method, path, description, .. } = endpoint;
    format!("{summary} {description}\n\n`{method} {path}`")
}

/// Returns the type of one endpoint: input, query, output and errors.
fn call(endpoint: &Endpoint, names: &Names<'_>) -> Type {
    let Operation { body, query, output, .. } = &endpoint.operation;
    let query = query.as_ref().map(|schema| (schema, requires_any(schema.as_value())));
    let body = body.as_ref().map(|(schema, required)| (schema, *required));
    // Browsers send no body with these methods, so the input is the query.
    let (input, query) = if matches!(endpoint.method.as_str(), "GET" | "HEAD") {
        (query, None)
    } else {
        (body, query)
    };
    let taken = [("input", input), ("query", query)].into_iter().filter_map(|(name, taken)| {
        let (schema, required) = taken?;
        let schema = schema.as_value();
        let member = Member::new(name, convert(schema, names)).optional_if(!required);
        Some(member.documented(doc(schema)))
    });
    let output = output.as_ref().map(|schema| convert(schema.as_value(), names));
    let output = output.unwrap_or_else(|| Type::name("undefined"));
    let answered =
        [Member::new("output", output), Member::new("error", errors(&endpoint.operation))];
    Type::Object(Object { members: taken.chain(answered).collect(), rest: None })
}

fn requires_any(schema: &Value) -> bool {
    schema.get("required").and_then(Value::as_array).is_some_and(|required| !required.is_empty())
}

/// Returns the codes of an endpoint: its own as literals, and the common ones by the name of their
/// type.
fn errors(operation: &Operation) -> Type {
    let common = common_codes();
    let is_common = |code: &Code| common.iter().any(|known| known.code == code.code);
    let own = operation.errors.iter().filter(|code| !is_common(code));
    let own = own.map(|code| Type::Literal(quoted(code.code)));
    Type::union(own.chain([Type::name(ERROR_OF_EVERY)]))
}
