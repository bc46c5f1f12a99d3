//! A host with options, a sub-plugin, and plugins beside them.

use std::{convert::Infallible, sync::Arc};

use nevr_config::Seconds;
use nevr_core::{
    http::{Ctx, Json, Routes},
    plugin::{OptionErrors, Plugin, PluginType, Registry, Root},
    store::{CommittedEvent, Hooks, StoreError, TransactionEvent, WriteSet},
};
use nevr_schema::{Field, Record, SchemaBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{plugin, plugins::cast::nothing};

/// Sells; hosts discounts.
pub(crate) struct Shop {
    pub(crate) currency: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct ShopOptions {
    /// What prices are in.
    currency: String,
    /// How many pieces there are.
    stock: u32,
    /// How long a parcel takes.
    delivery: Seconds,
}

impl Default for ShopOptions {
    fn default() -> Self {
        Self { currency: "EUR".to_owned(), stock: 10, delivery: Seconds::days(2) }
    }
}

impl PluginType for Shop {
    const ID: &'static str = "shop";
    type Host = Root;
    type Options = ShopOptions;
    fn new(options: ShopOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        let mut errors = OptionErrors::new();
        if options.currency.len() != 3 {
            errors.push("currency", "prices are in no currency", "three letters: `EUR`");
        }
        if options.stock == 0 {
            errors.push("stock", "there is nothing to sell", "a shop sells something");
        }
        errors.into_result().map(|()| Self { currency: options.currency })
    }
}

/// Something was sold.
pub(crate) struct Sold {
    pub(crate) product: String,
}

impl TransactionEvent for Sold {}
impl CommittedEvent for Sold {}

impl Plugin for Shop {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.entity("product").field("label", Field::string());
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.below("/shop");
        routes.post("/sell", sell).summary("Sell a product");
    }
}

async fn sell(ctx: Ctx) -> Result<Json<String>, StoreError> {
    let mut set = WriteSet::new();
    let product = set.insert("product", Record::new().with("label", "bread"));
    set.fire(Sold { product: "bread".to_owned() });
    let written = ctx.store().write(set).await?;
    Ok(Json(written.record(product).map(|row| row.get("id")).transpose()?.unwrap_or_default()))
}

/// Knows its host.
pub(crate) struct Discounts {
    shop: Arc<Shop>,
}

impl PluginType for Discounts {
    const ID: &'static str = "discounts";
    type Host = Shop;
    type Options = nevr_core::plugin::NoOptions;
    fn new(_: Self::Options, shop: Arc<Shop>) -> Result<Self, OptionErrors> {
        Ok(Self { shop })
    }
}

impl Plugin for Discounts {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.extend("product").field("discount", Field::int().default(0));
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.get("/discounts/currency", currency).summary("What discounts are in");
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        hooks.on(|sold: &Sold, set: &mut WriteSet| {
            set.insert("product", Record::new().with("label", format!("half a {}", sold.product)));
        });
    }
}

async fn currency(discounts: Arc<Discounts>) -> Result<Json<String>, Infallible> {
    Ok(Json(discounts.shop.currency.clone()))
}

plugin! { Rival "rival" in Root;
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.post("/shop/sell", nothing).summary("Sell it cheaper");
    }
}

plugin! { Newsletter "newsletter" in Root, requires Shop; }
plugin! { Parcels "parcels" in Root; }
plugin! { Tracking "tracking" in Root, requires Parcels; }

/// All of them.
pub(crate) fn registry() -> Registry {
    Registry::new()
        .with::<Shop>()
        .with::<Discounts>()
        .with::<Rival>()
        .with::<Newsletter>()
        .with::<Parcels>()
        .with::<Tracking>()
}
