//! A made-up sub-plugin: visitors, who are users without address and password until they sign up.

use std::sync::Arc;

use nevr_auth::{
    Auth, SignedIn,
    account::{CredentialArriving, Promote},
    error::AuthError,
    schema::UserEntity,
    session::SessionPolicy,
};
use nevr_core::{
    http::{Ctx, Json, Returned, Routes},
    plugin::{Contributions, NoOptions, OptionErrors, Plugin, PluginType},
    store::{Filter, Hooks, Refusal, Tx, WriteSet},
};
use nevr_schema::{EntityType, Field, Record, SchemaBuilder};

const POLICY: &str = "visitor";

pub(crate) struct Visitor(Arc<Auth>);

impl PluginType for Visitor {
    const ID: &'static str = "visitor";
    type Host = Auth;
    type Options = NoOptions;
    fn new(_: NoOptions, auth: Arc<Auth>) -> Result<Self, OptionErrors> {
        Ok(Self(auth))
    }
}

impl Plugin for Visitor {
    fn contributions(&self, contributions: &mut Contributions) {
        let session = &self.0.options().session;
        let sliding = SessionPolicy::sliding(POLICY, session.expires_in.duration(), session);
        contributions.add(SessionPolicy { full: false, ..sliding });
    }

    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.extend(UserEntity::NAME).field("isVisitor", Field::boolean().default(false));
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.post("/sign-in/visitor", visit).summary("Become a visitor");
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        hooks.answer(|arriving: Arc<CredentialArriving>, _: Tx| async move {
            Ok::<_, AuthError>(promote(&arriving))
        });
    }
}

async fn visit(ctx: Ctx, visitor: Arc<Visitor>) -> Result<Json<SignedIn>, AuthError> {
    let auth = &visitor.0;
    let id = ctx.env().uuid().to_string();
    let session = auth.sessions().begin(&ctx, &id, &auth.sessions().policy(POLICY)?)?;
    let row = Record::new()
        .with("id", id)
        .with("name", "Visitor")
        .with("emailVerified", false)
        .with("isVisitor", true);
    let mut set = WriteSet::new();
    let user = set.insert(UserEntity::NAME, row);
    auth.sessions().insert(&mut set, &session);
    let written = ctx.store().write(set).await?;
    auth.sessions().deliver(&ctx, &session)?;
    let user = Returned::new(ctx.store().schema(), written.record(user).unwrap());
    Ok(Json(SignedIn { token: Some(session.token()), user }))
}

fn promote(arriving: &CredentialArriving) -> Option<Promote> {
    let visitor = arriving.presented.live().filter(|session| session.policy.name == POLICY)?;
    Some(Promote {
        user_id: visitor.user_id().to_owned(),
        guard: Filter::all().eq("isVisitor", true),
        changes: Record::new().with("isVisitor", false),
        refusal: Refusal::new(AuthError::Unauthorized),
    })
}
