//! The rules that every plugin must keep.

use nevr_auth::Auth;
use nevr_core::testing::conformance;

use super::fixture::{limited, plugins};

async fn auth_keeps_what_every_plugin_must_keep() {
    conformance::<Auth>(plugins(), &limited("")).await;
}

nevr_core::testing::on_every_database!(auth_keeps_what_every_plugin_must_keep,);
