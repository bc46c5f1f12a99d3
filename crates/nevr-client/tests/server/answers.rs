//! What calls have as their results, errors above all.

use std::{net::TcpListener, time::Duration};

use nevr_client::{BaseError, Client, Error, SignUp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::serving::{CONFIG, PASSWORD, Server};

#[tokio::test]
async fn health_says_that_all_is_well() {
    let server = Server::start();
    server.client().health().await.unwrap();
    server.client().ready().await.unwrap();
}

#[tokio::test]
async fn every_problem_of_an_input_is_named() {
    let server = Server::start();
    let account = SignUp::new("", "nobody", "short");
    let error = server.client().auth().sign_up().email(&account).await.unwrap_err();
    let Error::Api { status, code, details, retry_after, .. } = error else { panic!("{error}") };
    assert_eq!((status, code.as_str(), retry_after), (400, "VALIDATION_ERROR", None));
    let fields: Vec<&str> = details.iter().map(|detail| detail.field.as_str()).collect();
    assert_eq!(fields, ["name", "email", "password"]);
}

#[tokio::test]
async fn a_limit_says_when_to_come_back() {
    let server = Server::start();
    for _ in 0..10 {
        server.client().auth().sign_in().anonymous().await.unwrap();
    }
    let error = server.client().auth().sign_in().anonymous().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(429), Some("RATE_LIMITED")));
    let wait = error.retry_after().unwrap();
    assert!((1..=60).contains(&wait.as_secs()), "{wait:?}");
}

#[tokio::test]
async fn any_endpoint_is_called_by_its_path() {
    #[derive(Deserialize)]
    struct SignedIn {
        user: Value,
    }
    let server = Server::start();
    let client = server.client();
    let signed_in: SignedIn = client.post("/auth/sign-in/anonymous", &json!({})).await.unwrap();
    let session: Value = client.get("/auth/get-session").await.unwrap();
    assert_eq!(session["user"], signed_in.user);
    let refused = client.get_with::<Value>("/auth/get-session", &[("refresh", "no")]).await;
    assert_eq!(refused.unwrap_err().code(), Some("VALIDATION_ERROR"));
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_and_a_method_that_is_not_its_own_are_errors_of_nevr() {
    let server = Server::start();
    let client = server.client();
    let missing = client.get::<Value>("/auth/nothing").await.unwrap_err();
    assert_eq!(missing.code(), Some("NOT_FOUND"));
    for wrong in [
        client.delete::<Value>("/health").await,
        client.put("/health", &json!({})).await,
        client.patch("/health", &json!({})).await,
    ] {
        assert_eq!(wrong.unwrap_err().code(), Some("METHOD_NOT_ALLOWED"));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_an_answer_of_another_type_is_an_error() {
    let server = Server::start();
    let redirected = server.elsewhere().build().unwrap().get::<Value>("/redirect").await;
    assert!(matches!(redirected, Err(Error::Unexpected { status: 307, .. })), "{redirected:?}");
    assert!(matches!(server.client().get::<u8>("/health").await, Err(Error::Decode(_))));
}

/// A machine without any roots can't set a client for https up.
#[cfg(feature = "tls")]
#[tokio::test]
async fn https_never_falls_back_to_http() {
    let server = Server::start();
    match Client::new(&server.url.replace("http:", "https:")) {
        Ok(client) => assert!(matches!(client.health().await, Err(Error::Network(_)))),
        Err(error) => assert!(matches!(error, Error::Setup(_)), "{error}"),
    }
}

#[tokio::test]
async fn a_path_that_leaves_the_base_is_never_sent() {
    let server = Server::start();
    let outside = server.client().get::<Value>("/../elsewhere").await;
    assert!(matches!(outside, Err(Error::Path { .. })));
}

#[tokio::test]
async fn a_server_that_is_not_there_and_one_that_never_answers_are_network_errors() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let client = Client::builder(&address).timeout(Duration::from_millis(50)).build().unwrap();
    // The system takes the connection; nobody reads from it.
    assert!(client.health().await.unwrap_err().is_timeout());
    drop(listener);
    let error = Client::new(&address).unwrap().health().await.unwrap_err();
    assert!(matches!(error, Error::Network(_)) && !error.is_timeout());
}

#[tokio::test]
async fn the_origin_that_is_sent_is_the_servers_own_or_the_one_that_is_given() {
    let config = format!("[server]\nbaseURL = \"http://shop.example\"\n{CONFIG}");
    let server = Server::with(nevr::plugins(), &config);
    let client = server.client();
    let refused = client.auth().sign_in().anonymous().await.unwrap_err();
    assert_eq!(refused.code(), Some("INVALID_ORIGIN"));
    let client = server.builder().origin("http://shop.example").build().unwrap();
    client.auth().sign_in().anonymous().await.unwrap();
    for wrong in ["shop.example", "http://shop.example/", "null", ""] {
        let refused = server.builder().origin(wrong).build().unwrap_err();
        assert!(matches!(refused, Error::Base(BaseError::Origin)), "{wrong}");
    }
}

#[tokio::test]
async fn auth_may_be_at_another_path() {
    let config = CONFIG.replacen("[plugins.auth]", "[plugins.auth]\nbasePath = \"/people\"", 1);
    let server = Server::with(nevr::plugins(), &config);
    let client = server.builder().auth_path("/people").build().unwrap();
    let account = SignUp::new("Ada", "ada@example.com", PASSWORD).short_session();
    client.auth().sign_up().email(&account).await.unwrap();
    assert!(client.auth().get_session().await.unwrap().is_some());
}
