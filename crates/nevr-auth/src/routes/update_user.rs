//! `POST /update-user`

use nevr_core::{
    http::{Checks, Ctx, InvalidInput, Json, JsonChanges, Returned},
    store::{Filter, Query},
    wire::Detail,
};
use nevr_schema::{Record, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    account::Profile,
    error::AuthError,
    extract::User,
    image::ImageUrl,
    name::UserName,
    schema::{USER, UserEntity},
};

/// The fields to change.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateInput {
    /// The name that the user is shown by.
    name: Option<String>,
    /// The URL of a picture; `null` removes it.
    #[serde(default, deserialize_with = "picture")]
    #[schemars(with = "Option<String>", extend("format" = "uri"))]
    image: Picture,
}

/// The change of the picture: a missing member keeps it, and `null` removes it.
#[derive(Default)]
enum Picture {
    #[default]
    Kept,
    Removed,
    At(String),
}

fn picture<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Picture, D::Error> {
    Ok(Option::deserialize(deserializer)?.map_or(Picture::Removed, Picture::At))
}

/// The user after the change.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Updated {
    /// Always `true`.
    status: bool,
    /// The user.
    user: Returned<UserEntity>,
}

pub(crate) async fn update(
    ctx: Ctx,
    user: User,
    input: JsonChanges<UpdateInput, UserEntity>,
) -> Result<Json<Updated>, AuthError> {
    let changes = check(input)?;
    let user_id = user.id().to_owned();
    let user = ctx
        .store()
        .transaction(move |tx| async move {
            tx.update(USER, Filter::id(user_id.as_str()), changes).await?;
            tx.find_one(Query::by_id(USER, user_id)).await
        })
        .await?;
    let user: Record = user.ok_or(AuthError::Unauthorized)?;
    Ok(Json(Updated { status: true, user: Returned::new(ctx.store().schema(), &user) }))
}

fn check(input: JsonChanges<UpdateInput, UserEntity>) -> Result<Record, InvalidInput> {
    let JsonChanges { declared, fields, .. } = input;
    let mut checks = Checks::new();
    let name = checks.take_optional("name", declared.name.as_deref().map(UserName::parse));
    let (url, removed) = match &declared.image {
        Picture::Kept => (None, false),
        Picture::Removed => (None, true),
        Picture::At(url) => (Some(url.as_str()), false),
    };
    let image = checks.take_optional("image", url.map(ImageUrl::parse));
    let profile = Profile { email: None, name, image, fields };
    let mut changes = checks.finish(Some(profile))?.into_record();
    if removed {
        changes.set("image", Value::Null);
    }
    if changes.is_empty() {
        let message = "has nothing to change";
        return Err(InvalidInput::new(Detail::new("", "REQUIRED", message)));
    }
    Ok(changes)
}
