//! Looking around, and the cart.

use nevr::{serde_json::json, testing::run};

use crate::fixture::{Person, refusal, shop};

#[test]
fn nobody_looks_around_and_leaves_nothing() {
    run(async {
        let shop = shop().await;
        let nobody = Person::nobody(&shop);
        let shelf = nobody.get("/api/products").await.json();
        assert_eq!(shelf["greeting"], "Look around, no account needed");
        assert_eq!(shelf["products"].as_array().unwrap().len(), 6);
        let empty = json!({ "lines": [], "subtotal": 0, "discount": 0, "total": 0 });
        assert_eq!(nobody.cart().await, empty);
        assert_eq!(refusal(&nobody.add("mug", 1).await), (401, "UNAUTHORIZED".into()));
        assert_eq!((shop.rows().await["user"], shop.rows().await["cart"]), (0, 0));
    });
}

#[test]
fn a_guest_fills_changes_and_empties_a_cart() {
    run(async {
        let shop = shop().await;
        let guest = Person::guest(&shop).await;
        guest.add("mug", 1).await;
        guest.add("teapot", 1).await;
        let cart = guest.add("mug", 1).await.json();
        let mug = json!({ "sku": "mug", "title": "Morning mug", "quantity": 2, "cents": 3600 });
        assert_eq!((&cart["lines"][0], &cart["total"]), (&mug, &json!(7200)));

        let cart = guest.send("PUT", "/api/cart/mug", json!({ "quantity": 5 })).await.json();
        assert_eq!(cart["lines"][0]["quantity"], 5);
        let cart = guest.send("DELETE", "/api/cart/mug", json!({})).await.json();
        assert_eq!(cart["lines"].as_array().unwrap().len(), 1);
        // What is not there is gone already.
        assert_eq!(guest.send("DELETE", "/api/cart/mug", json!({})).await.status(), 200);
        assert_eq!(guest.cart().await, cart);
        assert_eq!(shop.rows().await["cart"], 1);
    });
}

#[test]
fn a_guest_who_becomes_an_account_has_the_same_cart() {
    run(async {
        let shop = shop().await;
        let person = Person::guest(&shop).await;
        let before = person.add("lamp", 2).await.json();
        person.link("robin@example.com").await;
        assert_eq!(person.cart().await, before);
        let greeting = person.get("/api/products").await.json()["greeting"].clone();
        assert_eq!(greeting, "Welcome back, Robin");
    });
}

#[test]
fn a_cart_goes_with_its_owner() {
    run(async {
        let shop = shop().await;
        let guest = Person::guest(&shop).await;
        guest.add("mug", 1).await;
        assert_eq!(guest.post("/api/auth/delete-user", json!({})).await.status(), 200);
        assert_eq!((shop.rows().await["user"], shop.rows().await["cart"]), (0, 0));
    });
}

#[test]
fn everybody_has_a_cart_of_their_own() {
    run(async {
        let shop = shop().await;
        let (one, other) = (Person::guest(&shop).await, Person::guest(&shop).await);
        one.add("mug", 1).await;
        assert_eq!(other.cart().await["lines"], json!([]));
    });
}

#[test]
fn what_no_cart_can_hold_is_refused_and_changes_nothing() {
    run(async {
        let shop = shop().await;
        let guest = Person::guest(&shop).await;
        let before = guest.add("mug", 20).await.json();
        let range = (400, "QUANTITY_OUT_OF_RANGE".to_owned());
        for quantity in [0, 1, 21, i64::from(u32::MAX)] {
            assert_eq!(refusal(&guest.add("mug", quantity).await), range, "{quantity}");
        }
        let none = guest.send("PUT", "/api/cart/mug", json!({ "quantity": 0 })).await;
        assert_eq!(refusal(&none), range);
        assert_eq!(refusal(&guest.add("yacht", 1).await), (404, "NO_SUCH_PRODUCT".into()));
        let yacht = guest.send("PUT", "/api/cart/yacht", json!({ "quantity": 1 })).await;
        assert_eq!(refusal(&yacht), (404, "NO_SUCH_PRODUCT".into()));
        assert_eq!(guest.cart().await, before);
    });
}

#[test]
fn bodies_that_are_not_understood_are_refused_in_the_same_envelope() {
    run(async {
        let shop = shop().await;
        let guest = Person::guest(&shop).await;
        for body in [
            json!([]),
            json!({ "sku": "mug" }),
            json!({ "sku": "mug", "quantity": -1 }),
            json!({ "sku": "mug", "quantity": 1, "cents": 0 }),
        ] {
            let refused = guest.post("/api/cart", body.clone()).await;
            assert_eq!(refusal(&refused), (400, "VALIDATION_ERROR".into()), "{body}");
        }
    });
}

#[test]
fn a_page_of_another_site_fills_nobodys_cart() {
    run(async {
        let shop = shop().await;
        let guest = Person::guest(&shop).await;
        let cookie = guest.0.cookie("nevr.session_token").unwrap();
        let body = json!({ "sku": "mug", "quantity": 1 });
        for origin in ["https://evil.example", "null"] {
            let add = shop.post("/api/cart").cookie("nevr.session_token", &cookie);
            let refused = add.origin(origin).json(&body).send().await;
            assert_eq!(refusal(&refused), (403, "INVALID_ORIGIN".into()), "{origin}");
        }
        assert_eq!(guest.cart().await["lines"], json!([]));
    });
}

#[test]
fn a_database_that_is_away_is_not_an_empty_cart() {
    run(async {
        let shop = shop().await;
        let guest = Person::guest(&shop).await;
        shop.take_database_away().await;
        for path in ["/api/cart", "/api/products"] {
            assert_eq!(guest.get(path).await.status(), 503, "{path}");
        }
        assert_eq!(guest.add("mug", 1).await.status(), 503);
    });
}
