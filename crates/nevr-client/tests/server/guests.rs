//! From a guest to an account.

use nevr_client::{Client, Credentials, Link, SignUp};

use crate::serving::{PASSWORD, Server};

async fn becomes_an_account(client: &Client) {
    let auth = client.auth();
    assert_eq!(auth.get_session().await.unwrap(), None);

    let guest = auth.sign_in().anonymous().await.unwrap().user;
    assert!(guest.id.starts_with("anon_") && guest.is_anonymous && guest.email.is_none());
    assert_eq!(auth.get_session().await.unwrap().unwrap().user, guest);
    assert_eq!(auth.sign_in().anonymous().await.unwrap().user.id, guest.id);

    let account = Link::new("Ada@Example.com", PASSWORD).name("Ada").field("locale", "en");
    let linked = auth.anonymous().link(&account).await.unwrap().user;
    assert_eq!((linked.id.as_str(), linked.is_anonymous), (guest.id.as_str(), false));
    assert_eq!(linked.email.as_deref(), Some("ada@example.com"));
    assert_eq!(linked.field::<String>("locale").unwrap(), "en");
    assert_eq!(linked.field::<Option<u8>>("nothing").unwrap(), None);
    assert_eq!(auth.get_session().await.unwrap().unwrap().user, linked);

    auth.sign_out().await.unwrap();
    assert_eq!(auth.peek_session().await.unwrap(), None);
    let credentials = Credentials::new("ada@example.com", PASSWORD);
    assert_eq!(auth.sign_in().email(&credentials).await.unwrap().user.id, guest.id);
}

#[tokio::test]
async fn a_guest_becomes_an_account_with_cookies() {
    let server = Server::start();
    let client = server.client();
    becomes_an_account(&client).await;
    assert!(client.token().is_none());
}

#[tokio::test]
async fn a_guest_becomes_an_account_with_a_bearer_token() {
    let server = Server::start();
    becomes_an_account(&server.builder().bearer().build().unwrap()).await;
}

#[tokio::test]
async fn a_guest_who_signs_up_is_linked_too() {
    let server = Server::start();
    let client = server.client();
    let guest = client.auth().sign_in().anonymous().await.unwrap().user;
    let account = SignUp::new("Ada", "ada@example.com", PASSWORD).field("locale", "en");
    let user = client.auth().sign_up().email(&account).await.unwrap().user;
    assert_eq!(user.id, guest.id);
    assert_eq!(user.fields["locale"], "en");
}

#[tokio::test]
async fn clones_share_their_session_and_other_clients_have_their_own() {
    let server = Server::start();
    let one = server.client();
    let clone = one.clone();
    one.auth().sign_in().anonymous().await.unwrap();
    assert!(clone.auth().get_session().await.unwrap().is_some());
    assert!(server.client().auth().get_session().await.unwrap().is_none());
}
