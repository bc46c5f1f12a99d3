//! Methods that an address has, and those that it has not.

use actix_web::{App, HttpResponse, http::Method, test, web};
use nevr_core::testing::TestApp;

use crate::pipeline::lab::{self, CONFIG, MAX, reached, registry};

#[actix_web::test]
async fn another_method_is_405_with_those_that_there_are() {
    let app = lab::start().await;
    let reply = app.get("/api/lab/echo").send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (405, "METHOD_NOT_ALLOWED"));
    assert_eq!(reply.header("allow"), Some("OPTIONS, POST"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let reply = app.delete("/api/lab/limited").send().await;
    assert_eq!(reply.header("allow"), Some("GET, HEAD, OPTIONS, POST"));
    let odd = Method::from_bytes(b"BREW").unwrap();
    assert_eq!(app.request(odd, "/api/lab/echo").send().await.status(), 405);
}

#[actix_web::test]
async fn options_says_which_methods_there_are() {
    let app = lab::start().await;
    let reply = app.request(Method::OPTIONS, "/api/lab/read").send().await;
    assert_eq!((reply.status(), reply.text().as_str()), (204, ""));
    assert_eq!(reply.header("allow"), Some("GET, HEAD, OPTIONS"));
    assert!(reply.header("x-request-id").is_some());
    let nowhere = app.request(Method::OPTIONS, "/api/lab/nothing").send().await;
    assert_eq!(nowhere.code(), "NOT_FOUND");
}

#[actix_web::test]
async fn head_is_answered_like_get_and_counted_with_it() {
    let app = lab::start().await;
    let get = app.get("/api/lab/read").send().await;
    let head = app.request(Method::HEAD, "/api/lab/read").send().await;
    assert_eq!((head.status(), head.header("content-type")), (200, get.header("content-type")));
    for _ in 0..MAX {
        app.request(Method::HEAD, "/api/lab/limited").send().await;
    }
    assert_eq!(app.get("/api/lab/limited").send().await.status(), 429);
    assert_eq!(reached(&app), MAX);
}

#[actix_web::test]
async fn routes_of_the_app_below_the_same_base_path_stay_reachable() {
    async fn own() -> HttpResponse {
        HttpResponse::Ok().body("own")
    }
    let app = TestApp::builder(registry())
        .config(CONFIG)
        .routes(|config| {
            config
                .route("/api/products", web::get().to(own))
                .route("/api/labels", web::get().to(own))
                .service(web::scope("/api/shop").route("/cart", web::get().to(own)));
        })
        .start()
        .await;
    for path in ["/api/products", "/api/labels", "/api/shop/cart"] {
        assert_eq!(app.get(path).send().await.text(), "own", "{path}");
    }
    assert_eq!(app.get("/api/lab/read").send().await.text(), "7");
}

#[actix_web::test]
async fn two_apps_stand_in_one_server_each_in_its_scope() {
    let (one, two) = (lab::start().await, lab::start().await);
    let (first, second) = (one.nevr().clone(), two.nevr().clone());
    let app = App::new()
        .service(web::scope("/one").configure(first.routes()))
        .service(web::scope("/two").configure(second.routes()));
    let service = test::init_service(app).await;
    for path in ["/one/api/lab/limited", "/two/api/lab/limited"] {
        for at in 0..=MAX {
            let request = test::TestRequest::post().uri(path).peer_addr(([127, 0, 0, 1], 1).into());
            let reply = test::call_service(&service, request.to_request()).await;
            assert_eq!(reply.status().as_u16(), if at < MAX { 200 } else { 429 }, "{path}");
        }
    }
    assert_eq!((reached(&one), reached(&two)), (MAX, MAX));
}
