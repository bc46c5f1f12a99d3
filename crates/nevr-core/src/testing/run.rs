//! Running a test without an attribute.

use std::future::Future;

use actix_web::rt::System;

/// Runs a test to its end, as `#[actix_web::test]` does, whose expansion only a crate that depends
/// on actix-web itself can use.
///
/// ```
/// use nevr_core::{plugin::Registry, testing::{TestApp, run}};
///
/// // With `#[test]` before it:
/// fn the_app_is_well() {
///     run(async {
///         let app = TestApp::start(Registry::new(), "").await;
///         assert_eq!(app.get("/api/health").send().await.status(), 200);
///     });
/// }
/// # the_app_is_well();
/// ```
pub fn run<T>(test: impl Future<Output = T>) -> T {
    System::new().block_on(test)
}
