//! The products of the shop, which visitors may see.

use actix_web::{HttpResponse, get, web::ServiceConfig};
use nevr::auth::MaybeUser;
use serde::Serialize;

/// A product.
#[derive(Debug, Serialize)]
pub(crate) struct Product {
    pub(crate) sku: &'static str,
    pub(crate) title: &'static str,
    about: &'static str,
    pub(crate) cents: i64,
}

const SHELF: [Product; 6] = [
    Product {
        sku: "mug",
        title: "Morning mug",
        about: "Stoneware, holds a slow coffee",
        cents: 1_800,
    },
    Product { sku: "lamp", title: "Desk lamp", about: "Warm light where you read", cents: 6_400 },
    Product {
        sku: "plant",
        title: "Patient plant",
        about: "Forgives a week without water",
        cents: 2_200,
    },
    Product {
        sku: "notebook",
        title: "Dotted notebook",
        about: "192 pages that lie flat",
        cents: 1_250,
    },
    Product {
        sku: "blanket",
        title: "Wool blanket",
        about: "Woven, and wide enough for two",
        cents: 8_900,
    },
    Product { sku: "teapot", title: "Small teapot", about: "Two cups, and no drips", cents: 3_600 },
];

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(shelf);
}

/// Returns the product with this SKU.
pub(crate) fn product(sku: &str) -> Option<&'static Product> {
    SHELF.iter().find(|product| product.sku == sku)
}

#[derive(Serialize)]
struct Shelf {
    greeting: String,
    products: &'static [Product],
}

/// Lists the products for users and visitors, and greets users by name. If the database is away this
/// is an error: it does not take the user for a visitor.
#[get("/api/products")]
async fn shelf(MaybeUser(user): MaybeUser) -> HttpResponse {
    let greeting = match user {
        Some(user) if user.is_full() => format!("Welcome back, {}", user.name()),
        Some(_) => "Your cart is kept while you look around".to_owned(),
        None => "Look around, no account needed".to_owned(),
    };
    HttpResponse::Ok().json(Shelf { greeting, products: &SHELF })
}
