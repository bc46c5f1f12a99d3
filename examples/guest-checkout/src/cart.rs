//! The cart of the signed-in user. Guests have one too, and keep it when they become full accounts,
//! because their id stays.

use actix_web::{
    delete, get, post, put,
    web::{Data, Json, Path, ServiceConfig},
};
use nevr::{
    Nevr,
    auth::{MaybeUser, User},
    schema::Record,
    store::{Filter, Query, StoreError, Tx},
};
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::product,
    error::{Answer, ShopError},
    welcome::{self, Discount},
};

/// The most of one product in a cart.
const MOST: u32 = 20;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(show).service(add).service(change).service(remove);
}

/// The content of the column `items`. It has no prices: those of the catalogue always apply.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Item {
    sku: String,
    quantity: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Add {
    sku: String,
    quantity: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    quantity: u32,
}

/// A product in a cart, or in an order.
#[derive(Debug, Serialize)]
struct Line {
    sku: &'static str,
    title: &'static str,
    quantity: u32,
    cents: i64,
}

/// A cart, at the current prices.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Cart {
    lines: Vec<Line>,
    subtotal: i64,
    pub(crate) discount: i64,
    pub(crate) total: i64,
}

/// Returns the cart. A visitor gets an empty one, so that the page can ask before there is a session.
#[get("/api/cart")]
async fn show(nevr: Data<Nevr>, MaybeUser(user): MaybeUser) -> Answer<Json<Cart>> {
    let Some(user) = user else { return Ok(Json(Cart::default())) };
    let id = user.id();
    let cart = nevr.store().find_one(of(id)).await?;
    let discount = welcome::discount_of(nevr.store(), id).await?;
    Ok(Json(Cart::of(&items(cart.as_ref())?, discount)))
}

// `User` checks the origin of a request that changes something and relies on a cookie: a page of
// another site can't fill a user's cart.
#[post("/api/cart")]
async fn add(nevr: Data<Nevr>, user: User, Json(add): Json<Add>) -> Answer<Json<Cart>> {
    edit(&nevr, &user, move |items| {
        let sku = product(&add.sku).ok_or(ShopError::NoSuchProduct)?.sku;
        let before = items.iter().find(|item| item.sku == sku).map_or(0, |item| item.quantity);
        if add.quantity == 0 {
            return Err(ShopError::Quantity);
        }
        set(items, sku, before.saturating_add(add.quantity))
    })
    .await
}

#[put("/api/cart/{sku}")]
async fn change(
    nevr: Data<Nevr>,
    user: User,
    sku: Path<String>,
    Json(Change { quantity }): Json<Change>,
) -> Answer<Json<Cart>> {
    edit(&nevr, &user, move |items| {
        set(items, product(&sku).ok_or(ShopError::NoSuchProduct)?.sku, quantity)
    })
    .await
}

/// Removes a product from the cart. One that is not in it is no error.
#[delete("/api/cart/{sku}")]
async fn remove(nevr: Data<Nevr>, user: User, sku: Path<String>) -> Answer<Json<Cart>> {
    edit(&nevr, &user, move |items| {
        items.retain(|item| item.sku != *sku);
        Ok(())
    })
    .await
}

fn set(items: &mut Vec<Item>, sku: &str, quantity: u32) -> Result<(), ShopError> {
    if !(1..=MOST).contains(&quantity) {
        return Err(ShopError::Quantity);
    }
    match items.iter_mut().find(|item| item.sku == sku) {
        Some(item) => item.quantity = quantity,
        None => items.push(Item { sku: sku.to_owned(), quantity }),
    }
    Ok(())
}

/// Runs in a transaction, because it reads the cart before it writes: of two clicks at the same time,
/// none is lost.
async fn edit<F>(nevr: &Nevr, user: &User, alter: F) -> Answer<Json<Cart>>
where
    F: FnOnce(&mut Vec<Item>) -> Result<(), ShopError> + Send + 'static,
{
    let id = user.id().to_owned();
    let job = move |tx: Tx| async move {
        let cart = tx.find_one(of(&id)).await?;
        let mut items = items(cart.as_ref())?;
        alter(&mut items)?;
        let changed = Record::new().with("items", serde_json::json!(items));
        if let Some(cart) = cart {
            tx.update("cart", Filter::id(cart.get::<&str>("id")?), changed).await?;
        } else {
            tx.insert("cart", changed.with("userId", &id)).await?;
        }
        Ok::<_, ShopError>(Cart::of(&items, welcome::discount(&tx, &id).await?))
    };
    Ok(Json(nevr.store().transaction(job).await?))
}

/// Takes everything out of a user's cart, to order it.
pub(crate) async fn empty(tx: &Tx, user: &str) -> Result<Cart, ShopError> {
    let items = items(tx.find_one(of(user)).await?.as_ref())?;
    let cart = Cart::of(&items, welcome::spend(tx, user).await?);
    if cart.lines.is_empty() {
        return Err(ShopError::CartEmpty);
    }
    tx.delete("cart", Filter::all().eq("userId", user)).await?;
    Ok(cart)
}

fn of(user: &str) -> Query {
    Query::from("cart").filter(Filter::all().eq("userId", user))
}

fn items(cart: Option<&Record>) -> Result<Vec<Item>, StoreError> {
    let Some(cart) = cart else { return Ok(Vec::new()) };
    let items = cart.get::<&serde_json::Value>("items")?;
    Ok(Vec::deserialize(items).unwrap_or_default())
}

impl Cart {
    /// Leaves out products that the shop no longer sells.
    fn of(items: &[Item], discount: Option<Discount>) -> Self {
        let lines: Vec<_> = items.iter().filter_map(Line::of).collect();
        let subtotal = lines.iter().map(|line| line.cents).sum();
        let discount = discount.map_or(0, |discount| discount.of(subtotal));
        Self { lines, subtotal, discount, total: subtotal - discount }
    }

    /// Returns the lines as an order keeps them.
    pub(crate) fn lines(&self) -> serde_json::Value {
        serde_json::json!(self.lines)
    }
}

impl Line {
    fn of(item: &Item) -> Option<Self> {
        let (product, quantity) = (product(&item.sku)?, item.quantity);
        let cents = product.cents * i64::from(quantity);
        Some(Self { sku: product.sku, title: product.title, quantity, cents })
    }
}
