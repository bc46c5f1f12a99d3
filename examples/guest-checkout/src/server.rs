//! The actix app: nevr's routes, the shop's own, and the page.

use std::io;

use actix_web::{
    App,
    http::header::{CACHE_CONTROL, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    middleware::DefaultHeaders,
    web::{self, ServiceConfig},
};

use crate::{cart, catalogue, error, orders, page, setup::Shop};

/// Adds the shop's own routes. Their handlers take `Data<Nevr>`, which nevr's routes bring.
pub fn routes(config: &mut ServiceConfig) {
    config
        .app_data(web::JsonConfig::default().error_handler(error::unreadable))
        .configure(catalogue::routes)
        .configure(cart::routes)
        .configure(orders::routes);
}

/// Serves until SIGTERM, and then answers every request that was accepted, within
/// `server.shutdownTimeout`. Ctrl-C does not wait for them. Both are the behaviour of actix.
pub(crate) async fn serve(shop: &Shop) -> io::Result<()> {
    let (nevr, page) = (shop.nevr.clone(), web::Data::new(shop.page.clone()));
    let config = &shop.nevr.config().server;
    let server = shop.nevr.server(move || {
        App::new()
            // Carts and orders are private. A handler that sets the header itself is left alone.
            .wrap(
                DefaultHeaders::new()
                    .add((CACHE_CONTROL, "no-store"))
                    .add((X_CONTENT_TYPE_OPTIONS, "nosniff"))
                    .add((REFERRER_POLICY, "strict-origin-when-cross-origin")),
            )
            .app_data(page.clone())
            // nevr's endpoints are actix resources, so the shop may have routes below `/api` too.
            // They come first, so that no route of the shop hides one of them.
            .configure(nevr.routes())
            .configure(routes)
            .default_service(web::to(page::serve))
    });
    let server = server.bind((config.host.as_str(), shop.port))?;
    for address in server.addresses() {
        println!("listening on http://{address}");
    }
    server.run()?.await
}
