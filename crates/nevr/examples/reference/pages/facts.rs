//! The code that the pages are generated from: the built-in plugins, all switched on.

use nevr::{
    Description,
    config::Variables,
    description::{Sources, config_schema},
    generate::openapi,
    http::Endpoint,
    schema::Name,
    serde_json::Value,
    wire::{Code, codes},
};

/// Switches on every built-in plugin with its defaults.
const CONFIG: &str = "[plugins.auth]\n\n[plugins.auth.plugins.anonymous]\n";

/// The description and the documents that the pages are generated from.
pub(super) struct Facts {
    description: Description,
    /// JSON Schema of the config file.
    pub(super) config: Value,
    /// The OpenAPI document.
    pub(super) openapi: Value,
}

/// The endpoints that can answer with an error.
pub(super) enum Scope {
    /// Every endpoint.
    All,
    /// Every endpoint whose method may change something.
    Changing,
    /// Some endpoints.
    Some,
}

impl Facts {
    pub(super) fn gather() -> Result<Self, String> {
        let registry = nevr::plugins();
        let sources = Sources::text(CONFIG, Variables::default());
        let (description, report) = Description::of(&registry, sources);
        let description = description.ok_or_else(|| report.render(false))?;
        let openapi = openapi(&description);
        Ok(Self { config: config_schema(&registry), openapi, description })
    }

    /// Returns every endpoint, in the order in which they are declared.
    pub(super) fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.description.endpoints().iter().map(AsRef::as_ref)
    }

    /// Returns a schema that outputs refer to.
    pub(super) fn component(&self, name: &str) -> &Value {
        &self.openapi["components"]["schemas"][name]
    }

    /// Returns the names of the entities, in the order of the tables.
    pub(super) fn entities(&self) -> impl Iterator<Item = &str> {
        self.description.schema().entities.keys().map(Name::as_str)
    }

    /// Returns which endpoints can answer with a code.
    pub(super) fn scope(&self, code: &Code) -> Scope {
        let has = |endpoint: &Endpoint| {
            endpoint.operation.errors.iter().any(|known| known.code == code.code)
        };
        if self.endpoints().all(has) {
            Scope::All
        } else if self.endpoints().all(|endpoint| has(endpoint) == changes(endpoint)) {
            Scope::Changing
        } else {
            Scope::Some
        }
    }

    /// Returns every code, including those for paths without an endpoint.
    pub(super) fn codes(&self) -> Vec<Code> {
        let elsewhere = [codes::NOT_FOUND, codes::METHOD_NOT_ALLOWED, codes::CONFLICT];
        let own = nevr::auth::error::codes::ALL.iter().chain(nevr::anonymous::error::codes::ALL);
        let declared = self.endpoints().flat_map(|endpoint| &endpoint.operation.errors);
        let mut all: Vec<Code> = declared.chain(own).chain(&elsewhere).copied().collect();
        all.sort_by_key(|code| (code.status, code.code, code.message));
        all.dedup();
        all
    }
}

fn changes(endpoint: &Endpoint) -> bool {
    !matches!(endpoint.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
}
