//! Endpoints, and how plugins register them.

use std::{any::TypeId, future::Future, pin::Pin, sync::Arc};

use actix_web::{
    Handler, HttpResponse,
    http::{Method, header::HeaderValue},
};
use nevr_config::Window;
use nevr_schema::{Origin, Owner};
use schemars::JsonSchema;
use serde::Serialize;

use crate::http::{
    argument::{Arguments, Incoming, Json},
    authentication::Authentication,
    error::HttpError,
    operation::{Describe, Operation},
};
use crate::{
    rate_limit::{PerClient, Rule},
    store::Question,
    wire::WireError,
};

type LocalBoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;
type Call = Arc<dyn Fn(Incoming) -> LocalBoxFuture<Result<HttpResponse, HttpError>> + Send + Sync>;

/// What a handler may return: a `Result` of an answer and an error that knows its code.
#[diagnostic::on_unimplemented(
    message = "a handler can't return `{Self}`",
    note = "a handler returns `Result<Json<Output>, YourError>`",
    note = "`Output` must be `serde::Serialize + schemars::JsonSchema`, `YourError` a `WireError`"
)]
pub trait Outcome {
    /// Says what it means for the endpoint.
    fn describe(describe: &mut Describe<'_>);
    /// Turns it into an answer.
    fn into_response(self) -> Result<HttpResponse, HttpError>;
}

impl<T: Serialize + JsonSchema, E: WireError> Outcome for Result<Json<T>, E> {
    fn describe(describe: &mut Describe<'_>) {
        describe.operation.output = Some(describe.output_schema::<T>());
        describe.operation.can_fail(E::codes());
    }

    fn into_response(self) -> Result<HttpResponse, HttpError> {
        let Json(body) = self?;
        let body = serde_json::to_vec(&body).map_err(HttpError::internal)?;
        Ok(HttpResponse::Ok().content_type("application/json").body(body))
    }
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Per {
    /// The session, if the request presents a well-made token, else the client's address: an
    /// office of people who are signed in is not one client. Where the endpoint asks who sends the
    /// request and the token's session has ended, the address counts too.
    Sender,
    /// The client's address, whatever it presents.
    Address,
    /// The user who is signed in.
    User,
}

/// A limit of an endpoint.
#[derive(Clone, Debug)]
pub struct EndpointLimit {
    /// What it counts.
    pub per: Per,
    /// Its rule, and the wider ones for networks.
    pub rule: PerClient,
}

/// Method, path, input, output, limits: an endpoint as data, and the function that answers.
#[derive(Clone)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The whole path, base path included; parts in `{}` are parameters.
    pub path: String,
    /// Who registered it.
    pub origin: Origin,
    /// What it does, in a few words.
    pub summary: String,
    /// What it does, in full.
    pub description: String,
    /// What it takes and returns.
    pub operation: Operation,
    /// Its limits.
    pub limits: Vec<EndpointLimit>,
    /// Whether its answers are about one person: they are never stored by caches.
    pub private: bool,
    /// Questions that it asks, by type.
    pub(crate) questions: Vec<TypeId>,
    pub(crate) call: Call,
    pub(crate) describe: fn(&mut Describe<'_>),
}

/// Collects the endpoints of one plugin.
pub struct Routes {
    origin: Origin,
    base: String,
    pub(crate) endpoints: Vec<Endpoint>,
    /// Files: answered like endpoints, and in no document.
    pub(crate) files: Vec<Endpoint>,
    pub(crate) authentication: Option<Arc<dyn Authentication>>,
    pub(crate) defects: Vec<String>,
}

impl Routes {
    pub(crate) fn new(owner: Owner, base: String) -> Self {
        Self {
            origin: Origin::of(owner),
            base,
            endpoints: Vec::new(),
            files: Vec::new(),
            authentication: None,
            defects: Vec::new(),
        }
    }

    /// Moves this plugin's endpoints, and those of its sub-plugins, below a path of its own. Comes
    /// before any endpoint.
    pub fn below(&mut self, path: &str) -> &mut Self {
        self.base.push_str(path);
        self
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Says that this plugin knows who sends a request. At most one does.
    pub fn authenticate_with(&mut self, authentication: Arc<dyn Authentication>) {
        self.authentication = Some(authentication);
    }

    /// An endpoint that changes nothing; it answers HEAD too.
    pub fn get<F, Args>(&mut self, path: &str, handler: F) -> Adding<'_>
    where
        F: Handler<Args> + Send + Sync,
        Args: Arguments,
        F::Output: Outcome,
    {
        self.add(Method::GET, path, handler)
    }

    /// An endpoint that may change something.
    pub fn post<F, Args>(&mut self, path: &str, handler: F) -> Adding<'_>
    where
        F: Handler<Args> + Send + Sync,
        Args: Arguments,
        F::Output: Outcome,
    {
        self.add(Method::POST, path, handler)
    }

    /// An endpoint of any method.
    pub fn add<F, Args>(&mut self, method: Method, path: &str, handler: F) -> Adding<'_>
    where
        F: Handler<Args> + Send + Sync,
        Args: Arguments,
        F::Output: Outcome,
    {
        let call: Call = Arc::new(move |incoming| {
            let handler = handler.clone();
            Box::pin(async move {
                let arguments = Args::take(&incoming).await?;
                handler.call(arguments).await.into_response()
            })
        });
        let describe: fn(&mut Describe<'_>) = |describe| {
            Args::describe(describe);
            <F::Output as Outcome>::describe(describe);
        };
        let endpoint = self.endpoint(method, path, call, describe);
        self.endpoints.push(endpoint);
        let last = self.endpoints.len() - 1;
        Adding { endpoint: &mut self.endpoints[last], defects: &mut self.defects }
    }

    /// A file, the same for everybody: it goes through the pipeline and takes its address as an
    /// endpoint does, but is none that programs call. `answer` is given `If-None-Match`.
    pub(crate) fn file(
        &mut self,
        path: &str,
        answer: impl Fn(Option<&HeaderValue>) -> HttpResponse + Send + Sync + 'static,
    ) {
        let call: Call = Arc::new(move |incoming| {
            let response = answer(incoming.if_none_match.as_ref());
            Box::pin(std::future::ready(Ok(response)))
        });
        let file = Endpoint { private: false, ..self.endpoint(Method::GET, path, call, |_| {}) };
        self.files.push(file);
    }

    fn endpoint(
        &self,
        method: Method,
        path: &str,
        call: Call,
        describe: fn(&mut Describe<'_>),
    ) -> Endpoint {
        Endpoint {
            method,
            path: format!("{}{path}", self.base),
            origin: self.origin.clone(),
            summary: String::new(),
            description: String::new(),
            operation: Operation::default(),
            limits: Vec::new(),
            private: true,
            questions: Vec::new(),
            call,
            describe,
        }
    }
}

/// An endpoint that was just registered, to say more about it.
pub struct Adding<'r> {
    endpoint: &'r mut Endpoint,
    defects: &'r mut Vec<String>,
}

impl Adding<'_> {
    /// What it does, in a few words, for the documents.
    pub fn summary(self, summary: &str) -> Self {
        summary.clone_into(&mut self.endpoint.summary);
        self
    }

    /// What it does, in full, for the documents.
    pub fn description(self, description: &str) -> Self {
        description.clone_into(&mut self.endpoint.description);
        self
    }

    /// Limits how often it may be called. `rule` names the limit in headers and logs:
    /// `auth.signIn`; endpoints that share a rule share its counts. `None` is no limit.
    pub fn limit(self, rule: &str, per: Per, window: Option<Window>) -> Self {
        let Some(window) = window else { return self };
        match Rule::new(rule.to_owned(), window) {
            Ok(rule) => {
                let rule = PerClient::new(&Arc::new(rule));
                self.endpoint.limits.push(EndpointLimit { per, rule });
            }
            Err(error) => self.defects.push(format!("`{rule}`: {error}")),
        }
        self
    }

    /// Says that it asks a question: whoever answers may refuse, which the documents say.
    pub fn asks<Q: Question>(self) -> Self {
        self.endpoint.questions.push(TypeId::of::<Q>());
        self
    }

    /// Its answers are the same for everybody.
    pub fn public(self) -> Self {
        self.endpoint.private = false;
        self
    }
}
