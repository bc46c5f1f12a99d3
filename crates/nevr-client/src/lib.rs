//! Calls the endpoints of a nevr app from Rust.
//!
//! ```no_run
//! use nevr_client::{Client, Link};
//!
//! # async fn example() -> Result<(), nevr_client::Error> {
//! let client = Client::new("https://shop.example")?;
//! let guest = client.auth().sign_in().anonymous().await?;
//! assert!(guest.user.is_anonymous);
//!
//! let account = Link::new("user@example.com", "securepassword123").name("John Doe");
//! let linked = client.auth().anonymous().link(&account).await?;
//! assert_eq!(linked.user.id, guest.user.id);
//! # Ok(())
//! # }
//! ```
//!
//! The client keeps the session: in a cookie jar or, with [`ClientBuilder::bearer`], as a [`Token`] in
//! memory. Other endpoints are called by their paths, with your own types:
//!
//! ```no_run
//! # use serde::{Deserialize, Serialize};
//! #[derive(Serialize)]
//! struct Claim<'a> {
//!     code: &'a str,
//! }
//!
//! #[derive(Deserialize)]
//! struct Claimed {
//!     points: u32,
//! }
//!
//! # async fn example(client: nevr_client::Client) -> Result<(), nevr_client::Error> {
//! let claimed: Claimed = client.post("/auth/referral/claim", &Claim { code: "ada" }).await?;
//! # let _ = claimed.points;
//! # Ok(())
//! # }
//! ```
//!
//! An error from the server is an [`Error::Api`] with the code that the endpoint documents. The client
//! does not try a call again, and follows no redirect.
//!
//! The feature `tls`, on by default, is for https. Without it the client only speaks http: to a server
//! on the same machine, or one behind a proxy that ends TLS.

mod answer;
mod auth;
mod base;
mod builder;
mod client;
mod credential;
mod entities;
mod error;
#[cfg(feature = "tls")]
mod tls;
mod token;

pub use auth::{
    Anonymous, Auth, Credentials, CurrentSession, Link, ListedSession, PasswordChange, SignIn,
    SignUp, SignUps, SignedIn, UserChanges,
};
pub use builder::ClientBuilder;
pub use client::Client;
pub use entities::{Account, Session, User};
pub use error::{BaseError, Detail, Error};
pub use token::{InvalidToken, Token};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
