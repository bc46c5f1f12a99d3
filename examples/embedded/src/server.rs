//! The actix app: nevr's routes, the shop's own, and one middleware around both.

use std::io;

use actix_web::{
    App,
    http::header::CACHE_CONTROL,
    middleware::{DefaultHeaders, from_fn},
    web,
};

use crate::{account, cart, catalogue, error, observe, orders, receipts, setup::Shop};

/// Serves until SIGTERM, and then answers every request that was accepted, within
/// `server.shutdownTimeout`. Ctrl-C does not wait for them. Both are the behaviour of actix.
pub(crate) async fn serve(shop: &Shop) -> io::Result<()> {
    let (nevr, connection) = (shop.nevr.clone(), web::Data::new(shop.connection.clone()));
    let config = &shop.nevr.config().server;
    let server = shop.nevr.server(move || {
        App::new()
            .wrap(from_fn(observe::observe))
            // Carts and orders are private. A handler that sets the header itself is left alone.
            .wrap(DefaultHeaders::new().add((CACHE_CONTROL, "no-store")))
            .app_data(connection.clone())
            .app_data(web::JsonConfig::default().error_handler(error::unreadable))
            // nevr's endpoints are actix resources, so the shop may have routes below `/api` too.
            // They come first, so that no route of the shop hides one of them.
            .configure(nevr.routes())
            .configure(catalogue::routes)
            .configure(cart::routes)
            .configure(orders::routes)
            .configure(receipts::routes)
            .configure(account::routes)
            .default_service(web::to(error::nothing_here))
    });
    let server = server.bind((config.host.as_str(), shop.port))?;
    for address in server.addresses() {
        println!("listening on http://{address}");
    }
    server.run()?.await
}
