//! Vouchers, and their discounts.

use nevr::{
    schema::Record,
    store::{Filter, Query, Store, StoreError, Tx},
};

/// A voucher that is redeemed and not spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Discount(i64);

impl Discount {
    /// Returns the discount on a price in cents, rounded down.
    pub(crate) fn of(self, cents: i64) -> i64 {
        cents * self.0 / 100
    }
}

/// Selects the voucher of a user.
pub(super) fn of(user: &str) -> Query {
    Query::from("voucher").filter(Filter::all().eq("userId", user))
}

/// Makes a new voucher. Its code works for this user alone, so the end of the id, which is random, is
/// secret enough.
pub(super) fn for_user(id: &str, percent: i64) -> Record {
    let end = id.get(id.len().saturating_sub(6)..).unwrap_or(id).to_ascii_uppercase();
    Record::new().with("userId", id).with("code", format!("WELCOME-{end}")).with("percent", percent)
}

fn redeemed(user: &str) -> Query {
    let open = Filter::all().ne("redeemedAt", None::<String>).eq("spentAt", None::<String>);
    of(user).filter(open)
}

fn read(voucher: Option<&Record>) -> Result<Option<Discount>, StoreError> {
    Ok(voucher.map(|voucher| voucher.get("percent").map(Discount)).transpose()?)
}

/// Returns the discount on a user's next order, without a transaction.
pub(crate) async fn discount_of(store: &Store, user: &str) -> Result<Option<Discount>, StoreError> {
    read(store.find_one(redeemed(user)).await?.as_ref())
}

/// Returns the discount on a user's next order.
pub(crate) async fn discount(tx: &Tx, user: &str) -> Result<Option<Discount>, StoreError> {
    read(tx.find_one(redeemed(user)).await?.as_ref())
}

/// Spends the discount on this order: the next order has none.
pub(crate) async fn spend(tx: &Tx, user: &str) -> Result<Option<Discount>, StoreError> {
    let voucher = tx.find_one(redeemed(user)).await?;
    if let Some(voucher) = &voucher {
        let spent = Record::new().with("spentAt", tx.env().now());
        tx.update("voucher", Filter::id(voucher.get::<&str>("id")?), spent).await?;
    }
    read(voucher.as_ref())
}
