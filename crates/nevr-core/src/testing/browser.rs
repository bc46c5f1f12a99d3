//! A browser, as far as servers notice.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, time::Duration};

use actix_web::http::{Method, header};
use nevr_schema::env::{Clock, Timestamp};

use super::{TestClock, TestCookie, TestReply, TestRequest, app::Mounted};

/// Keeps cookies from one request to the next as browsers do, and says that its page is one of the
/// server's own. Its clones are the same browser.
#[derive(Clone)]
pub struct Browser {
    app: Rc<Mounted>,
    origin: String,
    jar: Jar,
}

impl Browser {
    pub(super) fn new(app: Rc<Mounted>, origin: String, clock: TestClock) -> Self {
        let jar = Jar { clock, secure: origin.starts_with("https:"), cookies: Rc::default() };
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
        self.jar.cookies.borrow().get(name).map(|kept| kept.value.clone())
    }

    /// Puts a cookie into it, as somebody with access to the machine can.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let kept = Kept { value: value.to_owned(), until: None };
        self.jar.cookies.borrow_mut().insert(name.to_owned(), kept);
    }

    /// Forgets every cookie.
    pub fn forget(&self) {
        self.jar.cookies.borrow_mut().clear();
    }
}

/// The cookies of a browser.
#[derive(Clone)]
pub(super) struct Jar {
    clock: TestClock,
    secure: bool,
    cookies: Rc<RefCell<BTreeMap<String, Kept>>>,
}

struct Kept {
    value: String,
    until: Option<Timestamp>,
}

impl Jar {
    /// The header lines to send.
    pub(super) fn lines(&self) -> Vec<String> {
        let now = self.clock.now();
        self.cookies.borrow_mut().retain(|_, kept| kept.until.is_none_or(|until| now < until));
        let cookies = self.cookies.borrow();
        let pairs: Vec<String> =
            cookies.iter().map(|(name, kept)| format!("{name}={}", kept.value)).collect();
        if pairs.is_empty() { Vec::new() } else { vec![pairs.join("; ")] }
    }

    /// Keeps what an answer sets.
    pub(super) fn keep(&self, reply: &TestReply) {
        for cookie in reply.cookies() {
            if !self.accepts(&cookie) {
                continue;
            }
            let age = cookie.max_age();
            let mut cookies = self.cookies.borrow_mut();
            if age.is_some_and(|age| age <= 0) {
                cookies.remove(&cookie.name);
                continue;
            }
            let age = age.and_then(|age| u64::try_from(age).ok()).map(Duration::from_secs);
            let until = age.map(|age| self.clock.now() + age);
            cookies.insert(cookie.name, Kept { value: cookie.value, until });
        }
    }

    /// What browsers refuse is refused here (RFC 6265bis, section 5.7): a mistake in a cookie's
    /// attributes shows as a cookie that never comes back.
    fn accepts(&self, cookie: &TestCookie) -> bool {
        let secure = cookie.has("secure");
        let host_only = secure && !cookie.has("domain") && cookie.attribute("path") == Some("/");
        (self.secure || !secure)
            && (host_only || !cookie.name.to_ascii_lowercase().starts_with("__host-"))
            && (secure || !cookie.name.to_ascii_lowercase().starts_with("__secure-"))
    }
}
