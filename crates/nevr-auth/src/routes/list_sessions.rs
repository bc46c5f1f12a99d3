//! `GET /list-sessions`

use std::sync::Arc;

use nevr_core::{
    http::{Ctx, Json, Returned},
    store::{Filter, Order, Query},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::{
    Auth,
    error::AuthError,
    extract::User,
    schema::{SESSION, SessionEntity},
};

/// A session of the user; the one of the request has `current`.
pub(crate) struct ListedSession(Map<String, Value>);

impl Serialize for ListedSession {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl JsonSchema for ListedSession {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ListedSession".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({
            "allOf": [Returned::<SessionEntity>::json_schema(generator)],
            "properties": { "current": {
                "const": true,
                "description": "Present only on the session of this request.",
            } },
        });
        schema.insert("description".into(), "A session of the user.".into());
        schema
    }
}

pub(crate) async fn list(
    ctx: Ctx,
    auth: Arc<Auth>,
    user: User,
) -> Result<Json<Vec<ListedSession>>, AuthError> {
    let query = Query::from(SESSION)
        .filter(Filter::all().eq("userId", user.id()).gt("expiresAt", ctx.now()))
        .order_by("createdAt", Order::Descending)
        .order_by("id", Order::Descending);
    let current = user.authenticated().session_id();
    let mut listed = Vec::new();
    for session in ctx.store().find(query).await? {
        if !auth.sessions().is_live(&session, ctx.now())? {
            continue;
        }
        let id: &str = session.get("id")?;
        let mut fields =
            Returned::<SessionEntity>::new(ctx.store().schema(), &session).into_fields();
        if id == current {
            fields.insert("current".to_owned(), true.into());
        }
        listed.push(ListedSession(fields));
    }
    Ok(Json(listed))
}
