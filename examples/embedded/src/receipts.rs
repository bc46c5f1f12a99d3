//! Receipts: an order with its user, from a table of the shop and one of `auth`.

use actix_web::{
    get,
    web::{Data, Json, Path, ServiceConfig},
};
use nevr::{
    auth::FullUser,
    sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter},
};
use serde::Serialize;

use crate::{
    entities::{
        order,
        prelude::{Order, User},
        user,
    },
    error::{Answer, ShopError},
};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(receipt);
}

#[derive(Serialize)]
struct Receipt {
    /// In the same JSON as nevr sends it: hidden fields are left out.
    order: order::Model,
    name: String,
    email: Option<String>,
}

/// Joins the two tables with the entities that `nevr generate` wrote: the shop's entity is related to
/// that of `auth`.
#[get("/api/orders/{id}/receipt")]
async fn receipt(
    connection: Data<DatabaseConnection>,
    user: FullUser,
    id: Path<String>,
) -> Answer<Json<Receipt>> {
    let found = Order::find_by_id(id.into_inner())
        // A user can only read their own receipts.
        .filter(order::Column::UserId.eq(user.id()))
        .find_also_related(User)
        .one(connection.get_ref())
        .await
        .map_err(ShopError::from)?;
    let Some((order, Some(user::Model { name, email, .. }))) = found else {
        return Err(ShopError::NoSuchOrder.into());
    };
    Ok(Json(Receipt { order, name, email }))
}
