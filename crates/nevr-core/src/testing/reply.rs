//! What came back.

use actix_web::{
    HttpResponse, body,
    http::{StatusCode, header::HeaderMap},
    web::Bytes,
};

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct TestReply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// A cookie that an answer sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCookie {
    /// The name.
    pub name: String,
    /// The value; empty when the cookie is cleared.
    pub value: String,
    /// The attributes as written, in their order: `Path=/`, `HttpOnly`.
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

    /// The status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("a {} answer is not JSON ({error}): {:?}", self.status, self.text())
        })
    }

    /// The code of an error: `RATE_LIMITED`.
    pub fn code(&self) -> String {
        match self.json()["error"]["code"].as_str() {
            Some(code) => code.to_owned(),
            None => panic!("a {} answer is no error: {}", self.status, self.text()),
        }
    }

    /// The members that a validation error names, in its order.
    pub fn fields(&self) -> Vec<String> {
        let json = self.json();
        let details = json["error"]["details"].as_array().into_iter().flatten();
        details.filter_map(|detail| detail["field"].as_str()).map(ToOwned::to_owned).collect()
    }

    /// The one value of a header. Two lines of it are a failure.
    pub fn header(&self, name: &str) -> Option<&str> {
        let values = self.headers(name);
        assert!(values.len() < 2, "`{name}` is there {} times: {values:?}", values.len());
        values.first().copied()
    }

    /// Every line of a header.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.headers.get_all(name);
        lines.filter_map(|value| value.to_str().ok()).collect()
    }

    /// The cookie of this name that the answer sets or clears. Two of them are a failure.
    pub fn set_cookie(&self, name: &str) -> Option<TestCookie> {
        let mut found = self.cookies().into_iter().filter(|cookie| cookie.name == name);
        let cookie = found.next();
        assert!(found.next().is_none(), "cookie `{name}` is set twice in one answer");
        cookie
    }

    /// Every cookie that the answer sets or clears.
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

    /// Whether the attribute is there: `HttpOnly`, `Secure`.
    pub fn has(&self, attribute: &str) -> bool {
        self.attribute(attribute).is_some()
    }

    /// The value of an attribute, empty if it has none: `Max-Age`.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find_map(|attribute| {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// Seconds that browsers keep it; `None` for as long as they run.
    pub fn max_age(&self) -> Option<i64> {
        self.attribute("max-age")?.parse().ok()
    }
}
