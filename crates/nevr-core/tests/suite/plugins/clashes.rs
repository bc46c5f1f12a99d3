//! Plugins whose declarations do not fit together: both are named, with their lines.

use std::{convert::Infallible, sync::Arc};

use insta::assert_snapshot;
use nevr_core::{
    http::{Authentication, HttpError, Identity, Json, JsonWith, Per, PresentedCredential, Routes},
    plugin::{Registry, Root},
    store::{Action, Hooks, Question, Store, StoreError},
};
use nevr_schema::{EntityType, Field, SchemaBuilder};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    plugin,
    plugins::{
        cast::{config, nothing, report},
        shop::registry as shop,
    },
};

plugin! { One "one" in Root;
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.entity("tool").field("label", Field::string().input());
    }
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.get("/tools/{id}", nothing).summary("Read");
        routes.get("/health", nothing).summary("Feel well");
        routes.authenticate_with(Arc::new(Nobody));
    }
    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        hooks.answer(|_: Arc<Which>, _| async { Ok::<_, StoreError>(Some(1)) });
    }
}

plugin! { Two "two" in Root;
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.entity("tool").field("size", Field::int());
        schema.extend("tool").field("LABEL", Field::string());
        schema.extend("tool").field("label", Field::string().optional());
        schema.extend("tool").field("weight", Field::int());
        schema.extend("ghost").field("weight", Field::int());
        schema.entity("box").field("ghost", Field::belongs_to("ghost"));
    }
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.get("/tools/{name}", nothing).summary("Read by another name");
        routes.get("/tools//x/", nothing).summary("Read nothing");
        routes.get("/limited", nothing).summary("x").limit(
            "a limit with spaces",
            Per::Address,
            nevr_config::Window::new(std::time::Duration::from_secs(1), 1).ok(),
        );
        routes.authenticate_with(Arc::new(Nobody));
    }
    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        hooks.answer(|_: Arc<Which>, _| async { Ok::<_, StoreError>(Some(2)) });
        hooks.on_write("phantom", Action::Delete, |_, _| ());
    }
}

struct Which;

impl Question for Which {
    type Answer = u32;
}

struct Nobody;

#[async_trait::async_trait]
impl Authentication for Nobody {
    fn cookie_name(&self) -> &'static str {
        "nobody"
    }

    fn read_credential(&self, _: &actix_web::http::header::HeaderMap) -> PresentedCredential {
        PresentedCredential::none()
    }

    async fn identify(
        &self,
        _: &Store,
        _: &PresentedCredential,
    ) -> Result<Option<Identity>, HttpError> {
        Ok(None)
    }
}

#[test]
fn everything_that_two_plugins_claim_is_in_one_report() {
    let registry = Registry::new().with::<One>().with::<Two>();
    let text = report(registry, &config(&["one", "two"]));
    assert_snapshot!("clashes", text);
}

plugin! { Form "form" in Root;
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.entity("sheet").field("reason", Field::string().input());
    }
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        async fn fill(_: JsonWith<Reason, Sheet>) -> Result<Json<()>, Infallible> {
            Ok(Json(()))
        }
        async fn twice(_: Json<Reason>, _: Json<Reason>) -> Result<Json<()>, Infallible> {
            Ok(Json(()))
        }
        routes.post("/sheets", fill).summary("Fill a form");
        routes.post("/sheets/twice", twice).summary("Fill it twice");
    }
}

plugin! { Slipped "slipped" in Root;
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.get("early", nothing).summary("x");
        routes.below("slipped").get("/late", nothing).summary("x");
    }
}

#[test]
fn i3_a_path_without_its_slash_is_refused_and_not_served_beside_the_base_path() {
    assert_snapshot!("no_slash", report(Registry::new().with::<Slipped>(), &config(&["slipped"])));
}

#[derive(Deserialize, JsonSchema)]
struct Reason {
    #[serde(rename = "reason")]
    _reason: String,
}

struct Sheet;

impl EntityType for Sheet {
    const NAME: &'static str = "sheet";
}

#[test]
fn a_declared_member_and_an_entitys_input_field_of_one_name_are_refused() {
    assert_snapshot!("members", report(Registry::new().with::<Form>(), &config(&["form"])));
}

#[test]
fn an_entity_of_the_config_can_not_take_the_name_of_a_plugins() {
    let config = "[plugins.shop]\n[entities.product]\nfields = { note = { type = \"text\" } }\n";
    assert_snapshot!("entity_of_the_config", report(shop(), config));
}

#[test]
fn an_entity_of_the_config_that_refers_to_nothing_is_refused_at_its_line() {
    let config = "[entities.cart.fields]\nuser = { belongsTo = \"user\" }\n";
    assert_snapshot!("reference_to_nothing", report(shop(), config));
}

#[test]
fn what_every_entity_has_is_not_declared_again() {
    let config = "[entities.cart]\nfields = { id = { type = \"string\" }, \
                  createdAt = { type = \"datetime\" }, UPDATEDAT = { type = \"datetime\" } }\n";
    assert_snapshot!("given_fields", report(shop(), config));
}

/// The name is taken, and the rest of the entity is looked at all the same.
#[test]
fn an_entity_with_a_name_that_is_taken_is_checked_like_the_others() {
    let config = "[plugins.shop]\n[entities.product.fields]\nid = { type = \"string\" }\n\
                  maker = { belongsTo = \"maker\" }\n";
    assert_snapshot!("second_entity", report(shop(), config));
}

#[test]
fn a_bad_name_hides_nothing_of_what_stands_behind_it() {
    let config = "[entities.Cart.fields]\nid = { type = \"string\" }\n\
                  Note = { type = \"sting\" }\nmaker = { belongsTo = \"maker\" }\n";
    assert_snapshot!("behind_a_bad_name", report(shop(), config));
}

#[test]
fn an_entity_that_could_not_be_read_is_not_missing_too() {
    let config = "[entities]\ncart = 5\nitem = { fields = { cart = { belongsTo = \"cart\" } } }\n";
    let text = report(shop(), config);
    assert!(text.contains("1 problem in nevr.config.toml"), "{text}");
}

#[test]
fn what_may_stand_where_nobody_reads_is_not_missing() {
    for header in ["[plugins.shop", "[plugin.shop]", "[shop]"] {
        let config = format!(
            "{header}\n[plugins.newsletter]\n\
             [entities.cart.fields]\nproduct = {{ belongsTo = \"product\" }}\n"
        );
        let text = report(shop(), &config);
        assert!(text.contains("1 problem in nevr.config.toml"), "{text}");
    }
}

#[test]
fn a_misspelt_section_of_core_hides_nothing_that_is_missing() {
    let config = "[servr]\nport = 1\n[plugins.newsletter]\n\
                  [entities.cart.fields]\nproduct = { belongsTo = \"product\" }\n";
    let text = report(shop(), config);
    assert!(text.contains("3 problems in nevr.config.toml"), "{text}");
}
