//! Every user has a code to give away. If a guest claims a code and later becomes a full account,
//! the user who gave the code away earns points.

use std::sync::Arc;

use nevr::anonymous::{Anonymous, GuestLinked};
use nevr::{prelude::*, store::Query};

options! {
    /// `[plugins.auth.plugins.referral]`
    pub struct ReferralOptions {
        /// Points for each guest who becomes a full account.
        reward_points: u32 = 100,
        /// Number of characters of a code.
        code_length: usize = 12,
        /// How often one client may try a code.
        rate_limit: RateLimit = RateLimit::per_minute(5),
    }
}

/// The plugin `auth.referral`.
pub struct Referral(ReferralOptions);

impl PluginType for Referral {
    const ID: &'static str = "referral";
    type Host = Auth;
    type Options = ReferralOptions;

    fn new(options: ReferralOptions, _: Arc<Auth>) -> Result<Self, OptionErrors> {
        let mut errors = OptionErrors::new();
        if !(8..=12).contains(&options.code_length) {
            errors.impossible("codeLength", "a code has from 8 to 12 characters");
        }
        errors.into_result().map(|()| Self(options))
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::on::<Anonymous>()]
    }
}

impl Plugin for Referral {
    fn schema(&self, schema: &mut SchemaBuilder) {
        let code = Field::string().optional().unique().describe("The code to give away.");
        let points = Field::int().default(0).describe("Points earned by claimed codes.");
        schema.extend("user").field("referralCode", code).field("points", points);
        let referral = schema.entity("referral").field("user", Field::belongs_to("user").unique());
        referral.field("referrer", Field::belongs_to("user")).timestamps();
    }

    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let set = format!(r#""referralCode" = substr("id", -{})"#, self.0.code_length);
        let sql = format!(r#"UPDATE "user" SET {set} WHERE "referralCode" IS NULL"#);
        vec![Box::new(SqlMigration::new("codes_for_users_who_were_here_before", sql))]
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        let claim = routes.post("/referral/claim", claim).summary("Claim another user's code");
        claim.limit("auth.referral.claim", Per::Address, self.0.rate_limit.window());
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        let (length, points) = (self.0.code_length, i64::from(self.0.reward_points));
        hooks.on_write("user", Action::Insert, move |user, _| -> Result<(), StoreError> {
            // Ids end in random digits, so the end of one is unique enough; a code is not a secret.
            let id: &str = user.new.get("id")?;
            let code = id.chars().skip(id.chars().count().saturating_sub(length));
            user.new.set("referralCode", code.collect::<String>());
            Ok(())
        });
        hooks.on_tx(move |linked: Arc<GuestLinked>, tx| reward(linked, tx, points));
    }
}

wire_error! {
    /// The reason why a code was not claimed.
    pub enum ClaimError {
        NoGuest = (409, "REFERRAL_GUESTS_ONLY", "Claim a code before you have an account"),
        UnknownCode = (404, "REFERRAL_CODE_UNKNOWN", "No other user has this code"),
        ClaimedBefore = (409, "REFERRAL_CLAIMED_BEFORE", "You have claimed a code before"),
        Store(StoreError),
    }
}

/// A code that a guest claims.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(crate = "nevr::serde", deny_unknown_fields)]
#[schemars(crate = "nevr::schemars")]
struct Claim {
    /// The code of another user.
    code: String,
}

async fn claim(ctx: Ctx, user: User, claim: Json<Claim>) -> Result<Json<Claim>, ClaimError> {
    let (guest, Json(Claim { code })) = (user.id().to_owned(), claim.clone());
    let job = |tx: Tx| async move {
        let guests = Filter::id(&guest).eq("isAnonymous", true);
        tx.find_one(Query::from("user").filter(guests)).await?.ok_or(ClaimError::NoGuest)?;
        let others = Filter::all().eq("referralCode", code).ne("id", &guest);
        let referrer = tx.find_one(Query::from("user").filter(others)).await?;
        let referrer: String = referrer.ok_or(ClaimError::UnknownCode)?.get("id")?;
        let referral = Record::new().with("userId", guest).with("referrerId", referrer);
        match tx.insert("referral", referral).await {
            Err(e) if e.is_conflict_on("referral", "userId") => Err(ClaimError::ClaimedBefore),
            inserted => Ok(inserted.map(drop)?),
        }
    };
    ctx.store().transaction(job).await.map(|()| claim)
}

/// Adds the points inside the transaction that links the guest: both happen, or neither.
async fn reward(linked: Arc<GuestLinked>, tx: Tx, points: i64) -> Result<(), StoreError> {
    let claimed = Query::from("referral").filter(Filter::all().eq("userId", &linked.user_id));
    for (_, referrer) in tx.find_with(claimed, "referrer").await? {
        let earned = Record::new().with("points", referrer.get::<i64>("points")? + points);
        tx.update("user", Filter::id(referrer.get::<&str>("id")?), earned).await?;
    }
    Ok(())
}
