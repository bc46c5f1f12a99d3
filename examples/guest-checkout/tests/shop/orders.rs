//! The way out of the shop.

use nevr::{serde_json::json, testing::run};

use crate::fixture::{Person, refusal, shop};

#[test]
fn an_account_orders_its_cart_once() {
    run(async {
        let shop = shop().await;
        let person = Person::guest(&shop).await;
        person.add("mug", 2).await;
        person.link("robin@example.com").await;
        let order = person.order().await;
        assert_eq!(order.status(), 201);
        let order = order.json();
        assert_eq!((&order["total"], &order["discount"]), (&json!(3600), &json!(0)));
        assert_eq!(order["lines"][0]["title"], "Morning mug");
        assert_eq!(person.cart().await["lines"], json!([]));
        assert_eq!(refusal(&person.order().await), (409, "CART_EMPTY".into()));
        assert_eq!(person.get("/api/orders").await.json(), json!([order]));
    });
}

#[test]
fn guests_and_visitors_order_nothing() {
    run(async {
        let shop = shop().await;
        let nobody = Person::nobody(&shop);
        assert_eq!(refusal(&nobody.order().await), (401, "UNAUTHORIZED".into()));
        let guest = Person::guest(&shop).await;
        guest.add("mug", 1).await;
        let refused = (403, "GUEST_NOT_ALLOWED".to_owned());
        assert_eq!(refusal(&guest.order().await), refused);
        assert_eq!(refusal(&guest.get("/api/orders").await), refused);
        assert_eq!(guest.cart().await["total"], 1800);
    });
}

#[test]
fn nobody_sees_the_orders_of_others_and_they_go_with_their_owner() {
    run(async {
        let shop = shop().await;
        let one = Person::account(&shop, "one@example.com").await;
        let other = Person::account(&shop, "other@example.com").await;
        one.add("mug", 1).await;
        one.order().await;
        assert_eq!(other.get("/api/orders").await.json(), json!([]));
        let password = json!({ "password": "correct horse battery" });
        assert_eq!(one.post("/api/auth/delete-user", password).await.status(), 200);
        assert_eq!(shop.rows().await["order"], 0);
    });
}

#[test]
fn an_empty_cart_spends_no_voucher() {
    run(async {
        let shop = shop().await;
        let person = Person::account(&shop, "robin@example.com").await;
        person.redeem_own().await;
        assert_eq!(refusal(&person.order().await), (409, "CART_EMPTY".into()));
        assert_eq!(person.voucher().await["spent"], false);
    });
}
