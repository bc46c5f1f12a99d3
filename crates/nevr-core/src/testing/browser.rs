//! A browser, as a server sees it.

use std::rc::Rc;

use actix_web::http::{Method, header};

use super::{clock::TestClock, cookie_jar::CookieJar, request::TestRequest, service::TestService};

/// A browser that shows a page of the server. It keeps cookies from one request to the next and
/// sends the headers that a browser sends. Clones are the same browser;
/// [`TestApp::browser`](super::TestApp::browser) returns a new one.
#[derive(Clone)]
pub struct Browser {
    app: Rc<TestService>,
    origin: String,
    jar: CookieJar,
}

impl Browser {
    pub(super) fn new(app: Rc<TestService>, origin: String, clock: TestClock) -> Self {
        let jar = CookieJar::new(clock, origin.starts_with("https:"));
        Self { app, origin, jar }
    }

    /// Begins a GET request.
    pub fn get(&self, path: &str) -> TestRequest {
        self.request(Method::GET, path)
    }

    /// Begins a POST request.
    pub fn post(&self, path: &str) -> TestRequest {
        self.request(Method::POST, path)
    }

    /// Begins a request of any method. Like a browser, it sends no `Origin` with a GET or HEAD to the
    /// server of its own page.
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        let reads = matches!(method, Method::GET | Method::HEAD);
        let host = self.origin.split_once("://").map_or("", |(_, host)| host);
        let request = TestRequest::new(self.app.clone(), method, path)
            .host(host)
            .header("sec-fetch-site", "same-origin")
            .header(header::USER_AGENT.as_str(), "Mozilla/5.0 (nevr test)")
            .with_jar(self.jar.clone());
        if reads { request } else { request.origin(&self.origin) }
    }

    /// Returns the value of a cookie that the browser keeps.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.value(name)
    }

    /// Sets a cookie, as a user with access to the machine can.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar.put(name, value);
    }

    /// Deletes every cookie.
    pub fn forget(&self) {
        self.jar.clear();
    }
}
