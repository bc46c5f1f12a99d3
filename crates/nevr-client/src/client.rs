//! The client, which calls any endpoint.

use std::{fmt, sync::Arc};

use reqwest::{
    Method, RequestBuilder, Response,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{answer, base::Base, credential::Credential, error::Error, token::Token};

/// The header in which the server sends a newer token of the same session.
const NEWER_TOKEN: &str = "x-nevr-token";

/// A client of one server, with the session of one user at a time. Clones are cheap and share the
/// session.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) http: reqwest::Client,
    pub(crate) base: Base,
    pub(crate) auth_path: String,
    pub(crate) credential: Credential,
}

/// The answer of the health endpoints.
#[derive(Deserialize)]
struct Health {}

impl Client {
    /// Calls `/health`: succeeds if the server answers.
    pub async fn health(&self) -> Result<(), Error> {
        self.get("/health").await.map(|Health {}| ())
    }

    /// Calls `/health/ready`: succeeds if the server can serve, which includes its database.
    pub async fn ready(&self) -> Result<(), Error> {
        self.get("/health/ready").await.map(|Health {}| ())
    }

    /// Returns the token of the session, if there is one and the client sends tokens.
    pub fn token(&self) -> Option<Token> {
        self.0.credential.token()
    }

    /// Sets the token to send from now on, or removes it. Has no effect on a client with cookies.
    pub fn set_token(&self, token: Option<Token>) {
        self.0.credential.set(token);
    }

    /// Sends a GET to an endpoint below the base: `client.get("/health")`. The path is sent as it is
    /// written, so percent-encode parts of it that come from users.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.call(self.request(Method::GET, path)?).await
    }

    /// Sends a GET with a query: a struct, or a list of pairs.
    pub async fn get_with<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &(impl Serialize + ?Sized),
    ) -> Result<T, Error> {
        self.call(self.request(Method::GET, path)?.query(query)).await
    }

    /// Sends a POST with a JSON body.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        input: &(impl Serialize + ?Sized),
    ) -> Result<T, Error> {
        self.call(self.request_with(Method::POST, path, input)?).await
    }

    /// Sends a POST without a body.
    pub async fn post_empty<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.call(self.request(Method::POST, path)?).await
    }

    /// Sends a PUT with a JSON body.
    pub async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        input: &(impl Serialize + ?Sized),
    ) -> Result<T, Error> {
        self.call(self.request_with(Method::PUT, path, input)?).await
    }

    /// Sends a PATCH with a JSON body.
    pub async fn patch<T: DeserializeOwned>(
        &self,
        path: &str,
        input: &(impl Serialize + ?Sized),
    ) -> Result<T, Error> {
        self.call(self.request_with(Method::PATCH, path, input)?).await
    }

    /// Sends a DELETE without a body.
    pub async fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.call(self.request(Method::DELETE, path)?).await
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, Error> {
        Ok(self.0.http.request(method, self.0.base.endpoint(path)?))
    }

    fn request_with(
        &self,
        method: Method,
        path: &str,
        input: &(impl Serialize + ?Sized),
    ) -> Result<RequestBuilder, Error> {
        let body = serde_json::to_vec(input).map_err(|error| Error::Input(error.into()))?;
        let request = self.request(method, path)?;
        Ok(request.header(CONTENT_TYPE, "application/json").body(body))
    }

    async fn call<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Error> {
        answer::read(self.send(request).await?).await
    }

    /// Sends a request with the session, and keeps a newer token if the answer has one.
    async fn send(&self, request: RequestBuilder) -> Result<Response, Error> {
        let Inner { http, credential, .. } = &*self.0;
        let sent = credential.token();
        let request = match &sent {
            Some(token) => request.header(AUTHORIZATION, token.header()?),
            None => request,
        };
        let request = request.build().map_err(|error| Error::Input(error.without_url().into()))?;
        let response = http.execute(request).await?;
        let newer = response.headers().get(NEWER_TOKEN).and_then(|value| value.to_str().ok());
        if let (Some(_), Some(Ok(newer))) = (&sent, newer.map(Token::new)) {
            credential.replace(sent.as_ref(), Some(newer));
        }
        Ok(response)
    }
}

/// Shows neither the token nor the cookies.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let session = match self.0.credential {
            Credential::Cookies => "cookies",
            Credential::Bearer(_) => "bearer",
        };
        f.debug_struct("Client")
            .field("base", &self.0.base.as_str())
            .field("session", &session)
            .finish_non_exhaustive()
    }
}
