//! The endpoints by path.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use actix_web::{
    dev::{Path, ResourceDef, Url},
    http::Method,
};

use crate::http::endpoint::Endpoint;

/// The endpoints by path.
pub(crate) struct RouteTable {
    /// Those whose path has no parameters.
    fixed: HashMap<String, Arc<Resource>>,
    /// Those whose path has some, in the order in which they must be tried: fewer parameters first.
    patterns: Vec<(ResourceDef, Arc<Resource>)>,
    /// The paths below which nevr answers every request, with 404 `NOT_FOUND` if there is no
    /// endpoint.
    base_paths: Vec<String>,
}

/// The endpoints of one path.
pub(super) struct Resource {
    path: String,
    endpoints: Vec<Arc<Endpoint>>,
    /// The value of the header `Allow`.
    pub(super) methods: String,
}

/// What answers a path.
#[derive(Clone)]
pub(super) enum Match {
    Resource(Arc<Resource>),
    /// The path is below that of a plugin, and has no endpoint.
    Nothing,
}

impl RouteTable {
    pub(crate) fn new<'e>(
        endpoints: impl IntoIterator<Item = &'e Arc<Endpoint>>,
        base_paths: Vec<String>,
    ) -> Self {
        let mut by_path: BTreeMap<String, Vec<Arc<Endpoint>>> = BTreeMap::new();
        for endpoint in endpoints {
            by_path.entry(endpoint.path.clone()).or_default().push(endpoint.clone());
        }
        let (mut fixed, mut patterns) = (HashMap::new(), Vec::new());
        for (path, endpoints) in by_path {
            let methods = allow(&endpoints);
            let resource = Arc::new(Resource { methods, path: path.clone(), endpoints });
            if path.contains('{') {
                patterns.push((ResourceDef::new(path), resource));
            } else {
                fixed.insert(path, resource);
            }
        }
        patterns.sort_by_key(|(_, resource)| resource.path.matches('{').count());
        Self { fixed, patterns, base_paths }
    }

    /// Returns whether nevr answers this path, which is as the router decoded it.
    pub(super) fn contains(&self, path: &str) -> bool {
        self.fixed.contains_key(path)
            || self.patterns.iter().any(|(pattern, _)| pattern.is_match(path))
            || self.base_paths.iter().any(|base| is_below(path, base))
    }

    /// Finds what answers a path, and takes the parameters out of it.
    pub(super) fn find(&self, path: &mut Path<Url>) -> Match {
        if let Some(resource) = self.fixed.get(path.unprocessed()) {
            return Match::Resource(resource.clone());
        }
        let mut patterns = self.patterns.iter();
        let found = patterns.find(|(pattern, _)| pattern.capture_match_info(path));
        found.map_or(Match::Nothing, |(_, resource)| Match::Resource(resource.clone()))
    }

    /// Returns what answers each path, in the order in which they must be tried.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (String, Match)> {
        let patterns = self.patterns.iter().map(|(_, resource)| resource);
        let resources = self.fixed.values().chain(patterns);
        let bases = self.base_paths.iter();
        let below = bases.flat_map(|base| [base.clone(), format!("{base}/{{tail:.*}}")]);
        resources
            .map(|resource| (resource.path.clone(), Match::Resource(resource.clone())))
            .chain(below.map(|path| (path, Match::Nothing)))
    }
}

fn is_below(path: &str, base: &str) -> bool {
    path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Resource {
    /// Returns the endpoint of a method. An endpoint for GET answers HEAD too.
    pub(super) fn endpoint(&self, method: &Method) -> Option<&Arc<Endpoint>> {
        self.endpoints.iter().find(|endpoint| {
            endpoint.method == *method
                || (endpoint.method == Method::GET && *method == Method::HEAD)
        })
    }
}

/// Returns the methods of a path, for the header `Allow`.
fn allow(endpoints: &[Arc<Endpoint>]) -> String {
    let mut methods: Vec<&str> = endpoints.iter().map(|e| e.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    methods.sort_unstable();
    methods.join(", ")
}
