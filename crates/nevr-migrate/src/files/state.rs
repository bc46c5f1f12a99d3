//! How far a database is along a folder's migrations.

use std::fmt;

use nevr_schema::env::Timestamp;
use sea_orm::DatabaseConnection;

use super::{
    draft::Draft, error::FilesError, migration::Migration, name::FileName, next::Next, site::Site,
};
use crate::{
    goal::{MigrationId, Target},
    report::Step,
};

/// How far a database is along a folder's migrations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct State {
    /// Applied, the oldest first.
    pub applied: Vec<FileName>,
    /// Stopped half-way.
    pub begun: Option<FileName>,
    /// Not applied yet.
    pub pending: Vec<FileName>,
    /// Migrations by hand that applied files name, and that did not run yet.
    pub by_hand: Vec<MigrationId>,
    /// How the database differs from where the applied migrations end, one thing a line.
    pub drift: Vec<String>,
    /// What the schema wants and no migration brings yet; nothing, where it can't be brought.
    pub beyond: Vec<Step>,
    /// Whether the database has what is pending already, so that it is put on record and not run.
    pub adoptable: bool,
}

impl State {
    /// Whether all migrations are applied.
    pub fn is_current(&self) -> bool {
        self.begun.is_none() && self.pending.is_empty() && self.by_hand.is_empty()
    }

    /// The migrations that the database is behind by, the one that stopped half-way first.
    pub fn missing(&self) -> Vec<FileName> {
        self.begun.iter().chain(&self.pending).cloned().collect()
    }
}

/// Looks how far a database is. It writes nothing, and needs no right to.
pub async fn state(
    db: &DatabaseConnection,
    target: &Target,
    folder: &[Migration],
) -> Result<State, FilesError> {
    let site = Site::new(db, target, folder, Timestamp::from_millis(0))?;
    let transaction = site.dialect.read(db).await?;
    let look = site.look(&transaction).await;
    transaction.rollback().await?;
    let look = look?;
    let history = look.history()?;
    let names = |all: &[Migration]| all.iter().map(|it| it.name.clone()).collect();
    let mut state = State {
        applied: names(history.applied),
        begun: history.begun.as_ref().map(|(migration, _)| migration.name.clone()),
        pending: names(history.pending),
        beyond: beyond(&site),
        ..State::default()
    };
    if state.begun.is_none() {
        state.drift = look.differences(&history.snapshots());
        match Next::of(&look, target) {
            Ok(Next::Adopt(_)) => state.adoptable = true,
            Ok(Next::ByHand(ids)) => state.by_hand = ids,
            Ok(Next::Run(..) | Next::Nothing) | Err(FilesError::Drift(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(state)
}

fn beyond(site: &Site<'_>) -> Vec<Step> {
    let draft = Draft::new(site.dialect.provider(), site.folder, site.target);
    draft.map(|draft| draft.steps().to_vec()).unwrap_or_default()
}

/// Refuses a database on which a migration stopped half-way: whatever else changes it now would make
/// what the rest of the file makes.
pub async fn refuse_half_way(db: &DatabaseConnection) -> Result<(), FilesError> {
    let target = Target::default();
    let site = Site::new(db, &target, &[], Timestamp::from_millis(0))?;
    let transaction = site.dialect.read(db).await?;
    let look = site.look(&transaction).await;
    transaction.rollback().await?;
    match look?.half_way() {
        Some((name, direction)) => Err(FilesError::HalfWay { migration: name, direction }),
        None => Ok(()),
    }
}

/// What is missing, one thing a line.
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.begun {
            writeln!(f, "  finish migration {name}, which stopped half-way")?;
        }
        for name in &self.pending {
            let verb = if self.adoptable { "record" } else { "apply" };
            writeln!(f, "  {verb} migration {name}")?;
        }
        for migration in &self.by_hand {
            writeln!(f, "  run migration {migration}")?;
        }
        Ok(())
    }
}
