//! A browser, as far as servers notice.

use std::rc::Rc;

use actix_web::http::{Method, header};

use super::{clock::TestClock, cookie_jar::CookieJar, request::TestRequest, service::TestService};

/// Keeps cookies from one request to the next as browsers do, and says that its page is one of the
/// server's own. Its clones are the same browser.
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

    /// GET.
    pub fn get(&self, path: &str) -> TestRequest {
        self.request(Method::GET, path)
    }

    /// POST.
    pub fn post(&self, path: &str) -> TestRequest {
        self.request(Method::POST, path)
    }

    /// A request of any method. A page sends no `Origin` with a GET to its own server.
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

    /// The value of a cookie that it keeps.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.value(name)
    }

    /// Puts a cookie into it, as somebody with access to the machine can.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar.put(name, value);
    }

    /// Forgets every cookie.
    pub fn forget(&self) {
        self.jar.clear();
    }
}
