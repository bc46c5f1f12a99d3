//! The actix app: nevr's routes, the shop's own, and the page.

use std::io;

use actix_web::{
    App, HttpServer,
    http::header::{CACHE_CONTROL, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    middleware::DefaultHeaders,
    web::{self, ServiceConfig},
};

use crate::{cart, catalogue, error, orders, page, setup::Shop};

/// The routes that the shop has beside nevr's. They need `Data<Nevr>`, which nevr's bring along.
pub fn routes(config: &mut ServiceConfig) {
    config
        .app_data(web::JsonConfig::default().error_handler(error::unreadable))
        .configure(catalogue::routes)
        .configure(cart::routes)
        .configure(orders::routes);
}

/// Answers until SIGTERM; then every request that was accepted is answered first, as long as
/// `server.shutdownTimeout` lets it. Ctrl-C does not wait. Both are what actix does by itself.
pub(crate) async fn serve(shop: &Shop) -> io::Result<()> {
    let (nevr, page) = (shop.nevr.clone(), web::Data::new(shop.page.clone()));
    let config = &shop.nevr.config().server;
    let server = HttpServer::new(move || {
        App::new()
            // For handlers that say nothing else: carts and orders are about one person.
            .wrap(
                DefaultHeaders::new()
                    .add((CACHE_CONTROL, "no-store"))
                    .add((X_CONTENT_TYPE_OPTIONS, "nosniff"))
                    .add((REFERRER_POLICY, "strict-origin-when-cross-origin")),
            )
            .app_data(page.clone())
            // nevr's endpoints are resources of their own, so the shop's may lie below `/api` too.
            // They come first, so that a route of the shop's can't cover one of them.
            .configure(nevr.routes())
            .configure(routes)
            .default_service(web::to(page::serve))
    })
    .shutdown_timeout(config.shutdown_timeout.duration().as_secs())
    .bind((config.host.as_str(), shop.port))?;
    for address in server.addrs() {
        println!("listening on http://{address}");
    }
    server.run().await
}
