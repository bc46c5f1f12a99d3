//! Orders, which only full accounts can place.

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, ServiceConfig},
};
use nevr::{
    Nevr,
    auth::FullUser,
    env::Timestamp,
    schema::{Record, RecordError},
    store::{Filter, Order as Direction, Query, Tx},
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    cart,
    error::{Answer, ShopError},
};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list).service(place);
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    id: String,
    lines: Value,
    discount: i64,
    total: i64,
    created_at: Timestamp,
}

impl Order {
    fn read(row: &Record) -> Result<Self, RecordError> {
        Ok(Self {
            id: row.get("id")?,
            lines: row.get::<&Value>("lines")?.clone(),
            discount: row.get("discount")?,
            total: row.get("total")?,
            created_at: row.get("createdAt")?,
        })
    }
}

#[get("/api/orders")]
async fn list(nevr: Data<Nevr>, user: FullUser) -> Answer<Json<Vec<Order>>> {
    let own = Query::from("order").filter(Filter::all().eq("userId", user.id()));
    let rows = nevr.store().find(own.order_by("id", Direction::Descending)).await?;
    let orders: Result<_, RecordError> = rows.iter().map(Order::read).collect();
    Ok(Json(orders.map_err(ShopError::from)?))
}

#[post("/api/orders")]
async fn place(nevr: Data<Nevr>, user: FullUser) -> Answer<HttpResponse> {
    let id = user.id().to_owned();
    // Durable: an order that was confirmed must survive a power cut.
    let job = move |tx| async move { order(&tx, &id).await };
    Ok(HttpResponse::Created().json(nevr.store().durable_transaction(job).await?))
}

/// Turns the cart into an order, and spends the voucher if there is one.
async fn order(tx: &Tx, user: &str) -> Result<Order, ShopError> {
    let cart = cart::empty(tx, user).await?;
    let order = Record::new()
        .with("userId", user)
        .with("lines", cart.lines())
        .with("discount", cart.discount)
        .with("total", cart.total);
    Ok(Order::read(&tx.insert("order", order).await?)?)
}
