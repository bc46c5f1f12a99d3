//! From a visitor to an order.

use serde_json::{Value, json};

use crate::program::Folder;

#[test]
fn a_visitor_becomes_a_guest_and_an_account_with_the_same_cart() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let mut client = program.client();

    assert_eq!(client.get("/").json()["greeting"], "Welcome, look around");
    let products = client.get("/api/products").json();
    assert_eq!(products[0], json!({ "sku": "book", "title": "Notebook", "cents": 800 }));
    assert_eq!(client.get("/api/cart").error(), (401, "UNAUTHORIZED".into()));

    client.become_guest();
    assert_eq!(client.get("/").json()["greeting"], "Welcome, guest: your cart is kept for you");
    client.put("mug", 2);
    let cart = client.put("book", 1);
    assert_eq!(cart.status(), 200);
    let cart = cart.json();
    assert_eq!(cart["cents"], 3_200);
    assert_eq!(cart["items"][0]["title"], "Mug");

    client.link("ada@example.com");
    assert_eq!(client.get("/").json()["greeting"], "Welcome back, Ada");
    assert_eq!(client.cart(), cart);

    let order = client.post("/api/orders", &json!({}));
    assert_eq!(order.status(), 201);
    assert_eq!(order.json()["cents"], 3_200);
    assert_eq!(order.json()["lines"], cart["items"]);
    assert_eq!(client.cart(), json!({ "items": [], "cents": 0 }));
    assert_eq!(client.get("/api/orders").json(), json!([order.json()]));
}

#[test]
fn a_receipt_is_the_order_with_who_placed_it() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let mut client = program.client();
    let user = client.become_guest().json()["user"]["id"].clone();
    client.put("mug", 2);
    client.link("ada@example.com");
    let order = client.post("/api/orders", &json!({})).json();
    let path = format!("/api/orders/{}/receipt", order["id"].as_str().unwrap());

    let receipt = client.get(&path).json();
    assert_eq!((&receipt["name"], &receipt["email"]), (&json!("Ada"), &json!("ada@example.com")));
    for member in ["id", "cents", "lines", "createdAt"] {
        assert_eq!(receipt["order"][member], order[member], "{member}");
    }
    assert_eq!(receipt["order"]["userId"], user);

    let mut other = program.client();
    other.become_guest();
    assert_eq!(other.get(&path).error(), (403, "GUEST_NOT_ALLOWED".into()));
    other.link("other@example.com");
    assert_eq!(other.get(&path).error(), (404, "NO_SUCH_ORDER".into()));
    assert_eq!(client.get("/api/orders/none/receipt").error(), (404, "NO_SUCH_ORDER".into()));
}

#[test]
fn a_cart_adds_up_and_lets_things_go() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let mut client = program.client();
    client.become_guest();
    client.put("mug", 40);
    client.put("tee", 1);
    assert_eq!(client.put("mug", 59).json()["items"][0]["quantity"], 99);

    let left = client.delete("/api/cart/mug").json();
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
    assert_eq!(left["items"][0]["sku"], "tee");
    // Removing a product that is not in the cart is no error.
    assert_eq!(client.delete("/api/cart/mug").status(), 200);
}

#[test]
fn everybody_has_a_cart_and_orders_of_their_own() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let (mut one, mut other) = (program.client(), program.client());
    one.become_guest();
    other.become_guest();
    one.put("mug", 1);
    assert_eq!(other.cart()["items"], json!([]));
    one.link("one@example.com");
    other.link("other@example.com");
    one.post("/api/orders", &json!({}));
    assert_eq!(other.get("/api/orders").json(), json!([]));
}

#[test]
fn the_session_is_the_one_that_nevr_began() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let mut client = program.client();
    let user = client.become_guest().json()["user"]["id"].clone();
    let session = client.get("/api/me/session").json();
    let nevrs = client.get("/api/auth/get-session").json();
    assert_eq!(session["userId"], user);
    assert_eq!(session["id"], nevrs["session"]["id"]);
    assert_eq!(session["expiresAt"], nevrs["session"]["expiresAt"]);
    assert!(session["token"] == Value::Null && session["tokenHash"] == Value::Null);
}
