//! The products of the shop, which visitors may see.

use actix_web::{
    get,
    web::{Data, Json, ServiceConfig},
};
use nevr::{
    schema::Record,
    sea_orm::{DatabaseConnection, EntityTrait, QueryOrder},
    store::{Filter, Query, Store, StoreError, WriteSet},
};

use serde::Serialize;

use crate::{
    entities::{prelude::Product, product},
    error::{Answer, ShopError},
};

/// The products of a new shop: SKU, title, price in cents.
const GOODS: [(&str, &str, i64); 3] =
    [("mug", "Mug", 1_200), ("tee", "T-shirt", 2_500), ("book", "Notebook", 800)];

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(products);
}

/// A product, as visitors see it.
#[derive(Serialize)]
struct Offer {
    sku: String,
    title: String,
    cents: i64,
}

/// Reads with the shop's own connection and a sea-orm entity: nevr's tables are ordinary tables.
#[get("/api/products")]
async fn products(connection: Data<DatabaseConnection>) -> Answer<Json<Vec<Offer>>> {
    let products = Product::find().order_by_asc(product::Column::Cents);
    let products = products.all(connection.get_ref()).await.map_err(ShopError::from)?;
    let offer = |product::Model { sku, title, cents, .. }| Offer { sku, title, cents };
    Ok(Json(products.into_iter().map(offer).collect()))
}

/// Inserts the products into an empty shop.
pub(crate) async fn fill(store: &Store) -> Result<(), StoreError> {
    if store.count("product", Filter::all()).await? > 0 {
        return Ok(());
    }
    let mut set = WriteSet::new();
    for (sku, title, cents) in GOODS {
        let product = Record::new().with("sku", sku).with("title", title).with("cents", cents);
        set.insert("product", product);
    }
    store.write(set).await.map(drop)
}

/// Returns the product with this SKU.
pub(crate) fn with_sku(sku: &str) -> Query {
    Query::from("product").filter(Filter::all().eq("sku", sku))
}
