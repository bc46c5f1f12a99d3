//! The app's own handlers, beside auth's endpoints.

use actix_web::{HttpResponse, web};
use nevr_auth::{FullUser, MaybeUser, Session, User};
use nevr_core::testing::TestApp;

use super::fixture::{ANN, COOKIE, assert_refused, config, plugins, sign_up, visit, with_visitors};

async fn order(user: User) -> String {
    user.id().to_owned()
}

async fn checkout(user: FullUser) -> String {
    user.email().unwrap_or("none").to_owned()
}

async fn home(user: MaybeUser) -> HttpResponse {
    HttpResponse::Ok().body(user.0.map_or("nobody".to_owned(), |user| user.name().to_owned()))
}

async fn until(session: Session) -> String {
    session.expires_at().unwrap().to_string()
}

async fn app(config: &str) -> TestApp {
    let own = |config: &mut web::ServiceConfig| {
        config
            .route("/api/orders", web::post().to(order))
            .route("/api/orders", web::get().to(order))
            .service(
                web::scope("/shop")
                    .route("/checkout", web::post().to(checkout))
                    .route("/home", web::get().to(home))
                    .route("/home", web::post().to(home))
                    .route("/until", web::get().to(until)),
            );
    };
    TestApp::builder(plugins()).config(config).routes(own).start().await
}

async fn handlers_are_told_who_asks_in_whatever_scope_they_sit() {
    let app = app(&with_visitors()).await;
    let ann = sign_up(&app, ANN).await;
    assert_eq!(app.post("/api/orders").bearer(&ann.token).send().await.text(), ann.id);
    assert_eq!(app.post("/shop/checkout").bearer(&ann.token).send().await.text(), ANN);
    assert_eq!(app.get("/shop/home").bearer(&ann.token).send().await.text(), "Somebody");
    let until = app.get("/shop/until").bearer(&ann.token).send().await;
    assert_eq!(until.text(), "2026-03-08T12:00:00.000Z");
    assert_eq!(app.get("/shop/home").send().await.text(), "nobody");
    assert_eq!(app.post("/api/orders").send().await.code(), "UNAUTHORIZED");
    assert_eq!(app.get("/shop/until").bearer("dead").send().await.status(), 401);
    let visitor = visit(&app).await;
    assert_eq!(app.post("/api/orders").bearer(&visitor.token).send().await.text(), visitor.id);
    let reply = app.post("/shop/checkout").bearer(&visitor.token).send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (403, "GUEST_NOT_ALLOWED"));
}

async fn t10_a_post_with_a_cookie_needs_an_origin_that_is_trusted() {
    let top = "[server]\ntrustedOrigins = [\"https://app.example\"]";
    let app = app(&config(top, "", "")).await;
    let ann = sign_up(&app, ANN).await;
    for path in ["/api/orders", "/shop/checkout", "/shop/home"] {
        let post = || app.post(path).cookie(COOKIE, &ann.token);
        for origin in
            ["https://evil.test", "null", "https://app.example.evil.test", "http://app.example"]
        {
            let reply = post().origin(origin).send().await;
            assert_eq!(
                (reply.status(), reply.code().as_str()),
                (403, "INVALID_ORIGIN"),
                "{origin}"
            );
        }
        let reply = post().send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (403, "MISSING_ORIGIN"));
        let reply = post().header("sec-fetch-site", "cross-site").send().await;
        assert_eq!(reply.status(), 403);
        assert_eq!(post().origin("https://app.example").send().await.status(), 200);
        assert_eq!(post().origin("http://localhost:3000").send().await.status(), 200);
    }
    let read = app.get("/api/orders").cookie(COOKIE, &ann.token).origin("https://evil.test");
    assert_eq!(read.send().await.status(), 200, "reading changes nothing");
    let bearer = app.post("/api/orders").bearer(&ann.token).origin("https://evil.test");
    assert_eq!(bearer.send().await.status(), 200, "no browser adds a bearer token by itself");
}

async fn t10_a_websocket_with_a_cookie_is_opened_for_trusted_pages_alone() {
    let top = "[server]\nbaseURL = \"https://shop.example\"\ntrustedOrigins = [\"https://app.shop.example\"]";
    let app = app(&config(top, "", "")).await;
    let ann = sign_up(&app, ANN).await;
    for path in ["/api/orders", "/shop/home", "/shop/until"] {
        let handshake = || {
            app.get(path)
                .header("connection", "Upgrade")
                .header("upgrade", "websocket")
                .header("sec-websocket-version", "13")
                .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        };
        let by_cookie = || handshake().cookie("__Host-nevr.session_token", &ann.token);
        // `SameSite` keeps the cookie from the first, and not from the second.
        for origin in ["https://evil.test", "https://blog.shop.example", "null"] {
            assert_refused(&by_cookie().origin(origin).send().await, 403, "INVALID_ORIGIN");
        }
        assert_refused(&by_cookie().send().await, 403, "MISSING_ORIGIN");
        for origin in ["https://shop.example", "https://app.shop.example"] {
            assert_eq!(by_cookie().origin(origin).send().await.status(), 200, "{path}");
        }
        assert_eq!(handshake().bearer(&ann.token).send().await.status(), 200, "a program");
    }
}

async fn t10_with_the_database_away_nobody_is_taken_for_a_visitor() {
    let app = app(&with_visitors()).await;
    let ann = sign_up(&app, ANN).await;
    app.take_database_away().await;
    for path in ["/shop/home", "/api/orders", "/shop/until"] {
        let reply = app.get(path).bearer(&ann.token).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (503, "SERVICE_UNAVAILABLE"), "{path}");
        assert!(reply.header("retry-after").is_some());
    }
    assert_eq!(app.get("/shop/home").send().await.text(), "nobody", "nobody needs no database");
}

async fn extractors_read_a_session_and_do_not_extend_it() {
    let app = app(&with_visitors()).await;
    let ann = sign_up(&app, ANN).await;
    app.clock().advance(std::time::Duration::from_hours(72));
    let reply = app.get("/shop/until").cookie(COOKIE, &ann.token).send().await;
    assert_eq!(reply.text(), "2026-03-08T12:00:00.000Z");
    assert!(reply.cookies().is_empty());
}

async fn what_is_no_endpoint_below_auth_is_404_and_the_apps_own_is_not() {
    let app = app(&with_visitors()).await;
    assert_refused(&app.get("/api/auth/nothing").send().await, 404, "NOT_FOUND");
    assert_eq!(app.get("/api/orders").send().await.status(), 401);
}

nevr_core::testing::on_every_database!(
    handlers_are_told_who_asks_in_whatever_scope_they_sit,
    t10_a_post_with_a_cookie_needs_an_origin_that_is_trusted,
    t10_a_websocket_with_a_cookie_is_opened_for_trusted_pages_alone,
    t10_with_the_database_away_nobody_is_taken_for_a_visitor,
    extractors_read_a_session_and_do_not_extend_it,
    what_is_no_endpoint_below_auth_is_404_and_the_apps_own_is_not,
);
