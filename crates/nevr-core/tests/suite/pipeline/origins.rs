//! Which pages may change something (I4, I5).

use actix_web::http::Method;
use nevr_core::testing::TestApp;

use crate::pipeline::lab::{self, CONFIG, MAX, reached, registry, token};

const SHOP: &str = "baseURL = \"https://shop.example\"\ntrustedOrigins = [\"https://app.example\"]";

async fn sent(app: &TestApp, origin: &str) -> (u16, String) {
    let request = app.post("/api/lab/echo").json(serde_json::json!({ "text": "a" }));
    let reply =
        request.host("shop.example").origin(origin).cookie("lab", &token("u", 1)).send().await;
    let code = if reply.status() == 200 { String::new() } else { reply.code() };
    (reply.status(), code)
}

#[actix_web::test]
async fn i4_the_table_of_origins() {
    let app = lab::start_with(SHOP).await;
    for own in ["https://shop.example", "https://app.example", "https://SHOP.example:443"] {
        assert_eq!(sent(&app, own).await, (200, String::new()), "{own}");
    }
    let foreign = [
        "null",
        "https://evil.test",
        "http://shop.example",
        "https://shop.example:8443",
        "https://shop.example.evil.test",
        "https://evilshop.example",
        "https://shop.example@evil.test",
        "https://sub.shop.example",
        "http://app.example",
        "http://localhost:3000",
        "https://shop.example/",
        "https://shop.example https://evil.test",
        "file://",
        "",
        "*",
    ];
    for origin in foreign {
        assert_eq!(sent(&app, origin).await, (403, "INVALID_ORIGIN".into()), "{origin:?}");
    }
}

#[actix_web::test]
async fn i4_without_an_origin_the_browser_must_say_same_origin() {
    let app = lab::start_with(SHOP).await;
    let request = || app.post("/api/lab/limited").cookie("lab", &token("u", 1));
    for (site, status) in
        [("same-origin", 200), ("same-site", 403), ("cross-site", 403), ("none", 403), ("x", 403)]
    {
        let reply = request().header("sec-fetch-site", site).send().await;
        assert_eq!(reply.status(), status, "{site}");
    }
    let reply = request().send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (403, "MISSING_ORIGIN"));
    let message = reply.json()["error"]["message"].to_string();
    assert!(message.contains("send Origin") && message.contains("bearer"), "{message}");
}

#[actix_web::test]
async fn i4_what_no_browser_sent_passes_without_a_cookie() {
    let app = lab::start_with(SHOP).await;
    assert_eq!(app.post("/api/lab/limited").send().await.status(), 200);
    assert_eq!(app.post("/api/lab/limited").bearer(&token("u", 1)).send().await.status(), 200);
    let foreign = app.post("/api/lab/limited").bearer(&token("u", 1)).origin("https://evil.test");
    assert_eq!(foreign.send().await.status(), 403, "an origin decides alone");
}

#[actix_web::test]
async fn i4_a_cross_site_form_post_changes_nothing_and_counts_nothing() {
    let app = lab::start_with(SHOP).await;
    for _ in 0..2 * MAX {
        let form = app
            .post("/api/lab/limited")
            .origin("https://evil.test")
            .header("sec-fetch-site", "cross-site")
            .content_type("application/x-www-form-urlencoded")
            .raw_body("a=b");
        assert_eq!(form.send().await.code(), "INVALID_ORIGIN");
    }
    assert_eq!(reached(&app), 0);
    assert_eq!(app.post("/api/lab/limited").send().await.status(), 200, "nothing was counted");
}

#[actix_web::test]
async fn i4_a_websocket_of_a_foreign_page_reaches_no_endpoint() {
    let app = lab::start_with(SHOP).await;
    let open = |origin: &str| {
        let request = app.get("/api/lab/limited").origin(origin).cookie("lab", &token("u", 1));
        request.header("connection", "Upgrade").header("upgrade", "websocket")
    };
    assert_eq!(open("https://blog.shop.example").send().await.code(), "INVALID_ORIGIN");
    assert_eq!(reached(&app), 0);
    assert_eq!(open("https://shop.example").send().await.status(), 200);
}

#[actix_web::test]
async fn i4_why_a_request_was_refused_is_in_the_log_and_what_to_set_is_there_once() {
    let app = lab::start_with(SHOP).await;
    for origin in ["https://www.shop.example", "https://evil.test\tspoofed=\"line\""] {
        let reply = app.post("/api/lab/limited").origin(origin).send().await;
        assert_eq!(reply.code(), "INVALID_ORIGIN");
        let answer = reply.text();
        assert!(!answer.contains("evil") && !answer.contains("trustedOrigins"), "{answer}");
    }
    let program = app.post("/api/lab/limited").cookie("lab", &token("u", 1)).send().await;
    assert_eq!(program.code(), "MISSING_ORIGIN");
    let logs = app.logs();
    let lines = |part: &str| logs.lines().filter(|line| line.contains(part)).collect::<Vec<_>>();
    let refused = lines("the origin check refused a request");
    assert_eq!(refused.len(), 3, "{logs}");
    assert!(
        refused[0].contains("INVALID_ORIGIN") && refused[0].contains("https://www.shop.example")
    );
    assert!(refused[1].contains("https://evil.testspoofed"), "no control characters: {logs}");
    assert!(refused[2].contains("MISSING_ORIGIN"), "{logs}");
    let warned = lines("`server.trustedOrigins`");
    assert_eq!(warned.len(), 1, "{logs}");
    assert!(warned[0].contains("`server.baseURL` (https://shop.example)"), "{logs}");
    assert!(warned[0].contains("https://www.shop.example"), "{logs}");
}

#[actix_web::test]
async fn i5_a_rebound_host_is_not_our_own() {
    let serve = TestApp::start(registry(), CONFIG).await;
    let dev = TestApp::builder(registry()).config(CONFIG).dev().start().await;
    for app in [serve, dev] {
        let rebound = |host: &str| app.post("/api/lab/limited").host(host).cookie("lab", "u.1");
        let by_origin = rebound("evil.test:3000").origin("http://evil.test:3000").send().await;
        assert_eq!(by_origin.code(), "INVALID_ORIGIN");
        let by_site = rebound("evil.test").header("sec-fetch-site", "same-origin").send().await;
        assert_eq!(by_site.code(), "INVALID_ORIGIN");
        let other_port = rebound("evil.test").origin("http://localhost:5173").send().await;
        assert_eq!(other_port.code(), "INVALID_ORIGIN");
        let own = app.post("/api/lab/limited").cookie("lab", "u.1").origin("http://localhost:3000");
        assert_eq!(own.send().await.status(), 200);
    }
}

#[actix_web::test]
async fn i5_dev_trusts_pages_of_this_machine_from_this_machine_alone() {
    let dev = TestApp::builder(registry()).config(CONFIG).dev().start().await;
    let page = || dev.post("/api/lab/limited").origin("http://localhost:5173");
    assert_eq!(page().send().await.status(), 200);
    assert_eq!(page().peer("192.0.2.1").send().await.status(), 403);
    let serve = lab::start().await;
    let page = serve.post("/api/lab/limited").origin("http://localhost:5173");
    assert_eq!(page.send().await.status(), 403);
}

#[actix_web::test]
async fn cors_answers_trusted_origins_and_no_others() {
    let app = lab::start_with(SHOP).await;
    let trusted = app.get("/api/lab/read").origin("https://app.example").send().await;
    assert_eq!(trusted.header("access-control-allow-origin"), Some("https://app.example"));
    assert_eq!(trusted.header("access-control-allow-credentials"), Some("true"));
    let exposed = "Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, X-Nevr-Token";
    assert_eq!(trusted.header("access-control-expose-headers"), Some(exposed));
    let foreign = app.get("/api/lab/read").origin("https://evil.test").send().await;
    assert_eq!(foreign.status(), 200);
    assert_eq!(foreign.header("access-control-allow-origin"), None);
    for reply in [trusted, foreign, app.get("/api/lab/read").send().await] {
        assert_eq!(reply.header("vary"), Some("Origin"));
    }
}

#[actix_web::test]
async fn errors_of_the_pipeline_carry_the_cors_fields_too() {
    let app = lab::start_with(SHOP).await;
    let page = |path: &str| app.post(path).origin("https://app.example");
    for _ in 0..MAX {
        page("/api/lab/limited").send().await;
    }
    let replies = [
        page("/api/lab/limited").send().await,
        page("/api/lab/nothing").send().await,
        page("/api/lab/read").send().await,
        page("/api/lab/panic").send().await,
        page("/api/lab/echo").header("content-length", "99999").send().await,
    ];
    assert_eq!(
        replies.each_ref().map(nevr_core::testing::TestReply::status),
        [429, 404, 405, 500, 413]
    );
    for reply in replies {
        assert_eq!(reply.header("access-control-allow-origin"), Some("https://app.example"));
    }
}

#[actix_web::test]
async fn preflights_are_answered_and_neither_counted_nor_checked() {
    let app = lab::start_with(SHOP).await;
    let ask = |origin: &str| {
        app.request(Method::OPTIONS, "/api/lab/limited")
            .origin(origin)
            .header("access-control-request-method", "POST")
    };
    for _ in 0..2 * MAX {
        let reply = ask("https://app.example").send().await;
        assert_eq!((reply.status(), reply.text().as_str()), (204, ""));
        assert_eq!(reply.header("access-control-allow-origin"), Some("https://app.example"));
        assert!(reply.header("access-control-allow-methods").unwrap().contains("POST"));
        assert!(reply.header("access-control-allow-headers").unwrap().contains("Content-Type"));
    }
    let foreign = ask("https://evil.test").send().await;
    assert_eq!(foreign.header("access-control-allow-origin"), None);
    assert_eq!(app.post("/api/lab/limited").send().await.status(), 200);
}
