//! The attribute `Secure` of cookies, in `nevr dev` and otherwise.

use nevr::{
    Nevr, NevrBuilder, actix_web::rt::System, config::Variables, migrate::Options, plugin::Registry,
};
use tempfile::TempDir;

/// Returns whether an app with this public address has `Secure` cookies.
fn secure_cookies(base_url: &str, prepare: fn(NevrBuilder) -> NevrBuilder) -> bool {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("nevr.config.toml");
    std::fs::write(&file, format!("[server]\nbaseURL = \"{base_url}\"\n")).unwrap();
    let no_variables = Variables::fixed::<String, String>([]);
    let builder = Nevr::builder(Registry::new()).config_file(file).variables(no_variables);
    let builder = prepare(builder);
    System::new().block_on(async {
        let opened = builder.open_or_create(&builder.check().unwrap()).await.unwrap();
        opened.push(Options::default()).await.unwrap();
        let nevr = opened.start().await.unwrap();
        let secure = nevr.secure_cookies();
        nevr.stop().await;
        secure
    })
}

#[test]
fn cookies_are_secure_when_the_base_url_is_https() {
    assert!(secure_cookies("https://shop.example", |builder| builder));
    assert!(!secure_cookies("http://shop.example", |builder| builder));
}

#[test]
fn cookies_of_dev_work_on_its_http_address_whatever_the_base_url() {
    assert!(!secure_cookies("https://shop.example", NevrBuilder::dev));
}
