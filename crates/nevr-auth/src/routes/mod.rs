//! The endpoints of auth, one file each.

mod change_password;
mod delete_user;
mod get_session;
mod list_accounts;
mod list_sessions;
mod output;
mod revoke_sessions;
mod sign_in_email;
mod sign_out;
mod sign_up_email;
mod update_user;

use nevr_core::http::{Per, Routes};

use crate::{account::CredentialArriving, options::AuthOptions};
pub use output::SignedIn;

/// The name of the limit of signing in.
pub const SIGN_IN_LIMIT: &str = "auth.signIn";
/// The name of the limit that all ways to an account share.
pub const SIGN_UP_LIMIT: &str = "auth.signUp";
/// The name of the limit of endpoints that ask for the password again.
const PASSWORD_LIMIT: &str = "auth.password";

pub(crate) fn register(options: &AuthOptions, routes: &mut Routes) {
    if options.email_and_password.enabled {
        email_and_password(options, routes);
    }
    session(routes);
    user(options, routes);
    sessions(routes);
    delete_user(options, routes);
}

fn email_and_password(options: &AuthOptions, routes: &mut Routes) {
    let limits = &options.rate_limit;
    routes
        .post("/sign-up/email", sign_up_email::sign_up)
        .asks::<CredentialArriving>()
        .summary("Sign up with e-mail address and password")
        .description(
            "Makes an account. A guest who is signed in becomes the account, with the same id and \
             everything it owns; its sessions end and a new one begins.",
        )
        // Not per session: a client that makes sessions would make accounts without limit.
        .limit(SIGN_UP_LIMIT, Per::Address, limits.sign_up().window());
    routes
        .post("/sign-in/email", sign_in_email::sign_in)
        .summary("Sign in with e-mail address and password")
        .description("The answer does not tell whether the address or the password was wrong.")
        .limit(SIGN_IN_LIMIT, Per::Account, limits.sign_in().window());
}

fn session(routes: &mut Routes) {
    routes
        .post("/sign-out", sign_out::sign_out)
        .summary("Sign out")
        .description("Ends the session, if the request has one.");
    routes
        .get("/get-session", get_session::get)
        .summary("Get the session and its user")
        .description("Returns the session with its user, or `null` without a session. The use extends the session.")
        .tells_session();
}

fn user(options: &AuthOptions, routes: &mut Routes) {
    routes
        .post("/update-user", update_user::update)
        .summary("Change name, picture and other fields of the user");
    if options.email_and_password.enabled {
        change_password(options, routes);
    }
    routes
        .get("/list-accounts", list_accounts::list)
        .summary("List the user's accounts")
        .description("An account is a credential that the user signs in with.");
}

fn change_password(options: &AuthOptions, routes: &mut Routes) {
    routes
        .post("/change-password", change_password::change)
        .summary("Change the password")
        .description("Replaces the session by a new one, and ends all others unless `revokeOtherSessions` is false.")
        .limit(PASSWORD_LIMIT, Per::User, options.rate_limit.password().window());
}

fn sessions(routes: &mut Routes) {
    routes.get("/list-sessions", list_sessions::list).summary("List the user's live sessions");
    routes
        .post("/revoke-session", revoke_sessions::one)
        .summary("End one session of the user")
        .description("The id of another user's session, or an unknown one, changes nothing.");
    routes.post("/revoke-sessions", revoke_sessions::all).summary("End all sessions of the user");
    routes
        .post("/revoke-other-sessions", revoke_sessions::others)
        .summary("End all sessions of the user except this one");
}

fn delete_user(options: &AuthOptions, routes: &mut Routes) {
    routes
        .post("/delete-user", delete_user::delete)
        .summary("Delete the user")
        .description(
            "Deletes the user and everything that belongs to it. A user with a password must send it.",
        )
        .limit(PASSWORD_LIMIT, Per::User, options.rate_limit.password().window());
}
