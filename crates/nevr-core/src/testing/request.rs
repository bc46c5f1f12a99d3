//! A request to a test app.

use std::{net::SocketAddr, rc::Rc};

use actix_http::Request;
use actix_web::{
    dev::Payload,
    error::PayloadError,
    http::{
        Method, Uri,
        header::{self, HeaderName, HeaderValue},
    },
    test,
    web::Bytes,
};
use futures_util::{Stream, StreamExt};
use serde::Serialize;

use super::{cookie_jar::CookieJar, reply::TestReply, service::TestService};

/// A request to a [`TestApp`](super::TestApp), which [`send`](Self::send) sends.
///
/// By default it comes from 127.0.0.1 and has the header `Host: localhost:3000` and no other: that is
/// what a program sends. For what a browser sends, use [`Browser`](super::Browser). A request does
/// not borrow the app, so several can be sent at once.
#[must_use = "a request does nothing until it is sent"]
pub struct TestRequest {
    app: Rc<TestService>,
    jar: Option<CookieJar>,
    method: Method,
    path: String,
    peer: Option<SocketAddr>,
    host: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
}

enum Body {
    None,
    Whole(Bytes),
    Stream(Payload),
}

impl TestRequest {
    pub(super) fn new(app: Rc<TestService>, method: Method, path: &str) -> Self {
        Self {
            app,
            jar: None,
            method,
            path: path.to_owned(),
            peer: Some(SocketAddr::from(([127, 0, 0, 1], 50_000))),
            host: "localhost:3000".to_owned(),
            headers: Vec::new(),
            body: Body::None,
        }
    }

    /// Sends the cookies of a browser, and stores those of the answer in it.
    pub(super) fn with_jar(mut self, jar: CookieJar) -> Self {
        self.jar = Some(jar);
        self
    }

    /// Adds a header line. The value may be any bytes that a header may have.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let name = match HeaderName::from_bytes(name.as_bytes()) {
            Ok(name) => name,
            Err(error) => panic!("`{name}` can't be the name of a header: {error}"),
        };
        let value = match HeaderValue::from_bytes(value.as_ref()) {
            Ok(value) => value,
            Err(error) => panic!("this can't be the value of the header `{name}`: {error}"),
        };
        self.headers.push((name, value));
        self
    }

    fn replace(mut self, name: &HeaderName, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.header(name.as_str(), value)
    }

    /// Presents a session token as `Authorization: Bearer`.
    pub fn bearer(self, token: &str) -> Self {
        self.replace(&header::AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// Adds a cookie, in a header line of its own.
    pub fn cookie(self, name: &str, value: &str) -> Self {
        self.header("cookie", format!("{name}={value}"))
    }

    /// Sets the origin of the page that sends the request.
    pub fn origin(self, origin: &str) -> Self {
        self.replace(&header::ORIGIN, origin)
    }

    /// Sets the `Host` that the request is for.
    pub fn host(mut self, host: &str) -> Self {
        host.clone_into(&mut self.host);
        self
    }

    /// Sets the address of the peer: `10.0.0.1`, `2001:db8::1`.
    pub fn peer(mut self, address: &str) -> Self {
        match address.parse() {
            Ok(address) => self.peer = Some(SocketAddr::new(address, 50_000)),
            Err(error) => panic!("`{address}` is not an IP address: {error}"),
        }
        self
    }

    /// Removes the address of the peer, as on a unix socket.
    pub fn without_peer(mut self) -> Self {
        self.peer = None;
        self
    }

    /// Sets a JSON body, with its content type.
    pub fn json(self, body: impl Serialize) -> Self {
        match serde_json::to_vec(&body) {
            Ok(body) => self.raw_body(body).content_type("application/json"),
            Err(error) => panic!("the body can't be written as JSON: {error}"),
        }
    }

    /// Sets a body of bytes, with its `Content-Length` and without a content type.
    pub fn raw_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Body::Whole(body.into());
        self
    }

    /// Sets a body that is sent in chunks, without a `Content-Length`.
    pub fn chunked_body(mut self, parts: impl Stream<Item = Bytes> + 'static) -> Self {
        let parts = parts.map(Ok::<_, PayloadError>);
        self.body = Body::Stream(Payload::Stream { payload: Box::pin(parts) });
        self
    }

    /// Sets the content type.
    pub fn content_type(self, value: &str) -> Self {
        self.replace(&header::CONTENT_TYPE, value)
    }

    /// Sends the request and waits for the whole answer.
    pub async fn send(self) -> TestReply {
        let (app, jar) = (self.app.clone(), self.jar.clone());
        let reply = app.call(self.build()).await;
        if let Some(jar) = jar {
            jar.keep(&reply);
        }
        reply
    }

    fn build(self) -> Request {
        let uri = match self.path.parse::<Uri>() {
            Ok(uri) => uri,
            Err(error) => panic!("`{}` is not a path: {error}", self.path),
        };
        let mut request = test::TestRequest::default().method(self.method).uri(&uri.to_string());
        if let Some(peer) = self.peer {
            request = request.peer_addr(peer);
        }
        request = request.insert_header((header::HOST, self.host));
        for cookie in self.jar.iter().flat_map(CookieJar::lines) {
            request = request.append_header((header::COOKIE, cookie));
        }
        if let Body::Whole(body) = &self.body {
            request = request.insert_header((header::CONTENT_LENGTH, body.len()));
        }
        for line in self.headers {
            request = request.append_header(line);
        }
        match self.body {
            Body::None => request.to_request(),
            Body::Whole(body) => request.set_payload(body).to_request(),
            Body::Stream(payload) => request.to_request().replace_payload(payload).0,
        }
    }
}
