//! No spelling of a path walks around what its endpoint checks (I3).

use crate::pipeline::lab::{self, MAX, reached};

#[actix_web::test]
async fn i3_no_spelling_reaches_a_handler_without_its_limit() {
    let app = lab::start().await;
    let spellings = [
        "/api/lab/limited",
        "/api/lab/%6cimited",
        "/api/lab/%6Cimited",
        "/api/%6cab/limited",
        "/api//lab/limited",
        "//api/lab/limited",
        "/api/lab//limited",
        "/api/lab/limited/",
        "/api/lab/./limited",
        "/api/lab/x/../limited",
        "/api/lab/%2e/limited",
        "/api/lab/x/%2e%2e/limited",
        "/api/lab%2flimited",
        "/API/lab/limited",
        "/api/LAB/limited",
        "/api/lab/Limited",
        "/api/lab/limited;x",
        "/api/lab/limited%00",
        "/api/lab/limited?x=1",
    ];
    for _ in 0..2 * MAX {
        for path in spellings {
            let reply = app.post(path).send().await;
            assert!([200, 404, 429].contains(&reply.status()), "{path}: {}", reply.status());
        }
    }
    assert_eq!(reached(&app), MAX);
}

#[actix_web::test]
async fn i3_no_spelling_of_a_foreign_page_reaches_a_handler() {
    let app = lab::start().await;
    for path in ["/api/lab/limited", "/api/lab/%6cimited", "/api/%6cab/limited"] {
        let reply = app.post(path).origin("https://evil.test").send().await;
        assert_eq!(reply.status(), 403, "{path}");
    }
    assert_eq!(reached(&app), 0);
}

#[actix_web::test]
async fn what_is_not_there_is_404_in_the_envelope_below_a_plugins_path_only() {
    let app = lab::start().await;
    for path in ["/api/lab", "/api/lab/", "/api/lab/nothing", "/api/lab/echo/", "/api/lab/ECHO"] {
        for reply in [app.get(path).send().await, app.post(path).send().await] {
            assert_eq!((reply.status(), reply.code().as_str()), (404, "NOT_FOUND"), "{path}");
            assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
            assert!(reply.header("x-request-id").is_some(), "{path}");
        }
    }
    for path in ["/", "/api", "/api/other", "/api/labs", "/nothing"] {
        let reply = app.get(path).send().await;
        assert_eq!((reply.status(), reply.text().as_str()), (404, ""), "{path} is not nevr's");
    }
}
