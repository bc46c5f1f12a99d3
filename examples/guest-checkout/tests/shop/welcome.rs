//! The shop's own plugin.

use guest_checkout::{plugins, welcome::Welcome};
use nevr::{
    serde_json::{Value, json},
    testing::{TestApp, conformance, run},
};

use crate::fixture::{CONFIG, Person, refusal, shop};

#[test]
fn the_plugin_keeps_what_every_plugin_must_keep() {
    run(conformance::<Welcome>(plugins(), CONFIG));
}

#[test]
fn a_guest_who_becomes_an_account_gets_a_voucher_and_pays_less_once() {
    run(async {
        let shop = shop().await;
        let person = Person::guest(&shop).await;
        assert_eq!(person.voucher().await, Value::Null);
        person.add("lamp", 1).await;
        person.link("robin@example.com").await;
        let voucher = person.voucher().await;
        assert_eq!((&voucher["percent"], &voucher["redeemed"]), (&json!(10), &json!(false)));

        let code = voucher["code"].as_str().unwrap().to_lowercase();
        let redeemed = person.redeem(&format!(" {code} ")).await;
        assert_eq!(redeemed.json()["redeemed"], true);
        assert_eq!(person.redeem_own().await.status(), 200, "once more changes nothing");
        let cart = person.cart().await;
        assert_eq!((&cart["discount"], &cart["total"]), (&json!(640), &json!(5760)));
        let order = person.order().await.json();
        assert_eq!((&order["discount"], &order["total"]), (&json!(640), &json!(5760)));

        assert_eq!(refusal(&person.redeem_own().await), (409, "VOUCHER_SPENT".into()));
        assert_eq!(person.add("lamp", 1).await.json()["discount"], 0);
    });
}

#[test]
fn a_link_that_fails_gives_no_voucher() {
    run(async {
        let shop = shop().await;
        Person::account(&shop, "taken@example.com").await;
        let guest = Person::guest(&shop).await;
        let refused = guest.try_link("taken@example.com").await;
        assert_eq!(refusal(&refused), (409, "USER_ALREADY_EXISTS".into()));
        assert_eq!(shop.rows().await["voucher"], 1);
    });
}

#[test]
fn the_code_of_somebody_else_is_nobodys() {
    run(async {
        let shop = shop().await;
        let one = Person::account(&shop, "one@example.com").await;
        let other = Person::account(&shop, "other@example.com").await;
        let code = one.voucher().await["code"].as_str().unwrap().to_owned();
        for code in [code.as_str(), "", "WELCOME-"] {
            let refused = other.redeem(code).await;
            assert_eq!(refusal(&refused), (404, "VOUCHER_UNKNOWN".into()), "{code}");
        }
    });
}

#[test]
fn guests_and_visitors_redeem_nothing() {
    run(async {
        let shop = shop().await;
        let nobody = Person::nobody(&shop);
        assert_eq!(refusal(&nobody.redeem("a").await), (401, "UNAUTHORIZED".into()));
        let guest = Person::guest(&shop).await;
        assert_eq!(refusal(&guest.redeem("a").await), (403, "GUEST_NOT_ALLOWED".into()));
    });
}

#[test]
fn who_never_was_a_guest_has_no_voucher() {
    run(async {
        let shop = shop().await;
        let person = Person::nobody(&shop);
        let account = json!({
            "name": "Robin", "email": "robin@example.com", "password": "correct horse battery",
        });
        assert_eq!(person.post("/api/auth/sign-up/email", account).await.status(), 200);
        assert_eq!(person.voucher().await, Value::Null);
    });
}

#[test]
fn an_account_tries_ten_codes_a_minute() {
    run(async {
        let shop = shop().await;
        let person = Person::account(&shop, "robin@example.com").await;
        for _ in 0..10 {
            assert_eq!(person.redeem("a guess").await.status(), 404);
        }
        assert_eq!(refusal(&person.redeem("a guess").await), (429, "RATE_LIMITED".into()));
    });
}

#[test]
fn a_discount_that_nobody_can_mean_is_refused_at_its_place() {
    for percent in ["0", "91"] {
        let config = CONFIG.replace("percent = 10", &format!("percent = {percent}"));
        let (description, report) = TestApp::builder(plugins()).config(config).describe();
        assert!(description.is_none());
        let report = report.render(false);
        assert!(report.contains("a discount is from 1 to 90 percent"), "{report}");
    }
}
