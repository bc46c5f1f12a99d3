//! What plugins give their hosts: declared data, found by the plugin that asks for it.

use std::{convert::Infallible, sync::Arc};

use insta::assert_snapshot;
use nevr_core::{
    http::{Ctx, Json, Routes},
    plugin::{Contribution, Contributions, Registry, Root},
    testing::TestApp,
};

use crate::{plugin, plugins::cast::report};

/// A way to pay, as the plugin `till` asks for.
struct Payment(&'static str);

impl Contribution for Payment {
    const KIND: &'static str = "payment method";
    fn name(&self) -> &str {
        self.0
    }
}

/// Something else with a name: names are unique within one type alone.
struct Currency(&'static str);

impl Contribution for Currency {
    const KIND: &'static str = "currency";
    fn name(&self) -> &str {
        self.0
    }
}

plugin! { Till "till" in Root;
    fn contributions(&self, contributions: &mut Contributions) {
        contributions.add(Payment("cash"));
    }
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.get("/payments", payments).summary("List the ways to pay");
    }
}

plugin! { Cards "cards" in Till;
    fn contributions(&self, contributions: &mut Contributions) {
        contributions.add(Payment("card")).add(Currency("card"));
    }
}

plugin! { Vouchers "vouchers" in Till;
    fn contributions(&self, contributions: &mut Contributions) {
        contributions.add(Payment("voucher")).add(Payment("card"));
    }
}

async fn payments(ctx: Ctx) -> Result<Json<Vec<String>>, Infallible> {
    Ok(Json(ctx.app().contributions::<Payment>().map(|it| it.0.to_owned()).collect()))
}

fn registry() -> Registry {
    Registry::new().with::<Till>().with::<Cards>().with::<Vouchers>()
}

#[test]
fn two_of_one_type_and_name_are_refused_with_both_places() {
    assert_snapshot!(report(
        registry(),
        "[plugins.till]\n\n[plugins.till.plugins.cards]\n\n[plugins.till.plugins.vouchers]\n"
    ));
}

#[actix_web::test]
async fn the_plugin_that_asks_finds_them_in_start_order() {
    let app = TestApp::start(registry(), "[plugins.till]\n[plugins.till.plugins.cards]\n").await;
    let reply = app.get("/api/payments").send().await;
    assert_eq!(reply.json(), serde_json::json!(["cash", "card"]));
    app.stop().await;
}

#[actix_web::test]
async fn those_of_a_plugin_that_is_switched_off_are_gone() {
    let app = TestApp::start(registry(), "[plugins.till]\n").await;
    assert_eq!(app.get("/api/payments").send().await.json(), serde_json::json!(["cash"]));
    app.stop().await;
}
