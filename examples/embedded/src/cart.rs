//! The cart of the signed-in user. Guests have one too, and keep it when they become full accounts,
//! because their id stays.

use actix_web::{
    delete, get, post,
    web::{Data, Json, Path, ServiceConfig},
};
use nevr::{
    Nevr,
    auth::User,
    schema::{Record, RecordError},
    store::{Filter, Order, Query, Tx},
};
use serde::{Deserialize, Serialize};

use crate::{
    catalogue,
    error::{Answer, ShopError},
};

/// The most of one product in a cart.
const MOST: i64 = 99;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(show).service(put_in).service(take_out);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Add {
    sku: String,
    quantity: i64,
}

/// A product in a cart, or in an order.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    sku: String,
    title: String,
    quantity: i64,
    cents: i64,
}

#[derive(Serialize)]
struct Cart {
    items: Vec<Line>,
    cents: i64,
}

#[get("/api/cart")]
async fn show(nevr: Data<Nevr>, user: User) -> Answer<Json<Cart>> {
    Ok(Json(cart(&nevr, &user).await?))
}

// `User` checks the origin of a request that changes something and relies on a cookie: a page of
// another site can't fill a user's cart.
#[post("/api/cart")]
async fn put_in(nevr: Data<Nevr>, user: User, Json(add): Json<Add>) -> Answer<Json<Cart>> {
    let id = user.id().to_owned();
    nevr.store().transaction(move |tx| async move { put(&tx, &id, &add).await }).await?;
    Ok(Json(cart(&nevr, &user).await?))
}

#[delete("/api/cart/{sku}")]
async fn take_out(nevr: Data<Nevr>, user: User, sku: Path<String>) -> Answer<Json<Cart>> {
    let id = user.id().to_owned();
    nevr.store().transaction(move |tx| async move { take(&tx, &id, &sku).await }).await?;
    Ok(Json(cart(&nevr, &user).await?))
}

/// Selects the items of a user, oldest first.
pub(crate) fn items(user: &str) -> Query {
    Query::from("cartItem").filter(of_user(user)).order_by("id", Order::Ascending)
}

pub(crate) fn of_user(user: &str) -> Filter {
    Filter::all().eq("userId", user)
}

/// An item with its product, as two rows of the database.
pub(crate) fn line((item, product): &(Record, Record)) -> Result<Line, RecordError> {
    let quantity = item.get("quantity")?;
    let cents = quantity * product.get::<i64>("cents")?;
    Ok(Line { sku: product.get("sku")?, title: product.get("title")?, quantity, cents })
}

pub(crate) fn total(lines: &[Line]) -> i64 {
    lines.iter().map(|line| line.cents).sum()
}

async fn cart(nevr: &Nevr, user: &User) -> Result<Cart, ShopError> {
    let found = nevr.store().find_with(items(user.id()), "product").await?;
    let items = found.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    Ok(Cart { cents: total(&items), items })
}

/// Runs in a transaction, because it reads the cart before it writes: of two clicks at the same time,
/// none is lost.
async fn put(tx: &Tx, user: &str, add: &Add) -> Result<(), ShopError> {
    let product = tx.find_one(catalogue::with_sku(&add.sku)).await?;
    let product: String = product.ok_or(ShopError::NoSuchProduct)?.get("id")?;
    let item = tx.find_one(items(user).filter(of_product(&product))).await?;
    let before = item.as_ref().map_or(Ok(0), |item| item.get("quantity"))?;
    let quantity = add.quantity.saturating_add(before);
    if add.quantity < 1 || quantity > MOST {
        return Err(ShopError::Quantity);
    }
    let changed = Record::new().with("quantity", quantity);
    match item {
        Some(item) => {
            tx.update("cartItem", Filter::id(item.get::<&str>("id")?), changed).await?;
        }
        None => {
            tx.insert("cartItem", changed.with("userId", user).with("productId", product)).await?;
        }
    }
    Ok(())
}

async fn take(tx: &Tx, user: &str, sku: &str) -> Result<(), ShopError> {
    let product = tx.find_one(catalogue::with_sku(sku)).await?;
    let product: String = product.ok_or(ShopError::NoSuchProduct)?.get("id")?;
    tx.delete("cartItem", of_user(user).eq("productId", product)).await?;
    Ok(())
}

fn of_product(id: &str) -> Filter {
    Filter::all().eq("productId", id)
}
