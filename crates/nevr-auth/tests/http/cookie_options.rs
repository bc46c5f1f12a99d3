//! `session.cookie`: which pages' requests have the session cookie, and what a change of it costs.

use std::collections::BTreeMap;

use nevr_core::testing::{TestApp, TestReply};

use super::fixture::{ANN, COOKIE, PASSWORD, WEEK, account, config, plugins, start};

const SERVER: &str = "[server]\nbaseURL = \"https://api.eu.shop.example\"";
const PAGE: &str = "https://api.eu.shop.example";

fn with(cookie: &str) -> String {
    config(SERVER, &format!("session = {{ cookie = {{ {cookie} }} }}"), "")
}

/// The cookies of a browser, which keeps two of one name if their domains or partitions differ.
#[derive(Default)]
struct Jar(BTreeMap<(String, Option<String>, bool), String>);

impl Jar {
    fn keep(&mut self, reply: &TestReply) {
        for cookie in reply.cookies() {
            let domain = cookie.attribute("domain").map(ToOwned::to_owned);
            assert!(domain.is_none() || !cookie.name.starts_with("__Host-"), "{}", cookie.name);
            let key = (cookie.name.clone(), domain, cookie.has("partitioned"));
            if cookie.max_age() == Some(0) {
                self.0.remove(&key);
            } else {
                self.0.insert(key, cookie.value);
            }
        }
    }

    fn names(&self) -> Vec<&str> {
        self.0.keys().map(|(name, ..)| name.as_str()).collect()
    }

    fn line(&self) -> String {
        let pairs = self.0.iter().map(|((name, ..), value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    async fn post(&mut self, app: &TestApp, path: &str, body: serde_json::Value) -> TestReply {
        let request = app.post(path).origin(PAGE).header("cookie", self.line());
        let reply = request.json(body).send().await;
        assert_eq!(reply.status(), 200, "{}", reply.text());
        self.keep(&reply);
        reply
    }

    async fn is_signed_in(&mut self, app: &TestApp) -> bool {
        let request = app.get("/api/auth/get-session").header("cookie", self.line());
        let reply = request.send().await;
        self.keep(&reply);
        !reply.json().is_null()
    }

    async fn sign_in(&mut self, app: &TestApp) {
        let body = serde_json::json!({ "email": ANN, "password": PASSWORD });
        self.post(app, "/api/auth/sign-in/email", body).await;
    }
}

async fn each_option_is_in_the_cookie_when_it_is_set_and_when_it_is_cleared() {
    for (options, name, same_site, rest) in [
        ("sameSite = \"lax\"", "__Host-", "Lax", ""),
        ("sameSite = \"strict\"", "__Host-", "Strict", ""),
        ("sameSite = \"none\"", "__Host-", "None", ""),
        ("domain = \"shop.example\"", "__Secure-", "Lax", "; Domain=shop.example"),
        ("sameSite = \"none\", partitioned = true", "__Host-", "None", "; Partitioned"),
        (
            "sameSite = \"none\", partitioned = true, domain = \"eu.shop.example\"",
            "__Secure-",
            "None",
            "; Domain=eu.shop.example; Partitioned",
        ),
    ] {
        let app = start(&with(options)).await;
        let mut jar = Jar::default();
        let end = if rest.ends_with("Partitioned") { ".partitioned" } else { "" };
        let name = format!("{name}{COOKIE}{end}");
        let line = |value: &str, age: i64| {
            let start = format!("{name}={value}; Path=/; HttpOnly; SameSite={same_site}");
            format!("{start}; Max-Age={age}; Secure{rest}")
        };
        let set = jar.post(&app, "/api/auth/sign-up/email", account(ANN)).await;
        let value = set.set_cookie(&name).unwrap().value;
        assert_eq!(set.headers("set-cookie"), [line(&value, WEEK)], "{options}");
        assert!(jar.is_signed_in(&app).await, "{options}");
        let cleared = jar.post(&app, "/api/auth/sign-out", serde_json::json!({})).await;
        assert_eq!(cleared.headers("set-cookie").last(), Some(&line("", 0).as_str()), "{options}");
        assert!(jar.0.is_empty(), "{options}");
    }
}

async fn with_a_domain_or_a_partition_the_cookie_of_before_is_read_and_replaced() {
    for options in [
        "domain = \"shop.example\"",
        "domain = \"api.eu.shop.example\"",
        "sameSite = \"none\", partitioned = true",
    ] {
        let app = start(&with("")).await;
        let mut jar = Jar::default();
        jar.post(&app, "/api/auth/sign-up/email", account(ANN)).await;
        assert_eq!(jar.names(), ["__Host-nevr.session_token"]);
        let app = app.restart(&with(options)).await;
        assert!(jar.is_signed_in(&app).await, "{options}");
        assert_eq!(jar.0.len(), 1, "{options}");
        assert_ne!(jar.names(), ["__Host-nevr.session_token"], "{options}");
        assert!(jar.is_signed_in(&app).await, "{options}");
    }
}

async fn no_change_of_the_options_locks_a_person_out_or_signs_one_in_again() {
    let steps = [
        "",
        "domain = \"shop.example\"",
        "domain = \"eu.shop.example\"",
        "domain = \"eu.shop.example\", sameSite = \"none\", partitioned = true",
        "domain = \"shop.example\", sameSite = \"none\", partitioned = true",
        "sameSite = \"none\", partitioned = true",
        "sameSite = \"none\"",
        "",
        "sameSite = \"none\", partitioned = true",
        "domain = \"api.eu.shop.example\"",
        "sameSite = \"strict\"",
        "domain = \"shop.example\"",
    ];
    for signs_out in [false, true] {
        let mut app = start(&with("")).await;
        let mut jar = Jar::default();
        jar.post(&app, "/api/auth/sign-up/email", account(ANN)).await;
        for step in steps {
            app = app.restart(&with(step)).await;
            // Late enough for the session to be extended.
            app.clock().advance(std::time::Duration::from_hours(25));
            if signs_out {
                jar.post(&app, "/api/auth/sign-out", serde_json::json!({})).await;
                assert!(!jar.is_signed_in(&app).await, "{step}: {:?}", jar.names());
            }
            if !jar.is_signed_in(&app).await {
                jar.sign_in(&app).await;
            }
            assert!(jar.is_signed_in(&app).await, "{step}: {:?}", jar.names());
            assert!(jar.is_signed_in(&app).await, "{step}: {:?}", jar.names());
        }
    }
}

async fn in_dev_the_cookie_is_one_that_browsers_take_over_http() {
    let config = with("sameSite = \"none\", partitioned = true, domain = \"shop.example\"");
    let app = TestApp::builder(plugins()).config(config).dev().start().await;
    let reply = app.post("/api/auth/sign-up/email").json(account(ANN)).send().await;
    let cookie = reply.set_cookie(COOKIE).unwrap();
    assert_eq!(cookie.attributes, ["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=604800"]);
}

async fn that_a_browser_drops_the_cookie_is_logged_once() {
    let other =
        "[server]\nbaseURL = \"https://shop.example\"\ntrustedOrigins = [\"https://other.test\"]";
    let warnings = |app: &TestApp| app.logs().matches("whose browser drops the cookie").count();
    let sign_up = async |app: &TestApp, email: &str, mode: &str| {
        let request = app.post("/api/auth/sign-up/email").origin("https://other.test");
        let request = request.header("sec-fetch-site", "cross-site").header("sec-fetch-mode", mode);
        assert_eq!(request.json(account(email)).send().await.status(), 200);
    };
    let app = start(&config(other, "", "")).await;
    sign_up(&app, "form@example.com", "navigate").await;
    assert_eq!(warnings(&app), 0, "the answer of a form is a page of our own");
    sign_up(&app, ANN, "cors").await;
    sign_up(&app, "bob@example.com", "cors").await;
    assert_eq!(warnings(&app), 1, "{}", app.logs());
    let none = config(other, "session = { cookie = { sameSite = \"none\" } }", "");
    let app = start(&none).await;
    sign_up(&app, ANN, "cors").await;
    assert_eq!(warnings(&app), 0, "{}", app.logs());
}

fn report(config: &str) -> String {
    TestApp::builder(plugins()).config(config).describe().1.render(false)
}

#[test]
fn what_browsers_would_drop_is_refused_beside_its_cause() {
    let options = "[plugins.auth.session.cookie]\nsameSite = \"none\"\ndomain = \"shop.example\"\npartitioned = true\n";
    insta::assert_snapshot!("without_https", report(options));
    let http = format!("[server]\nbaseURL = \"http://shop.example\"\n{options}");
    insta::assert_snapshot!("over_http", report(&http));
    insta::assert_snapshot!(
        "of_another_host_and_for_no_embedded_page",
        report(
            "[server]\nbaseURL = \"https://shop.example\"\n[plugins.auth.session.cookie]\n\
         domain = \"other.example\"\npartitioned = true\n"
        )
    );
    insta::assert_snapshot!(
        "no_domains_and_no_values",
        report(
            "[plugins.auth.session.cookie]\nsameSite = \"Lax\"\ndomain = \"co.uk\"\npartitioned = \"yes\"\nhostOnly = true\n"
        )
    );
}

#[test]
fn trusted_pages_that_get_no_cookie_are_named() {
    let server = "[server]\nbaseURL = \"https://shop.example.com\"\ntrustedOrigins = [\"https://app.example.com\", \
                  \"https://other.test\", \"https://*.example.com\", \"capacitor://localhost\", \"https://*.other.test\"]\n";
    insta::assert_snapshot!(
        "trusted_pages_of_other_sites",
        report(&format!("{server}[plugins.auth]\n"))
    );
    let none = "[plugins.auth.session.cookie]\nsameSite = \"none\"\n";
    assert_eq!(report(&format!("{server}{none}")), "");
}

nevr_core::testing::on_every_database!(
    each_option_is_in_the_cookie_when_it_is_set_and_when_it_is_cleared,
    with_a_domain_or_a_partition_the_cookie_of_before_is_read_and_replaced,
    no_change_of_the_options_locks_a_person_out_or_signs_one_in_again,
    in_dev_the_cookie_is_one_that_browsers_take_over_http,
    that_a_browser_drops_the_cookie_is_logged_once,
);
