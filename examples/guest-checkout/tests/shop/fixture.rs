//! The shop in a test, and its customers.

use guest_checkout::{plugins, routes};
use nevr::{
    serde_json::{Value, json},
    testing::{Browser, TestApp, TestReply},
};

pub(crate) const CONFIG: &str = include_str!("../../nevr.config.toml");

pub(crate) async fn shop() -> TestApp {
    TestApp::builder(plugins()).config(CONFIG).routes(routes).start().await
}

/// A customer with a browser.
pub(crate) struct Person(pub(crate) Browser);

impl Person {
    pub(crate) fn nobody(shop: &TestApp) -> Self {
        Self(shop.browser())
    }

    pub(crate) async fn guest(shop: &TestApp) -> Self {
        let person = Self::nobody(shop);
        let reply = person.post("/api/auth/sign-in/anonymous", json!({})).await;
        assert_eq!(reply.status(), 200, "{}", reply.text());
        person
    }

    pub(crate) async fn account(shop: &TestApp, email: &str) -> Self {
        let person = Self::guest(shop).await;
        person.link(email).await;
        person
    }

    pub(crate) async fn link(&self, email: &str) {
        let reply = self.try_link(email).await;
        assert_eq!(reply.status(), 200, "{}", reply.text());
    }

    pub(crate) async fn try_link(&self, email: &str) -> TestReply {
        let account =
            json!({ "name": "Robin", "email": email, "password": "correct horse battery" });
        self.post("/api/auth/anonymous/link", account).await
    }

    pub(crate) async fn get(&self, path: &str) -> TestReply {
        self.0.get(path).send().await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> TestReply {
        self.0.post(path).json(body).send().await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> TestReply {
        self.0.request(method.parse().unwrap(), path).json(body).send().await
    }

    pub(crate) async fn add(&self, sku: &str, quantity: i64) -> TestReply {
        self.post("/api/cart", json!({ "sku": sku, "quantity": quantity })).await
    }

    pub(crate) async fn cart(&self) -> Value {
        self.get("/api/cart").await.json()
    }

    pub(crate) async fn voucher(&self) -> Value {
        self.get("/api/auth/welcome/voucher").await.json()["voucher"].clone()
    }

    pub(crate) async fn redeem(&self, code: &str) -> TestReply {
        self.post("/api/auth/welcome/redeem", json!({ "code": code })).await
    }

    /// Redeems a code.
    pub(crate) async fn redeem_own(&self) -> TestReply {
        let voucher = self.voucher().await;
        self.redeem(voucher["code"].as_str().unwrap()).await
    }

    pub(crate) async fn order(&self) -> TestReply {
        self.post("/api/orders", json!({})).await
    }
}

/// Returns the status and the code of an error.
pub(crate) fn refusal(reply: &TestReply) -> (u16, String) {
    (reply.status(), reply.code())
}
