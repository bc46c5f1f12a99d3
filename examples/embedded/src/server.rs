//! The actix app: nevr's routes, the shop's own, and one middleware around both.

use std::io;

use actix_web::{
    App, HttpServer,
    http::header::CACHE_CONTROL,
    middleware::{DefaultHeaders, from_fn},
    web,
};

use crate::{account, cart, catalogue, error, observe, orders, receipts, setup::Shop};

/// Answers until SIGTERM; then every request that was accepted is answered first, as long as
/// `server.shutdownTimeout` lets it. Ctrl-C does not wait. Both are what actix does by itself.
pub(crate) async fn serve(shop: &Shop) -> io::Result<()> {
    let (nevr, connection) = (shop.nevr.clone(), web::Data::new(shop.connection.clone()));
    let config = &shop.nevr.config().server;
    let server = HttpServer::new(move || {
        App::new()
            .wrap(from_fn(observe::observe))
            // Carts and orders are about one person. A handler that says otherwise is left alone.
            .wrap(DefaultHeaders::new().add((CACHE_CONTROL, "no-store")))
            .app_data(connection.clone())
            .app_data(web::JsonConfig::default().error_handler(error::unreadable))
            // nevr's endpoints are resources of their own, so the shop's may lie below `/api` too.
            // They come first, so that a route of the shop's can't cover one of them.
            .configure(nevr.routes())
            .configure(catalogue::routes)
            .configure(cart::routes)
            .configure(orders::routes)
            .configure(receipts::routes)
            .configure(account::routes)
            .default_service(web::to(error::nothing_here))
    })
    .shutdown_timeout(config.shutdown_timeout.duration().as_secs())
    .bind((config.host.as_str(), shop.port))?;
    for address in server.addrs() {
        println!("listening on http://{address}");
    }
    server.run().await
}
