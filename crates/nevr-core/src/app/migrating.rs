//! The work of the `db:` commands on an opened database.

use nevr_migrate::{
    Applied, MigrateError, Options, Status, Step,
    files::{self, Done, FilesError, MigrateOptions, Migrated, Migration, Rollback, State},
};
use nevr_schema::Owner;

use super::{
    error::{Remedy, StartError},
    opened::Opened,
};

/// What a reset has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reset {
    /// The steps that dropped tables and columns.
    pub dropped: Vec<Step>,
    /// The migration files that were applied afterwards.
    pub done: Vec<Done>,
    /// What was pushed instead, if there are no migration files.
    pub pushed: Applied,
}

impl Opened {
    /// Compares the database with the schema. Changes nothing.
    pub async fn status(&self) -> Result<Status, StartError> {
        let target = self.description.target();
        Ok(nevr_migrate::status(self.database.reading_connection(), &target).await?)
    }

    /// Returns which migration files have been applied to the database; `None` if there are no files.
    pub async fn migration_state(&self) -> Result<Option<State>, StartError> {
        let files = self.files()?;
        if files.is_empty() {
            return Ok(None);
        }
        let db = self.database.reading_connection();
        Ok(Some(files::state(db, &self.description.target(), &files).await?))
    }

    /// Brings the database to the schema without migration files, as far as the options allow it.
    pub async fn push(&self, options: Options) -> Result<Applied, StartError> {
        let db = self.database.schema_connection();
        files::refuse_half_way(db).await?;
        let target = self.description.target();
        Ok(Box::pin(nevr_migrate::push(db, &target, options, self.env.now())).await?)
    }

    /// Applies the pending migration files, each of them once, even if several processes do so at the
    /// same time. Changes that are in no file are not made: [`start`](Self::start) then returns an
    /// error that lists them.
    pub async fn apply_migrations(&self) -> Result<Vec<Done>, StartError> {
        let (db, target) = (self.database.schema_connection(), self.description.target());
        Ok(files::apply(db, &target, &self.files()?, self.env.now()).await?)
    }

    /// Does the work of [`NevrBuilder::migrate`](super::NevrBuilder::migrate).
    pub(super) async fn migrate(&self, options: &MigrateOptions) -> Result<Migrated, StartError> {
        let (db, target) = (self.database.schema_connection(), self.description.target());
        Ok(files::migrate(db, &target, &self.folder, options, self.env.now()).await?)
    }

    /// Rolls back the last `steps` migrations.
    pub async fn rollback(
        &self,
        steps: usize,
        accept_data_loss: bool,
    ) -> Result<Rollback, StartError> {
        let (db, target) = (self.database.schema_connection(), self.description.target());
        let (files, now) = (self.files()?, self.env.now());
        Ok(files::rollback(db, &target, &files, steps, accept_data_loss, now).await?)
    }

    /// Returns what rolling back the last `steps` migrations would do and lose. Changes nothing.
    pub async fn rollback_plan(&self, steps: usize) -> Result<Rollback, StartError> {
        let (db, target) = (self.database.reading_connection(), self.description.target());
        Ok(files::rollback_plan(db, &target, &self.files()?, steps).await?)
    }

    /// Drops everything that nevr has made in the database and brings it to the schema again, by the
    /// migration files if there are any. Foreign tables stay.
    pub async fn reset(&self) -> Result<Reset, StartError> {
        let (db, target) = (self.database.schema_connection(), self.description.target());
        let (files, now) = (self.files()?, self.env.now());
        let dropped = nevr_migrate::reset(db).await?.steps;
        let mut reset = Reset { dropped, ..Reset::default() };
        if files.is_empty() {
            reset.pushed = nevr_migrate::push(db, &target, Options::default(), now).await?;
        } else {
            reset.done = files::apply(db, &target, &files, now).await?;
        }
        Ok(reset)
    }

    /// Drops the dormant tables and columns of a plugin that is switched off, and of its sub-plugins.
    /// If there are migration files, it writes a migration for that. Without `accept_data_loss`
    /// nothing is changed, and the result has what would be dropped.
    pub async fn drop_plugin(
        &self,
        plugin: &Owner,
        accept_data_loss: bool,
    ) -> Result<Migrated, StartError> {
        let (db, target) = (self.database.schema_connection(), self.description.target());
        let files = self.files()?;
        let plan = nevr_migrate::plan_drop_owner(db, &target, plugin).await?;
        if !plan.refusals.is_empty() {
            return Err(MigrateError::Refused(plan.refusals).into());
        }
        let mut dropped = Migrated::default();
        dropped.steps = plan.steps;
        dropped.losses = plan.losses;
        if !accept_data_loss {
            return Ok(dropped);
        }
        if !files.is_empty() {
            let now = self.env.now();
            dropped.written = files::drop_owner(db, &target, &self.folder, plugin, now).await?;
        }
        // There are no migration files, or the tables are in none of them: they were pushed.
        if dropped.written.is_none() {
            let accepting = Options::default().accepting_data_loss();
            nevr_migrate::drop_owner(db, &target, plugin, accepting).await?;
        }
        Ok(dropped)
    }

    /// Returns an error if the database is behind the schema or the migration files. `nevr dev` does
    /// not look at the files, because it pushes.
    pub(super) async fn check_current(&self) -> Result<(), StartError> {
        let (db, target) = (self.database.reading_connection(), self.description.target());
        let files = if self.dev { Vec::new() } else { self.files()? };
        let status = nevr_migrate::status(db, &target).await?;
        if status.copying {
            let missing = status.to_string();
            return Err(StartError::Behind { missing, remedy: Remedy::Copy });
        }
        if !files.is_empty() {
            let state = files::state(db, &target, &files).await?;
            if !state.is_current() {
                let missing = state.to_string();
                return Err(StartError::Behind { missing, remedy: Remedy::Apply });
            }
        }
        if status.is_current() {
            return Ok(());
        }
        let remedy = if files.is_empty() { Remedy::Push } else { Remedy::Migrate };
        Err(StartError::Behind { missing: status.to_string(), remedy })
    }

    fn files(&self) -> Result<Vec<Migration>, StartError> {
        Ok(self.folder.read(self.provider()).map_err(FilesError::from)?)
    }
}
