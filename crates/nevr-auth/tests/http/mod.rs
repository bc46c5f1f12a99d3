//! Auth as clients and attackers meet it: over HTTP, endpoint by endpoint and line by line of what
//! must hold.

mod alike;
mod away;
mod cache;
mod canaries;
mod change_password;
mod conformance;
mod cookie_options;
mod cookies;
mod delete_user;
mod emails;
mod extractors;
mod fixture;
mod get_session;
mod input;
mod limits;
mod list_accounts;
mod options;
mod passwords;
mod races;
mod refused_options;
mod rotation;
mod secrets;
mod sessions;
mod sign_in;
mod sign_out;
mod sign_up;
mod sliding;
mod spellings;
mod tokens;
mod two_nodes;
mod update_user;
mod visitor;
