//! The plugin's endpoints. They are in the API as auth's own are: in `/docs`, in `api.ts`, with
//! their limits and errors.

use nevr::{prelude::*, schema::RecordError};

use super::voucher;

/// The voucher of who asks.
#[derive(Serialize, JsonSchema)]
#[serde(crate = "nevr::serde", rename_all = "camelCase")]
#[schemars(crate = "nevr::schemars")]
pub(super) struct OwnVoucher {
    /// What is typed in to redeem it.
    code: String,
    /// How much less the order costs.
    percent: i64,
    /// Whether it counts for the next order.
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

/// What somebody has.
#[derive(Serialize, JsonSchema)]
#[serde(crate = "nevr::serde")]
#[schemars(crate = "nevr::schemars")]
pub(super) struct Vouchers {
    /// Null for guests, and for accounts that never were one.
    voucher: Option<OwnVoucher>,
}

/// What is redeemed.
#[derive(Deserialize, JsonSchema)]
#[serde(crate = "nevr::serde", deny_unknown_fields)]
#[schemars(crate = "nevr::schemars")]
pub(super) struct Redeem {
    /// The code of one's own voucher, in any case.
    code: String,
}

wire_error! {
    /// Why a voucher is not redeemed.
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
