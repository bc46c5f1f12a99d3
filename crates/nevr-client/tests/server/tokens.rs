//! The bearer token: kept, handed on, renewed, never shown.

use nevr_client::Token;

use crate::serving::Server;

#[tokio::test]
async fn a_token_that_was_kept_elsewhere_is_the_session() {
    let server = Server::start();
    let first = server.builder().bearer().build().unwrap();
    assert_eq!(first.token(), None);
    let guest = first.auth().sign_in().anonymous().await.unwrap().user;
    let kept = first.token().unwrap().expose().to_owned();

    let later = server.builder().token(Token::new(kept).unwrap()).build().unwrap();
    assert_eq!(later.auth().get_session().await.unwrap().unwrap().user.id, guest.id);
    later.auth().sign_out().await.unwrap();
    assert_eq!(later.token(), None);
    assert!(first.auth().get_session().await.unwrap().is_none());
}

#[tokio::test]
async fn a_newer_token_of_the_session_is_taken_over() {
    let server = Server::start();
    let client = server.elsewhere().token(Token::new("old").unwrap()).build().unwrap();
    client.get::<()>("/renew").await.unwrap();
    assert_eq!(client.token().unwrap().expose(), "renewed");
    // Who has no session is not given one in passing.
    client.set_token(None);
    client.get::<()>("/renew").await.unwrap();
    assert_eq!(client.token(), None);
}

#[tokio::test]
async fn a_client_with_cookies_has_no_token_to_hand_on() {
    let server = Server::start();
    let client = server.client();
    client.set_token(Some(Token::new("something").unwrap()));
    assert_eq!(client.token(), None);
}

#[tokio::test]
async fn no_debug_of_a_client_shows_its_session() {
    let server = Server::start();
    let client = server.builder().bearer().build().unwrap();
    let signed_in = client.auth().sign_in().anonymous().await.unwrap();
    let token = client.token().unwrap();
    let shown = format!(
        "{client:?} {:?} {signed_in:?} {:?}",
        client.auth(),
        server.builder().token(token.clone())
    );
    assert!(!shown.contains(token.expose()), "{shown}");
}
