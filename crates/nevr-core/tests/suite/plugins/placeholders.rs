//! A plugin that refuses its options hides nothing of what lives in it or beside it.

use std::sync::Arc;

use insta::assert_snapshot;
use nevr_core::{
    http::Routes,
    plugin::{OptionErrors, Plugin, PluginType, Registry, Root},
    testing::TestApp,
};
use nevr_schema::{Field, SchemaBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    plugin,
    plugins::cast::{nothing, report},
};

/// Lets rooms; stops at the first thing it does not like.
pub(crate) struct House {
    rooms: u32,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct HouseOptions {
    /// How many there are.
    rooms: u32,
    /// How many of them are let.
    #[serde(rename = "let")]
    rented: u32,
    /// What hangs at the door.
    sign: Sign,
}

#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Sign {
    /// What it says.
    text: String,
}

impl Default for HouseOptions {
    fn default() -> Self {
        Self { rooms: 4, rented: 2, sign: Sign::default() }
    }
}

impl PluginType for House {
    const ID: &'static str = "house";
    type Host = Root;
    type Options = HouseOptions;
    fn new(options: HouseOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        let HouseOptions { rooms, rented, sign } = options;
        let mut errors = OptionErrors::new();
        if rooms == 0 {
            errors.impossible("rooms", "at least one");
            return Err(errors);
        }
        if rented > rooms {
            errors.contradiction("let", "rooms", "no more than there are");
            return Err(errors);
        }
        if sign.text.len() > 10 {
            errors.push("sign.text", "nobody reads that much", "ten letters at most");
        }
        errors.into_result().map(|()| Self { rooms })
    }
}

impl Plugin for House {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.entity("room").field("number", Field::int());
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.below("/house");
        routes.get("/rooms", nothing).summary("List the rooms");
    }
}

/// Lives in the house, and has wishes of its own.
pub(crate) struct Lodger;

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct LodgerOptions {
    /// Which room.
    room: u32,
    /// What it pays.
    rent: u32,
}

impl Default for LodgerOptions {
    fn default() -> Self {
        Self { room: 1, rent: 300 }
    }
}

impl PluginType for Lodger {
    const ID: &'static str = "lodger";
    type Host = House;
    type Options = LodgerOptions;
    fn new(options: LodgerOptions, house: Arc<House>) -> Result<Self, OptionErrors> {
        let mut errors = OptionErrors::new();
        if options.room > house.rooms {
            errors.impossible("room", format!("there are {}", house.rooms));
        }
        if options.rent == 0 {
            errors.impossible("rent", "nobody lives there for nothing");
        }
        errors.into_result().map(|()| Self)
    }
}

impl Plugin for Lodger {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.extend("room").field("tenant", Field::string());
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.get("/rooms", nothing).summary("List them again");
    }
}

plugin! { Guest "guest" in Lodger;
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.get("/rooms/", nothing).summary("List them wrongly");
    }
}

fn registry() -> Registry {
    Registry::new().with::<House>().with::<Lodger>().with::<Guest>()
}

const ALL: &str = r#"
[plugins.house]
rooms = 0
let = "some"
sign = { text = "Rooms to let, with breakfast" }

[plugins.house.plugins.lodger]
room = 5
rent = 0

[plugins.house.plugins.lodger.plugins.guest]

[entities.key.fields]
room = { belongsTo = "room" }
door = { belongsTo = "door" }
"#;

#[test]
fn a_refused_host_hides_neither_its_sub_plugins_nor_what_all_of_them_declare() {
    assert_snapshot!("refused_host", report(registry(), ALL));
}

#[test]
fn a_plugin_that_stops_at_its_first_error_is_asked_for_the_rest() {
    let config = "[plugins.house]\nrooms = 0\nlet = 5\nsign = { text = \"Rooms to let, cheap\" }\n";
    assert_snapshot!("asked_again", report(registry(), config));
}

#[test]
fn a_contradiction_names_both_options() {
    let text = report(registry(), "[plugins.house]\nrooms = 2\nlet = 3\n");
    assert_snapshot!("contradiction", text);
}

#[test]
fn nothing_contradicts_an_option_that_could_not_be_read() {
    let text = report(registry(), "[plugins.house]\nrooms = \"two\"\nlet = 5\n");
    assert!(text.contains("1 problem in nevr.config.toml"), "{text}");
}

#[actix_web::test]
async fn an_app_with_a_placeholder_does_not_start() {
    let builder = TestApp::builder(registry()).config("[plugins.house]\nrooms = 0\n");
    let file = builder.path();
    assert!(builder.describe().0.is_none());
    assert!(builder.try_start().await.is_err());
    assert!(!file.exists());
}

/// Says no, and no more.
struct Mute;

impl PluginType for Mute {
    const ID: &'static str = "mute";
    type Host = Root;
    type Options = nevr_core::plugin::NoOptions;
    fn new(_: Self::Options, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Err(OptionErrors::new())
    }
}

impl Plugin for Mute {}

#[test]
fn a_plugin_that_refuses_without_a_word_is_not_left_out_in_silence() {
    assert_snapshot!("mute", report(Registry::new().with::<Mute>(), "[plugins.mute]\n"));
}
