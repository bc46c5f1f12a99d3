//! The cookies of a test browser.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, time::Duration};

use nevr_schema::env::{Clock, Timestamp};

use super::{
    clock::TestClock,
    reply::{TestCookie, TestReply},
};

/// The cookies of a browser. Clones are the same cookies.
#[derive(Clone)]
pub(super) struct CookieJar {
    clock: TestClock,
    secure: bool,
    cookies: Rc<RefCell<BTreeMap<String, StoredCookie>>>,
}

struct StoredCookie {
    value: String,
    until: Option<Timestamp>,
}

impl CookieJar {
    /// Makes a jar without cookies. `secure` means that the page was loaded over https.
    pub(super) fn new(clock: TestClock, secure: bool) -> Self {
        Self { clock, secure, cookies: Rc::default() }
    }

    pub(super) fn value(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).map(|kept| kept.value.clone())
    }

    pub(super) fn put(&self, name: &str, value: &str) {
        let kept = StoredCookie { value: value.to_owned(), until: None };
        self.cookies.borrow_mut().insert(name.to_owned(), kept);
    }

    pub(super) fn clear(&self) {
        self.cookies.borrow_mut().clear();
    }

    /// Returns the lines of the header `Cookie` to send. Removes cookies that have expired.
    pub(super) fn lines(&self) -> Vec<String> {
        let now = self.clock.now();
        self.cookies.borrow_mut().retain(|_, kept| kept.until.is_none_or(|until| now < until));
        let cookies = self.cookies.borrow();
        let pairs: Vec<String> =
            cookies.iter().map(|(name, kept)| format!("{name}={}", kept.value)).collect();
        if pairs.is_empty() { Vec::new() } else { vec![pairs.join("; ")] }
    }

    /// Stores the cookies that an answer sets.
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
            cookies.insert(cookie.name, StoredCookie { value: cookie.value, until });
        }
    }

    /// Returns whether a browser would store the cookie (RFC 6265bis, section 5.7): a mistake in a
    /// cookie's attributes shows in a test as a cookie that is never sent back.
    fn accepts(&self, cookie: &TestCookie) -> bool {
        let secure = cookie.has("secure");
        let host_only = secure && !cookie.has("domain") && cookie.attribute("path") == Some("/");
        (self.secure || !secure)
            && (host_only || !cookie.name.to_ascii_lowercase().starts_with("__host-"))
            && (secure || !cookie.name.to_ascii_lowercase().starts_with("__secure-"))
    }
}
