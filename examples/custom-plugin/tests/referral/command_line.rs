//! The program: the whole command line, with the plugin added.

use std::process::{Command, Output};

fn nevr(command: &str) -> Output {
    let folder = env!("CARGO_MANIFEST_DIR");
    let program = env!("CARGO_BIN_EXE_custom-plugin");
    Command::new(program).arg(command).current_dir(folder).output().unwrap()
}

#[test]
fn the_config_beside_this_crate_is_sound() {
    let checked = nevr("check");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn the_endpoint_is_in_the_openapi_document() {
    let document = nevr("openapi");
    assert!(document.status.success());
    let document: nevr::serde_json::Value = nevr::serde_json::from_slice(&document.stdout).unwrap();
    let responses = &document["paths"]["/api/auth/referral/claim"]["post"]["responses"];
    assert!(responses["409"].to_string().contains("REFERRAL_CLAIMED_BEFORE"), "{responses}");
}
