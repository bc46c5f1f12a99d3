//! The endpoints of the plugin. Like those of `auth` they are in `/docs` and in `api.ts`, with their
//! limits and errors.

use nevr::{prelude::*, schema::RecordError};

use super::voucher;

/// The voucher of the user.
#[derive(Serialize, JsonSchema)]
#[serde(crate = "nevr::serde", rename_all = "camelCase")]
#[schemars(crate = "nevr::schemars")]
pub(super) struct OwnVoucher {
    /// The code that redeems it.
    code: String,
    /// The discount on the order, in percent.
    percent: i64,
    /// Whether it applies to the next order.
    redeemed: bool,
    /// Whether an order has used it.
    spent: bool,
}

impl OwnVoucher {
    fn read(row: &Record) -> Result<Self, RecordError> {
        Ok(Self {
            code: row.get("code")?,
            percent: row.get("percent")?,
            redeemed: row.get::<Option<Timestamp>>("redeemedAt")?.is_some(),
            spent: row.get::<Option<Timestamp>>("spentAt")?.is_some(),
        })
    }
}

/// The vouchers of the user.
#[derive(Serialize, JsonSchema)]
#[serde(crate = "nevr::serde")]
#[schemars(crate = "nevr::schemars")]
pub(super) struct Vouchers {
    /// Null for guests, and for accounts that never were a guest.
    voucher: Option<OwnVoucher>,
}

/// A voucher to redeem.
#[derive(Deserialize, JsonSchema)]
#[serde(crate = "nevr::serde", deny_unknown_fields)]
#[schemars(crate = "nevr::schemars")]
pub(super) struct Redeem {
    /// The code of the user's own voucher, in upper or lower case.
    code: String,
}

wire_error! {
    /// The reason why a voucher was not redeemed.
    pub(super) enum RedeemError {
        Unknown = (404, "VOUCHER_UNKNOWN", "This is not the code of your voucher"),
        Spent = (409, "VOUCHER_SPENT", "This code was used for an order before"),
        Store(StoreError),
    }
}

pub(super) async fn show(ctx: Ctx, user: User) -> Result<Json<Vouchers>, StoreError> {
    let voucher = ctx.store().find_one(voucher::of(user.id())).await?;
    Ok(Json(Vouchers { voucher: voucher.as_ref().map(OwnVoucher::read).transpose()? }))
}

pub(super) async fn redeem(
    ctx: Ctx,
    user: FullUser,
    Json(Redeem { code }): Json<Redeem>,
) -> Result<Json<OwnVoucher>, RedeemError> {
    let (id, code) = (user.id().to_owned(), code.trim().to_ascii_uppercase());
    let job = move |tx: Tx| async move {
        let own = voucher::of(&id).filter(Filter::all().eq("code", code));
        let mut row = tx.find_one(own).await?.ok_or(RedeemError::Unknown)?;
        let voucher = OwnVoucher::read(&row)?;
        if voucher.spent {
            return Err(RedeemError::Spent);
        }
        if !voucher.redeemed {
            let redeemed = Record::new().with("redeemedAt", tx.env().now());
            tx.update("voucher", Filter::id(row.get::<&str>("id")?), redeemed.clone()).await?;
            row.extend(redeemed);
        }
        Ok(OwnVoucher::read(&row)?)
    };
    Ok(Json(ctx.store().transaction(job).await?))
}
