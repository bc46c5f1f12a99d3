//! What an endpoint takes and returns, as its handler's signature declares it.

use std::any::TypeId;

use nevr_schema::Origin;
use schemars::Schema;

use crate::wire::Code;

/// How an endpoint uses the session of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SessionUse {
    /// The session is not looked up.
    #[default]
    Unused,
    /// The session is looked up. A request without one is answered too.
    Optional,
    /// The session is looked up. A request without one is refused with 401 `UNAUTHORIZED`.
    Required,
}

/// What an endpoint takes and returns.
///
/// Every [`Argument`](crate::http::Argument) and the [`Outcome`](crate::http::Outcome) of a handler
/// add their part to it. The pipeline, the OpenAPI document, the TypeScript client and the checks
/// at the start read it.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// How the endpoint uses the session of a request.
    pub session: SessionUse,
    /// The JSON Schema of the body, and whether a body is required.
    pub body: Option<(Schema, bool)>,
    /// The JSON Schema of the query, an object.
    pub query: Option<Schema>,
    /// The JSON Schema of the path's parameters, an object.
    pub path: Option<Schema>,
    /// The JSON Schema of a successful answer.
    pub output: Option<Schema>,
    /// The codes of the errors that the endpoint can answer with.
    pub errors: Vec<Code>,
    /// The plugins that the handler takes as arguments, with their ids.
    pub(crate) plugins: Vec<(TypeId, &'static str)>,
    /// What is wrong with the signature, and the option that causes it, if one does.
    pub(crate) defects: Vec<(String, Option<Origin>)>,
}

impl Operation {
    /// Declares that the endpoint uses the session. Of several declarations the strongest counts:
    /// [`Required`](SessionUse::Required), then [`Optional`](SessionUse::Optional).
    pub fn use_session(&mut self, session: SessionUse) {
        self.session = self.session.max(session);
    }

    /// Adds errors that the endpoint can answer with. Codes that are there already are skipped.
    pub fn can_fail(&mut self, codes: impl IntoIterator<Item = Code>) {
        for code in codes {
            if !self.errors.iter().any(|known| known.code == code.code) {
                self.errors.push(code);
            }
        }
    }

    /// Declares that the handler takes the plugin `P`, which must be switched on.
    pub(crate) fn needs_plugin<P: 'static>(&mut self, id: &'static str) {
        self.plugins.push((TypeId::of::<P>(), id));
    }
}
