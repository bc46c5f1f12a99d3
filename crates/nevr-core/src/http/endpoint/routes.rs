//! How a plugin registers its endpoints.

use std::sync::Arc;

use actix_web::{
    Handler, HttpResponse,
    http::{
        Method,
        header::{self, HeaderValue},
    },
};
use nevr_schema::{Origin, Owner};

use super::{
    builder::EndpointBuilder,
    endpoint::{Call, Endpoint},
    outcome::Outcome,
};
use crate::http::{
    argument::Arguments,
    authentication::Authentication,
    operation::{Operation, OperationBuilder},
};

/// The endpoints of one plugin, as [`Plugin::routes`](crate::plugin::Plugin::routes) registers
/// them.
///
/// Call [`below`](Self::below) first, then [`get`](Self::get), [`post`](Self::post) or
/// [`add`](Self::add) for each endpoint. What the endpoint takes and returns follows from the
/// handler's signature ([`Argument`](crate::http::Argument), [`Outcome`](crate::http::Outcome));
/// the returned [`EndpointBuilder`] adds its summary and its limits.
///
/// Registering never fails. Two endpoints with one method and path, a malformed path or an argument
/// that can't be provided become defects in the report at the start, with the lines of the config
/// file.
///
/// ```
/// use std::{convert::Infallible, sync::Arc, time::Duration};
///
/// use actix_web::http::Method;
/// use nevr_config::Window;
/// use nevr_core::{
///     http::{Json, Path, Per, Routes},
///     plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
///     testing::TestApp,
/// };
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Book {
///     id: u32,
/// }
///
/// async fn list() -> Result<Json<Vec<String>>, Infallible> {
///     Ok(Json(vec!["Emma".to_owned()]))
/// }
///
/// async fn borrow(Path(book): Path<Book>) -> Result<Json<u32>, Infallible> {
///     Ok(Json(book.id))
/// }
///
/// struct Library;
///
/// impl PluginType for Library {
///     const ID: &'static str = "library";
///     type Host = Root;
///     type Options = NoOptions;
///     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
///         Ok(Self)
///     }
/// }
///
/// impl Plugin for Library {
///     fn routes(self: Arc<Self>, routes: &mut Routes) {
///         let window = Window::new(Duration::from_secs(60), 10).ok();
///         routes.below("/library");
///         routes.get("/books", list).summary("List the books").public();
///         routes
///             .add(Method::PUT, "/books/{id}", borrow)
///             .summary("Borrow a book")
///             .limit("library.borrow", Per::Sender, window);
///     }
/// }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let app = TestApp::start(Registry::new().with::<Library>(), "[plugins.library]").await;
/// assert_eq!(app.get("/api/library/books").send().await.json()[0], "Emma");
/// assert_eq!(app.put("/api/library/books/7").send().await.json(), 7);
/// # }
/// ```
pub struct Routes {
    origin: Origin,
    base: String,
    pub(crate) endpoints: Vec<Endpoint>,
    /// Files: they take the same pipeline as endpoints, and no document lists them.
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

    /// Adds `path` to the base path of this plugin's endpoints and of those of its sub-plugins.
    /// Call it before any endpoint is registered: those that are there already keep their path.
    ///
    /// The path starts with `/`, as that of an endpoint does. Any other is a defect in the report at
    /// the start.
    pub fn below(&mut self, path: &str) -> &mut Self {
        self.check_start(path);
        self.base.push_str(path);
        self
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Registers how this plugin finds out who sends a request. Two plugins that do so become a
    /// defect in the report at the start.
    pub fn authenticate_with(&mut self, authentication: Arc<dyn Authentication>) {
        self.authentication = Some(authentication);
    }

    /// Registers an endpoint that changes nothing. It answers HEAD too.
    pub fn get<F, Args>(&mut self, path: &str, handler: F) -> EndpointBuilder<'_>
    where
        F: Handler<Args> + Send + Sync,
        Args: Arguments,
        F::Output: Outcome,
    {
        self.add(Method::GET, path, handler)
    }

    /// Registers an endpoint that may change something. The pipeline checks the origin of its
    /// requests.
    pub fn post<F, Args>(&mut self, path: &str, handler: F) -> EndpointBuilder<'_>
    where
        F: Handler<Args> + Send + Sync,
        Args: Arguments,
        F::Output: Outcome,
    {
        self.add(Method::POST, path, handler)
    }

    /// Registers an endpoint of any method.
    pub fn add<F, Args>(&mut self, method: Method, path: &str, handler: F) -> EndpointBuilder<'_>
    where
        F: Handler<Args> + Send + Sync,
        Args: Arguments,
        F::Output: Outcome,
    {
        let call: Call = Arc::new(move |request| {
            let handler = handler.clone();
            Box::pin(async move {
                let arguments = Args::from_request(&request).await?;
                handler.call(arguments).await.into_response()
            })
        });
        let describe: fn(&mut OperationBuilder<'_>) = |builder| {
            Args::describe(builder);
            <F::Output as Outcome>::describe(builder);
        };
        self.check_start(path);
        let endpoint = self.endpoint(method, path, call, describe);
        self.endpoints.push(endpoint);
        let last = self.endpoints.len() - 1;
        EndpointBuilder { endpoint: &mut self.endpoints[last], defects: &mut self.defects }
    }

    /// Registers a file that is the same for every client. It takes the pipeline and a path like an
    /// endpoint, but no document lists it. `answer` gets the value of `If-None-Match`.
    #[cfg_attr(not(feature = "docs"), allow(dead_code, reason = "the page alone has files"))]
    pub(crate) fn file(
        &mut self,
        path: &str,
        answer: impl Fn(Option<&HeaderValue>) -> HttpResponse + Send + Sync + 'static,
    ) {
        let call: Call = Arc::new(move |request| {
            let response = answer(request.head.headers().get(header::IF_NONE_MATCH));
            Box::pin(std::future::ready(Ok(response)))
        });
        let file = Endpoint { private: false, ..self.endpoint(Method::GET, path, call, |_| {}) };
        self.files.push(file);
    }

    /// Checks that a path begins a segment of its own. Otherwise `read` below `/api` would be
    /// `/apiread`, outside of what a proxy knows as the API.
    fn check_start(&mut self, path: &str) {
        if !path.is_empty() && !path.starts_with('/') {
            let base = &self.base;
            self.defects.push(format!(
                "the path `{path}` below `{base}` does not start with `/`: it would be `{base}{path}`"
            ));
        }
    }

    fn endpoint(
        &self,
        method: Method,
        path: &str,
        call: Call,
        describe: fn(&mut OperationBuilder<'_>),
    ) -> Endpoint {
        Endpoint {
            method,
            path: format!("{}{path}", self.base),
            origin: self.origin.clone(),
            summary: String::new(),
            description: String::new(),
            operation: Operation::default(),
            limits: Vec::new(),
            policy: None,
            private: true,
            tells_session: false,
            questions: Vec::new(),
            call,
            describe,
        }
    }
}
