//! A migration by hand: who is a guest, in a database whose columns were dropped.

use async_trait::async_trait;
use nevr_auth::schema::AccountEntity;
use nevr_schema::EntityType;
use sea_orm_migration::{
    MigrationName, MigrationTrait, SchemaManager,
    sea_orm::{ConnectionTrait, DbErr},
    sea_query::{Alias, Expr, ExprTrait, Query, UpdateStatement},
};

use crate::schema::{ID_PREFIX, USER};

/// Marks guests again, after `nevr db:drop` has dropped the columns that marked them and the plugin
/// was switched on again. Their ids still tell who was one; without an account, they still are.
///
/// A new database has no such rows, and nothing happens.
pub(crate) struct GuestsAgain;

impl MigrationName for GuestsAgain {
    fn name(&self) -> &'static str {
        "guests_again"
    }
}

#[async_trait]
impl MigrationTrait for GuestsAgain {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let mut once_guests = once_guests();
        once_guests
            .value(Alias::new("anonymousId"), Expr::col(Alias::new("id")))
            .and_where(Expr::col(Alias::new("anonymousId")).is_null());
        db.execute(&once_guests).await?;
        db.execute(&still_guests()).await.map(drop)
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}

/// An update of the users whose ids were made for guests.
fn once_guests() -> UpdateStatement {
    let mut update = Query::update();
    // The underscore stands for any character there, which no other id has in this place.
    update.table(Alias::new(USER)).and_where(user("id").like(format!("{ID_PREFIX}%")));
    update
}

/// The update that marks those of them who have neither an address nor an account.
fn still_guests() -> UpdateStatement {
    let mut accounts = Query::select();
    let account = Alias::new(AccountEntity::NAME);
    accounts
        .expr(Expr::val(1))
        .from(account.clone())
        .and_where(Expr::col((account, Alias::new("userId"))).eq(user("id")));
    let mut update = once_guests();
    update
        .value(Alias::new("isAnonymous"), true)
        .and_where(user("email").is_null())
        .and_where(Expr::exists(accounts).not());
    update
}

fn user(column: &str) -> Expr {
    Expr::col((Alias::new(USER), Alias::new(column)))
}
