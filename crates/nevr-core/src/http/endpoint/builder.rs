//! What is declared about an endpoint after it was registered.

use std::{any::TypeId, sync::Arc};

use nevr_config::Window;

use super::{
    endpoint::Endpoint,
    limit::{EndpointLimit, Per},
};
use crate::{
    rate_limit::{PerClient, Rule, headers},
    store::Question,
};

/// An endpoint that was just registered: sets its summary, its limits and the rest, as in the
/// example of [`Routes`](crate::http::Routes). Without any call the endpoint is complete already.
pub struct EndpointBuilder<'r> {
    pub(super) endpoint: &'r mut Endpoint,
    pub(super) defects: &'r mut Vec<String>,
}

impl EndpointBuilder<'_> {
    /// Sets what the endpoint does, in a few words, for the OpenAPI document and `/docs`.
    pub fn summary(self, summary: &str) -> Self {
        summary.clone_into(&mut self.endpoint.summary);
        self
    }

    /// Sets what the endpoint does, in full, for the OpenAPI document and `/docs`.
    pub fn description(self, description: &str) -> Self {
        description.clone_into(&mut self.endpoint.description);
        self
    }

    /// Adds a limit. A request beyond it is refused with 429 `RATE_LIMITED` before the handler
    /// runs.
    ///
    /// `rule` is the name of the limit in headers and logs, for example `auth.signIn`. Endpoints
    /// that share a rule share its counts. A `window` of `None` adds no limit, so that an option
    /// can switch it off.
    ///
    /// An endpoint may have several limits. A name that is not a valid rule becomes a defect in the
    /// report at the start.
    pub fn limit(self, rule: &str, per: Per, window: Option<Window>) -> Self {
        let Some(window) = window else { return self };
        match Rule::new(rule.to_owned(), window) {
            Ok(rule) => {
                let rule = PerClient::new(&Arc::new(rule));
                self.endpoint.limits.push(EndpointLimit { per, rule });
                let rules = self.endpoint.limits.iter().map(|limit| limit.rule.rule().as_ref());
                self.endpoint.policy = headers::policy(rules);
            }
            Err(error) => self.defects.push(format!("`{rule}`: {error}")),
        }
        self
    }

    /// Declares that the handler asks the question `Q`. The plugin that answers it may refuse, and
    /// its codes are added to the errors of the endpoint.
    pub fn asks<Q: Question>(self) -> Self {
        self.endpoint.questions.push(TypeId::of::<Q>());
        self
    }

    /// Declares that the endpoint tells who sends the request: it answers a GET with `null`, or with
    /// an object that has the user as `user`. `/docs` shows by it who is signed in. If it has a query
    /// parameter `refresh`, the page sends `refresh=false`, since looking must not change anything.
    pub fn tells_session(self) -> Self {
        self.endpoint.tells_session = true;
        self
    }

    /// Declares that the answers are the same for every client. Without it, an answer has the
    /// header `Cache-Control: no-store`.
    pub fn public(self) -> Self {
        self.endpoint.private = false;
        self
    }
}
