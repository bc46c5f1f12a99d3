//! What who is signed in can do.

use nevr_client::{Client, Credentials, PasswordChange, SignUp, UserChanges};

use crate::serving::{PASSWORD, Server};

async fn signed_up(server: &Server) -> Client {
    let client = server.client();
    let account = SignUp::new("Ada", "ada@example.com", PASSWORD);
    client.auth().sign_up().email(&account.image("https://shop.example/ada.png")).await.unwrap();
    client
}

async fn signed_in(server: &Server) -> Client {
    let client = server.builder().bearer().build().unwrap();
    let credentials = Credentials::new("ada@example.com", PASSWORD).short_session();
    client.auth().sign_in().email(&credentials).await.unwrap();
    client
}

async fn is_signed_in(client: &Client) -> bool {
    client.auth().peek_session().await.unwrap().is_some()
}

#[tokio::test]
async fn a_user_is_changed() {
    let server = Server::start();
    let client = signed_up(&server).await;
    let changes = UserChanges::new().name("Ada L.").no_image().field("locale", "fr");
    let user = client.auth().update_user(&changes).await.unwrap();
    assert_eq!((user.name.as_str(), user.image), ("Ada L.", None));
    assert_eq!(user.fields["locale"], "fr");
    let nothing = client.auth().update_user(&UserChanges::new()).await.unwrap_err();
    assert_eq!(nothing.code(), Some("VALIDATION_ERROR"));
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let server = Server::start();
    let (first, second, third) =
        (signed_up(&server).await, signed_in(&server).await, signed_in(&server).await);
    let sessions = first.auth().list_sessions().await.unwrap();
    assert_eq!(sessions.len(), 3);
    assert_eq!(sessions.iter().filter(|listed| listed.current).count(), 1);
    let own = first.auth().get_session().await.unwrap().unwrap().session;
    assert_eq!(sessions.iter().find(|listed| listed.current).unwrap().session.id, own.id);
    assert!(own.expires_at > own.created_at);
    assert!(own.user_agent.unwrap().starts_with("nevr-client/"));

    let of_second = second.auth().get_session().await.unwrap().unwrap().session.id;
    first.auth().revoke_session(&of_second).await.unwrap();
    assert!(!is_signed_in(&second).await);
    first.auth().revoke_other_sessions().await.unwrap();
    assert!(!is_signed_in(&third).await && is_signed_in(&first).await);
    first.auth().revoke_sessions().await.unwrap();
    assert!(!is_signed_in(&first).await);
}

#[tokio::test]
async fn a_password_is_changed_and_the_client_stays_signed_in() {
    let server = Server::start();
    let (_first, client, other) =
        (signed_up(&server).await, signed_in(&server).await, signed_in(&server).await);
    let before = client.token();
    let change = PasswordChange::new(PASSWORD, "another-uncommon-passphrase");
    client.auth().change_password(&change.clone().keep_other_sessions()).await.unwrap();
    assert_ne!(client.token(), before);
    assert!(is_signed_in(&client).await && is_signed_in(&other).await);
    let refused = client.auth().change_password(&change).await.unwrap_err();
    assert_eq!((refused.status(), refused.code()), (Some(400), Some("INVALID_PASSWORD")));
}

#[tokio::test]
async fn an_account_is_listed_and_deleted_with_its_password() {
    let server = Server::start();
    let _first = signed_up(&server).await;
    let client = signed_in(&server).await;
    let accounts = client.auth().list_accounts().await.unwrap();
    assert_eq!(accounts[0].provider_id, "credential");
    assert_eq!(client.auth().delete_user(None).await.unwrap_err().code(), Some("INVALID_PASSWORD"));
    assert!(client.token().is_some());
    client.auth().delete_user(Some(PASSWORD)).await.unwrap();
    assert!(client.token().is_none());
    let credentials = Credentials::new("ada@example.com", PASSWORD);
    let gone = client.auth().sign_in().email(&credentials).await.unwrap_err();
    assert_eq!(gone.code(), Some("INVALID_EMAIL_OR_PASSWORD"));
}
