//! What is done to the database of an app that does not run: `nevr db:…`.

use nevr_migrate::{
    Applied, MigrateError, Options, Status, Step,
    files::{self, Done, FilesError, MigrateOptions, Migrated, Migration, Rollback, State},
};
use nevr_schema::Owner;

use super::{
    error::{Remedy, StartError},
    opened::Opened,
};

/// What a reset did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reset {
    /// What was dropped.
    pub dropped: Vec<Step>,
    /// The migration files that were applied then.
    pub done: Vec<Done>,
    /// What was pushed instead, where there are no files.
    pub pushed: Applied,
}

impl Opened {
    /// Compares the database with the schema; changes nothing.
    pub async fn status(&self) -> Result<Status, StartError> {
        let target = self.description.target();
        Ok(nevr_migrate::status(self.database.reading_connection(), &target).await?)
    }

    /// Returns how far the database is along the migration files; `None` where there are no files.
    pub async fn migration_state(&self) -> Result<Option<State>, StartError> {
        let files = self.files()?;
        if files.is_empty() {
            return Ok(None);
        }
        let db = self.database.reading_connection();
        Ok(Some(files::state(db, &self.description.target(), &files).await?))
    }

    /// Brings the database to the schema, as far as the options allow it.
    pub async fn push(&self, options: Options) -> Result<Applied, StartError> {
        let db = self.database.schema_connection();
        files::refuse_half_way(db).await?;
        let target = self.description.target();
        Ok(Box::pin(nevr_migrate::push(db, &target, options, self.env.now())).await?)
    }

    /// Applies the migration files that are pending, each once, however many processes do so at
    /// once. What the files lack is not brought: [`start`](Self::start) then refuses, and names it.
    pub async fn apply_migrations(&self) -> Result<Vec<Done>, StartError> {
        let (db, target) = (self.database.schema_connection(), self.description.target());
        Ok(files::apply(db, &target, &self.files()?, self.env.now()).await?)
    }

    /// See [`NevrBuilder::migrate`](super::NevrBuilder::migrate).
    pub(super) async fn migrate(&self, options: &MigrateOptions) -> Result<Migrated, StartError> {
        let (db, target) = (self.database.schema_connection(), self.description.target());
        Ok(files::migrate(db, &target, &self.folder, options, self.env.now()).await?)
    }

    /// Takes back the last `steps` migrations.
    pub async fn rollback(
        &self,
        steps: usize,
        accept_data_loss: bool,
    ) -> Result<Rollback, StartError> {
        let (db, target) = (self.database.schema_connection(), self.description.target());
        let (files, now) = (self.files()?, self.env.now());
        Ok(files::rollback(db, &target, &files, steps, accept_data_loss, now).await?)
    }

    /// Returns what taking back the last `steps` migrations would do and lose; changes nothing.
    pub async fn rollback_plan(&self, steps: usize) -> Result<Rollback, StartError> {
        let (db, target) = (self.database.reading_connection(), self.description.target());
        Ok(files::rollback_plan(db, &target, &self.files()?, steps).await?)
    }

    /// Empties the database of everything that nevr made and brings it to the schema again: by the
    /// migration files, if there are some. What nevr did not make stays.
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

    /// Drops what a plugin that is switched off left in the database, and what its sub-plugins did:
    /// by a migration of its own, where there are migration files. Without consent nothing is
    /// changed, and the answer holds what would be dropped.
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
        // What is in no migration was pushed.
        if dropped.written.is_none() {
            let accepting = Options::default().accepting_data_loss();
            nevr_migrate::drop_owner(db, &target, plugin, accepting).await?;
        }
        Ok(dropped)
    }

    /// Refuses a database that is behind the schema or the migration files. In `nevr dev` the files
    /// are left alone: it pushes.
    pub(super) async fn check_current(&self) -> Result<(), StartError> {
        let (db, target) = (self.database.reading_connection(), self.description.target());
        let files = if self.dev { Vec::new() } else { self.files()? };
        if !files.is_empty() {
            let state = files::state(db, &target, &files).await?;
            if !state.is_current() {
                let missing = state.to_string();
                return Err(StartError::Behind { missing, remedy: Remedy::Apply });
            }
        }
        let status = nevr_migrate::status(db, &target).await?;
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
