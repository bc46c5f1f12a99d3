//! A program that uses the shop.

use serde_json::{Value, json};
use ureq::{
    Agent, AsSendBody,
    http::{Request, Response},
};

/// Sends requests, with a token once it has one.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    url: String,
    pub(crate) token: Option<String>,
}

/// An answer, with its whole body.
pub(crate) struct Reply {
    head: Response<()>,
    text: String,
}

impl Client {
    pub(crate) fn new(url: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_idle_connections(0)
            // Waits as long as it takes: from the answer a test knows what the server has accepted.
            .timeout_await_100(None);
        Self { agent: config.build().into(), url: url.to_owned(), token: None }
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], ())
    }

    pub(crate) fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, &[], ())
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[("Content-Type", "application/json")], body.to_string())
    }

    /// Sends a request with these headers, and the token if there is one.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsSendBody,
    ) -> Reply {
        let uri = format!("{}{path}", self.url);
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let (head, mut body) = self.agent.run(request.body(body).unwrap()).unwrap().into_parts();
        let text = body.read_to_string().unwrap();
        Reply { head: Response::from_parts(head, ()), text }
    }

    /// Signs in as a guest.
    pub(crate) fn become_guest(&mut self) -> Reply {
        let reply = self.post("/api/auth/sign-in/anonymous", &json!({}));
        self.keep_token(&reply);
        reply
    }

    /// Links the guest to a full account.
    pub(crate) fn link(&mut self, email: &str) -> Reply {
        let account = json!({ "email": email, "password": "correct horse battery", "name": "Ada" });
        let reply = self.post("/api/auth/anonymous/link", &account);
        self.keep_token(&reply);
        reply
    }

    /// Adds a product to the cart.
    pub(crate) fn put(&self, sku: &str, quantity: i64) -> Reply {
        self.post("/api/cart", &json!({ "sku": sku, "quantity": quantity }))
    }

    pub(crate) fn cart(&self) -> Value {
        self.get("/api/cart").json()
    }

    fn keep_token(&mut self, reply: &Reply) {
        assert_eq!(reply.status(), 200, "{}", reply.text);
        self.token = Some(reply.json()["token"].as_str().unwrap().to_owned());
    }
}

impl Reply {
    pub(crate) fn status(&self) -> u16 {
        self.head.status().as_u16()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.headers().get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// Returns the status and the code of an error.
    pub(crate) fn error(&self) -> (u16, String) {
        let code = self.json()["error"]["code"].as_str().map(ToOwned::to_owned);
        (self.status(), code.unwrap_or_else(|| panic!("no error: {}", self.text)))
    }

    /// Returns the session cookie that the answer sets, as a browser sends it back.
    pub(crate) fn cookie(&self) -> &str {
        self.header("set-cookie").unwrap().split(';').next().unwrap()
    }
}
