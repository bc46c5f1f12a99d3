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
    store::{Order as Direction, Query, Tx},
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
    cents: i64,
    lines: Value,
    created_at: Timestamp,
}

impl Order {
    fn read(row: &Record) -> Result<Self, RecordError> {
        Ok(Self {
            id: row.get("id")?,
            cents: row.get("cents")?,
            lines: row.get::<&Value>("lines")?.clone(),
            created_at: row.get("createdAt")?,
        })
    }
}

#[get("/api/orders")]
async fn list(nevr: Data<Nevr>, user: FullUser) -> Answer<Json<Vec<Order>>> {
    let own = Query::from("order").filter(cart::of_user(user.id()));
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

/// Turns the cart into an order, at the current prices.
async fn order(tx: &Tx, user: &str) -> Result<Order, ShopError> {
    let found = tx.find_with(cart::items(user), "product").await?;
    let lines = found.iter().map(cart::line).collect::<Result<Vec<_>, _>>()?;
    if lines.is_empty() {
        return Err(ShopError::CartEmpty);
    }
    let order = Record::new()
        .with("userId", user)
        .with("cents", cart::total(&lines))
        .with("lines", serde_json::json!(lines));
    let order = tx.insert("order", order).await?;
    tx.delete("cartItem", cart::of_user(user)).await?;
    Ok(Order::read(&order)?)
}
