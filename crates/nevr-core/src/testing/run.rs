//! Running an async test without an attribute.

use std::future::Future;

use actix_web::rt::System;

/// Runs an async test to its end. `#[actix_web::test]` does the same, but expands to code that only
/// compiles in a crate that depends on actix-web itself.
///
/// ```
/// use nevr_core::{plugin::Registry, testing::{TestApp, run}};
///
/// // With `#[test]` before it:
/// fn the_app_is_healthy() {
///     run(async {
///         let app = TestApp::start(Registry::new(), "").await;
///         assert_eq!(app.get("/api/health").send().await.status(), 200);
///     });
/// }
/// # the_app_is_healthy();
/// ```
pub fn run<T>(test: impl Future<Output = T>) -> T {
    System::new().block_on(test)
}
