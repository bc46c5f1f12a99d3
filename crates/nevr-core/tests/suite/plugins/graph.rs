//! Which plugins stand together.

use std::sync::Arc;

use insta::assert_snapshot;
use nevr_core::{
    description::config_schema,
    http::{Json, Routes},
    plugin::{Registry, Root},
    testing::TestApp,
};

use nevr_migrate::SqlMigration;
use sea_orm_migration::MigrationTrait;

use crate::{
    plugin,
    plugins::{
        cast::{config, nothing, report},
        shop::{Discounts, Parcels, Shop, Tracking, registry},
    },
};

#[test]
fn a_plugin_below_the_wrong_host_is_told_where_it_lives() {
    assert_snapshot!("sub_plugin_at_the_top", report(registry(), &config(&["discounts"])));
    let below = config(&["shop", "shop.parcels"]);
    assert_snapshot!("plugin_below_a_host", report(registry(), &below));
    let other = config(&["parcels", "parcels.discounts"]);
    assert_snapshot!("sub_plugin_of_another_host", report(registry(), &other));
}

#[test]
fn a_host_that_is_not_there_is_unknown() {
    let config = config(&["stall.discounts"]);
    assert_snapshot!("unknown_host", report(registry(), &config));
}

#[test]
fn a_host_that_nobody_registered_is_named() {
    let alone = Registry::new().with::<Discounts>();
    let text = report(alone, "");
    assert_snapshot!("unregistered_host", text);
}

#[test]
fn a_requirement_that_nobody_registered_is_named() {
    let alone = Registry::new().with::<Tracking>();
    assert_snapshot!("unregistered_requirement", report(alone, &config(&["tracking"])));
}

plugin! { Hen "hen" in Root, requires Egg; }
plugin! { Egg "egg" in Root, requires Hen; }
plugin! { Omelette "omelette" in Root, requires Egg; }
plugin! { Self_ "self" in Root, requires Self_; }

#[test]
fn plugins_that_require_each_other_in_a_circle_are_refused() {
    let registry = Registry::new().with::<Hen>().with::<Egg>().with::<Omelette>();
    let text = report(registry, &config(&["omelette", "hen", "egg"]));
    assert_snapshot!("circle", text);
    assert!(!text.contains("`omelette`"), "it requires the circle and is not in it");
}

#[test]
fn a_plugin_can_not_require_itself() {
    let registry = Registry::new().with::<Self_>();
    assert_snapshot!("circle_of_one", report(registry, &config(&["self"])));
}

mod again {
    use nevr_core::plugin::Root;

    use crate::plugin;

    plugin! { Parcels "parcels" in Root; }
}

#[test]
fn two_types_with_one_key_are_refused() {
    let registry = Registry::new().with::<Parcels>().with::<again::Parcels>().with::<Parcels>();
    assert_snapshot!("two_types", report(registry, ""));
}

plugin! { Eager "eager" in Root;
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        async fn takes(_: Arc<Shop>) -> Result<Json<()>, std::convert::Infallible> {
            Ok(Json(()))
        }
        routes.get("/eager", takes).summary("Take the shop");
        routes.get("/calm", nothing).summary("Take nothing");
    }
}

#[test]
fn an_endpoint_that_takes_a_plugin_that_is_off_is_refused() {
    let registry = registry().with::<Eager>();
    assert_snapshot!("plugin_off", report(registry.clone(), &config(&["eager"])));
    let (on, report) = TestApp::builder(registry).config(config(&["shop", "eager"])).describe();
    assert!(on.is_some(), "{}", report.render(false));
}

plugin! { Snake "snake" in Snake; }
plugin! { Chicken "chicken" in Nest; }
plugin! { Nest "nest" in Chicken; }
plugin! { Straw "straw" in Nest; }

#[test]
fn plugins_that_live_in_a_circle_are_refused() {
    let alone = Registry::new().with::<Snake>();
    assert_snapshot!("host_of_itself", report(alone, "[plugins.snake]\n"));
    let three = Registry::new().with::<Chicken>().with::<Nest>().with::<Straw>();
    assert_eq!(three.sections().count(), 3);
    assert!(config_schema(&three)["properties"]["plugins"].is_object());
    let text = report(three, &config(&["chicken", "chicken.nest", "chicken.nest.straw"]));
    assert_snapshot!("hosts_of_each_other", text);
    let root = Registry::new().with::<Root>().with::<Parcels>();
    assert!(report(root, "").contains("lives in itself"));
}

plugin! { Mover "mover" in Root;
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let step = |name: &str| SqlMigration::new(name.to_owned(), "SELECT 1");
        vec![Box::new(step("one")), Box::new(step("two")), Box::new(step("one"))]
    }
}

#[test]
fn two_migrations_of_one_name_are_refused() {
    let text = report(Registry::new().with::<Mover>(), "[plugins.mover]\n");
    assert_snapshot!("two_migrations", text);
}
