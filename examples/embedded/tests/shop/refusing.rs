//! Requests that the shop's own routes refuse.

use serde_json::json;

use crate::program::Folder;

#[test]
fn guests_and_visitors_place_no_orders() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let mut client = program.client();
    assert_eq!(client.post("/api/orders", &json!({})).error(), (401, "UNAUTHORIZED".into()));
    client.become_guest();
    client.put("mug", 1);
    assert_eq!(client.post("/api/orders", &json!({})).error(), (403, "GUEST_NOT_ALLOWED".into()));
    assert_eq!(client.get("/api/orders").error(), (403, "GUEST_NOT_ALLOWED".into()));
    assert_eq!(client.cart()["items"][0]["quantity"], 1);
}

#[test]
fn a_page_of_another_site_cannot_use_the_cookie() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let mut client = program.client();
    let guest = client.become_guest();
    let own = format!("http://{}", program.address());
    // From here on as a browser: with the cookie, without the token.
    client.token = None;
    let from = |origin: &str| {
        let mut headers = vec![("Cookie", guest.cookie()), ("Content-Type", "application/json")];
        if !origin.is_empty() {
            headers.push(("Origin", origin));
        }
        client.send("POST", "/api/cart", &headers, r#"{"sku":"mug","quantity":1}"#)
    };
    assert_eq!(from("https://evil.example").error(), (403, "INVALID_ORIGIN".into()));
    assert_eq!(from("null").error(), (403, "INVALID_ORIGIN".into()));
    assert_eq!(from("").error(), (403, "MISSING_ORIGIN".into()));
    // Only this request has changed the cart.
    assert_eq!(from(&own).json()["items"][0]["quantity"], 1);
}

#[test]
fn unknown_paths_are_the_shops_own_404() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let client = program.client();
    for path in ["/nothing", "/api/nothing", "/api", "/apis/auth"] {
        assert_eq!(client.get(path).error(), (404, "NO_SUCH_PAGE".into()), "{path}");
    }
    // Below the paths of its plugins, nevr answers.
    assert_eq!(client.get("/api/auth/nothing").error(), (404, "NOT_FOUND".into()));
}

#[test]
fn the_shops_middleware_is_around_its_routes_and_nevrs() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let client = program.client();
    for path in ["/", "/api/products", "/api/cart", "/api/auth/get-session", "/nothing"] {
        let reply = client.get(path);
        assert!(reply.header("server-timing").unwrap().starts_with("total;dur="), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[test]
fn what_no_cart_can_hold_is_refused() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let mut client = program.client();
    client.become_guest();
    assert_eq!(client.put("yacht", 1).error(), (404, "NO_SUCH_PRODUCT".into()));
    for quantity in [0, -1, 100, i64::MAX] {
        let refused = client.put("mug", quantity).error();
        assert_eq!(refused, (400, "QUANTITY_OUT_OF_RANGE".into()), "{quantity}");
    }
    client.put("mug", 99);
    assert_eq!(client.put("mug", 1).error(), (400, "QUANTITY_OUT_OF_RANGE".into()));
    assert_eq!(client.delete("/api/cart/yacht").error(), (404, "NO_SUCH_PRODUCT".into()));
}

#[test]
fn an_empty_cart_is_no_order() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let mut client = program.client();
    client.become_guest();
    client.link("ada@example.com");
    assert_eq!(client.post("/api/orders", &json!({})).error(), (409, "CART_EMPTY".into()));
}

#[test]
fn bodies_that_are_not_understood_are_refused_in_the_same_envelope() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let mut client = program.client();
    client.become_guest();
    let json = [("Content-Type", "application/json")];
    let bodies = ["{", "[]", r#"{"sku":"mug"}"#, r#"{"sku":"mug","quantity":1,"cents":0}"#];
    for body in bodies {
        let refused = client.send("POST", "/api/cart", &json, body);
        assert_eq!(refused.error(), (400, "VALIDATION_ERROR".into()), "{body}");
    }
}
