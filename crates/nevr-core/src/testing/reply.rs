//! The answer to a request.

use actix_web::{
    HttpResponse, body,
    http::{StatusCode, header::HeaderMap},
    web::Bytes,
};

/// An answer, with its whole body.
#[derive(Clone, Debug)]
pub struct TestReply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// A cookie that an answer sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCookie {
    /// The name of the cookie.
    pub name: String,
    /// The value; empty if the answer clears the cookie.
    pub value: String,
    /// The attributes as they are written, in order: `Path=/`, `HttpOnly`.
    pub attributes: Vec<String>,
}

impl TestReply {
    pub(super) async fn read(response: HttpResponse) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let body = match body::to_bytes(response.into_body()).await {
            Ok(body) => body,
            Err(error) => panic!("the body of a {status} answer broke off: {error}"),
        };
        Self { status, headers, body }
    }

    /// Returns the status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the body as JSON. Panics if it is not JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("a {} answer is not JSON ({error}): {:?}", self.status, self.text())
        })
    }

    /// Returns the code of an error: `RATE_LIMITED`. Panics if the answer is not an error in nevr's
    /// envelope.
    pub fn code(&self) -> String {
        match self.json()["error"]["code"].as_str() {
            Some(code) => code.to_owned(),
            None => panic!("a {} answer is not an error: {}", self.status, self.text()),
        }
    }

    /// Returns the members that a validation error names, in its order.
    pub fn fields(&self) -> Vec<String> {
        let json = self.json();
        let details = json["error"]["details"].as_array().into_iter().flatten();
        details.filter_map(|detail| detail["field"].as_str()).map(ToOwned::to_owned).collect()
    }

    /// Returns the value of a header. Panics if the answer has two lines of it.
    pub fn header(&self, name: &str) -> Option<&str> {
        let values = self.headers(name);
        assert!(values.len() < 2, "the header `{name}` occurs {} times: {values:?}", values.len());
        values.first().copied()
    }

    /// Returns every line of a header.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.headers.get_all(name);
        lines.filter_map(|value| value.to_str().ok()).collect()
    }

    /// Returns the cookie with this name that the answer sets or clears. Panics if there are two.
    pub fn set_cookie(&self, name: &str) -> Option<TestCookie> {
        let mut found = self.cookies().into_iter().filter(|cookie| cookie.name == name);
        let cookie = found.next();
        assert!(found.next().is_none(), "cookie `{name}` is set twice in one answer");
        cookie
    }

    /// Returns every cookie that the answer sets or clears.
    pub fn cookies(&self) -> Vec<TestCookie> {
        self.headers("set-cookie").into_iter().map(TestCookie::read).collect()
    }
}

impl TestCookie {
    fn read(line: &str) -> Self {
        let mut parts = line.split(';').map(str::trim);
        let pair = parts.next().unwrap_or_default();
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let attributes = parts.map(ToOwned::to_owned).collect();
        Self { name: name.to_owned(), value: value.to_owned(), attributes }
    }

    /// Returns whether the cookie has an attribute: `HttpOnly`, `Secure`.
    pub fn has(&self, attribute: &str) -> bool {
        self.attribute(attribute).is_some()
    }

    /// Returns the value of an attribute: `Max-Age`. It is empty for an attribute without a value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find_map(|attribute| {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// Returns for how many seconds a browser keeps the cookie; `None` if until it is closed.
    pub fn max_age(&self) -> Option<i64> {
        self.attribute("max-age")?.parse().ok()
    }
}
