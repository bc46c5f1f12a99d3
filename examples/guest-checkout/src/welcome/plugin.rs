//! The plugin.

use std::sync::Arc;

use nevr::{
    anonymous::{Anonymous, GuestLinked},
    prelude::*,
};

use super::{routes, voucher};

options! {
    /// `[plugins.auth.plugins.welcome]`
    pub struct WelcomeOptions {
        /// The discount on the first order, from 1 to 90 percent.
        percent: u32 = 10,
        /// How often one account may try a code.
        rate_limit: RateLimit = RateLimit::per_minute(10),
    }
}

/// The plugin `auth.welcome`.
pub struct Welcome(WelcomeOptions);

impl PluginType for Welcome {
    const ID: &'static str = "welcome";
    type Host = Auth;
    type Options = WelcomeOptions;

    fn new(options: WelcomeOptions, _: Arc<Auth>) -> Result<Self, OptionErrors> {
        let mut errors = OptionErrors::new();
        if !(1..=90).contains(&options.percent) {
            errors.impossible("percent", "a discount is from 1 to 90 percent");
        }
        errors.into_result().map(|()| Self(options))
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::on::<Anonymous>()]
    }
}

impl Plugin for Welcome {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema
            .entity("voucher")
            .describe("A discount for a guest who has become a full account.")
            .field("user", Field::belongs_to("user").unique())
            .field("code", Field::string().describe("The code that redeems it."))
            .field("percent", Field::int().describe("The discount on the order, in percent."))
            .field("redeemedAt", Field::datetime().optional().describe("When it was redeemed."))
            .field("spentAt", Field::datetime().optional().describe("When an order used it."))
            .timestamps();
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.get("/welcome/voucher", routes::show).summary("Get the voucher of the user");
        let redeem = routes.post("/welcome/redeem", routes::redeem).summary("Redeem a voucher");
        redeem.limit("auth.welcome", Per::User, self.0.rate_limit.window());
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        let percent = i64::from(self.0.percent);
        // In the transaction that links the guest: there is no account without its voucher.
        hooks.on(move |linked: &GuestLinked, set: &mut WriteSet| {
            set.insert("voucher", voucher::for_user(&linked.user_id, percent));
        });
    }
}
