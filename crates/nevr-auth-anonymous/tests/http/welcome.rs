//! The answer of a link has what other plugins changed about the user.

use std::sync::Arc;

use nevr_auth::Auth;
use nevr_auth_anonymous::{Anonymous, GuestLinked};
use nevr_core::{
    plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
    store::{Filter, Hooks, WriteSet},
    testing::TestApp,
};
use nevr_schema::{Field, Record, SchemaBuilder};
use serde_json::json;

/// Gives points to a guest that becomes an account.
struct Welcome;

impl PluginType for Welcome {
    const ID: &'static str = "welcome";
    type Host = Root;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
}

impl Plugin for Welcome {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.extend("user").field("points", Field::int().default(0));
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        hooks.on(|linked: &GuestLinked, set: &mut WriteSet| {
            let user = Filter::id(linked.user_id.as_str());
            set.update("user", user, Record::new().with("points", 100)).expect(1);
        });
    }
}

async fn the_answer_to_a_link_is_the_user_as_it_was_committed() {
    let plugins = Registry::new().with::<Auth>().with::<Anonymous>().with::<Welcome>();
    let config = "[plugins.auth]\n[plugins.auth.plugins.anonymous]\n[plugins.welcome]\n";
    let app = TestApp::start(plugins, config).await;
    for (path, name) in [("/anonymous/link", "a"), ("/sign-up/email", "b")] {
        let guest = app.post("/api/auth/sign-in/anonymous").send().await.json();
        assert_eq!(guest["user"]["points"], 0);
        let account = json!({
            "name": "Jo Doe",
            "email": format!("{name}@example.com"),
            "password": "securepassword123",
        });
        let token = guest["token"].as_str().unwrap();
        let linked =
            app.post(&format!("/api/auth{path}")).bearer(token).json(account).send().await.json();
        assert_eq!(linked["user"]["id"], guest["user"]["id"]);
        assert_eq!(linked["user"]["points"], 100, "{linked}");
    }
}

nevr_core::testing::on_every_database!(the_answer_to_a_link_is_the_user_as_it_was_committed,);
