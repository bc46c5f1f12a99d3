//! The endpoints of all plugins, described and checked together.

use std::{any::TypeId, collections::HashMap, sync::Arc};

use nevr_schema::{Defect, DefectKind, Origin, Schema};

use super::{endpoint::Endpoint, routes::Routes};
use crate::{
    http::{
        authentication::Authentication,
        operation::{Operation, OperationBuilder, Schemas, SessionUse, entity_schema},
        request::changes_state,
    },
    store::HookIndex,
    wire::{Code, codes},
};

/// All endpoints of the app, described, and the defects that were found in them.
#[derive(Default)]
pub(crate) struct EndpointSet {
    pub(crate) endpoints: Vec<Arc<Endpoint>>,
    /// The files that are served beside them.
    pub(crate) files: Vec<Arc<Endpoint>>,
    pub(crate) authentication: Option<Arc<dyn Authentication>>,
    /// The JSON Schemas that operations refer to, by name.
    pub(crate) components: serde_json::Map<String, serde_json::Value>,
    pub(crate) defects: Vec<Defect>,
}

impl EndpointSet {
    /// Describes and checks the endpoints of all plugins, in start order. `present` returns whether
    /// the plugin of a type is switched on.
    pub(crate) fn build(
        routes: Vec<Routes>,
        entities: &Schema,
        hooks: &HookIndex,
        present: impl Fn(TypeId) -> bool,
    ) -> Self {
        let mut set = Self::default();
        let mut schemas = Schemas::default();
        let mut registered = Registered::default();
        let mut endpoints = Vec::new();
        for routes in routes {
            let origin = routes.origin().clone();
            for defect in &routes.defects {
                set.defects.push(Defect::new(defect.clone()).at(&origin, "declared here"));
            }
            if let Some(authentication) = routes.authentication {
                set.defects.extend(registered.authentication(&origin));
                set.authentication = Some(authentication);
            }
            for mut endpoint in routes.endpoints {
                endpoint.operation = describe(&endpoint, entities, hooks, &mut schemas);
                set.defects.extend(registered.address(&endpoint));
                set.defects.extend(signature(&endpoint, &present));
                endpoints.push(endpoint);
            }
            for file in routes.files {
                set.defects.extend(registered.address(&file));
                set.files.push(Arc::new(file));
            }
        }
        set.components =
            schemas.take_components(endpoints.iter_mut().map(|endpoint| &mut endpoint.operation));
        set.endpoints = endpoints.into_iter().map(Arc::new).collect();
        for entity in entities.entities.values() {
            let schema = entity_schema(entity).to_value();
            set.components.insert(entity.name.to_string(), schema);
        }
        set
    }
}

/// What may be registered once only, with the plugin that registered it first.
#[derive(Default)]
struct Registered {
    addresses: HashMap<(String, String), Origin>,
    authentication: Option<Origin>,
}

impl Registered {
    fn address(&mut self, endpoint: &Endpoint) -> Option<Defect> {
        let key = (endpoint.method.to_string(), without_names(&endpoint.path));
        let first = self.addresses.insert(key, endpoint.origin.clone())?;
        let title = format!("two endpoints answer {} {}", endpoint.method, endpoint.path);
        Some(
            Defect::new(title)
                .at(&endpoint.origin, format!("{} answers it too", endpoint.origin.owner))
                .at(&first, format!("{} answers it", first.owner))
                .help("give one of them another path, or switch one of the plugins off"),
        )
    }

    fn authentication(&mut self, origin: &Origin) -> Option<Defect> {
        let first = self.authentication.replace(origin.clone())?;
        Some(
            Defect::new("two plugins authenticate requests")
                .at(origin, format!("{} authenticates them too", origin.owner))
                .at(&first, format!("{} authenticates them", first.owner))
                .help("switch one of them off"),
        )
    }
}

/// Removes the names of the parameters from a path: `/posts/{id}` and `/posts/{slug}` match the
/// same requests.
fn without_names(path: &str) -> String {
    let mut inside = false;
    path.chars()
        .filter(|&c| {
            let keep = !inside || c == '}';
            inside = (inside || c == '{') && c != '}';
            keep
        })
        .collect()
}

/// Describes an endpoint: what its handler declares, and the errors of the pipeline's steps.
fn describe(
    endpoint: &Endpoint,
    entities: &Schema,
    hooks: &HookIndex,
    schemas: &mut Schemas,
) -> Operation {
    let mut operation = Operation::default();
    (endpoint.describe)(&mut OperationBuilder { operation: &mut operation, entities, schemas });
    if operation.session == SessionUse::Required {
        operation.can_fail([codes::UNAUTHORIZED]);
    }
    if !endpoint.limits.is_empty() {
        operation.can_fail([codes::RATE_LIMITED]);
    }
    if changes_state(&endpoint.method) {
        operation.can_fail(hooks.refusals(&endpoint.questions));
        operation.can_fail([codes::INVALID_ORIGIN, codes::MISSING_ORIGIN]);
    }
    operation.can_fail(common_codes());
    operation
}

/// Returns the codes that every endpoint can answer with. `PAYLOAD_TOO_LARGE` is among them because
/// the body is limited even if the endpoint takes none.
pub(crate) fn common_codes() -> [Code; 4] {
    [
        codes::REQUEST_TIMEOUT,
        codes::PAYLOAD_TOO_LARGE,
        codes::INTERNAL_ERROR,
        codes::SERVICE_UNAVAILABLE,
    ]
}

/// Checks the path and the signature of an endpoint.
fn signature(endpoint: &Endpoint, present: impl Fn(TypeId) -> bool) -> Vec<Defect> {
    let title = |what: &str| format!("{} {}: {what}", endpoint.method, endpoint.path);
    let mut defects: Vec<Defect> = Vec::new();
    let mut defect = |what: &str, cause: Option<&Origin>| {
        let mut defect = Defect::new(title(what));
        if let Some(cause) = cause {
            defect = defect.at(cause, format!("{} adds it", cause.author()));
        }
        defects.push(defect.at(&endpoint.origin, "registered here"));
    };
    let path = endpoint.path.as_str();
    if !path.starts_with('/') || path.contains("//") || path.len() > 1 && path.ends_with('/') {
        defect("a path starts with `/`, has no `//` and no `/` at its end", None);
    }
    for (what, cause) in &endpoint.operation.defects {
        defect(what, cause.as_ref());
    }
    for (ty, id) in &endpoint.operation.plugins {
        if !present(*ty) {
            let title = title(&format!("it takes plugin `{id}`, which is not switched on"));
            let defect = Defect::new(title).at(&endpoint.origin, "registered here");
            defects.push(defect.of_kind(DefectKind::NoPlugin));
        }
    }
    defects
}
