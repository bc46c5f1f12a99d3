//! What is done to the database of an app that does not run: `nevr db:…`.

use std::path::PathBuf;

use nevr_migrate::{
    self, Applied, MigrateError, Options, Step, Target,
    files::{self, Done, FilesError, Folder, MigrateOptions, Migrated, Migration, Rollback, State},
};
use nevr_schema::{Owner, Provider, env::Timestamp};

use super::{NevrBuilder, Remedy, StartError, builder::Prepared};
use crate::store::{Database, OpenError};

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

/// An app that does not run, with its database open.
struct AtWork {
    target: Target,
    folder: Folder,
    files: Vec<Migration>,
    database: Database,
}

impl NevrBuilder {
    /// Where migration files are; the folder `migrations` beside the config file unless told
    /// otherwise.
    #[must_use]
    pub fn migrations(mut self, folder: impl Into<PathBuf>) -> Self {
        self.migrations = Some(folder.into());
        self
    }

    /// Applies the migration files that are pending, each once, however many processes do so at
    /// once; makes the SQLite file when there is none. What they do not bring is not brought:
    /// [`start`](Self::start) says what that is.
    pub async fn apply_migrations(&self) -> Result<Vec<Done>, StartError> {
        let work = self.at_work(true).await?;
        let db = work.database.schema_connection();
        let done = files::apply(db, &work.target, &work.files, self.env.now()).await;
        work.database.close().await;
        Ok(done?)
    }

    /// Applies the migration files that are pending, writes the next one from the difference
    /// between the last one and the schema, and applies that. A dry run makes nothing, no SQLite
    /// file either.
    pub async fn migrate(&self, options: &MigrateOptions) -> Result<Migrated, StartError> {
        let work = match self.at_work(!options.dry_run).await {
            Err(StartError::Open(OpenError::MissingFile(_))) => {
                return self.create_migration(options);
            }
            work => work?,
        };
        let db = work.database.schema_connection();
        let now = self.env.now();
        let done = files::migrate(db, &work.target, &work.folder, options, now).await;
        work.database.close().await;
        Ok(done?)
    }

    /// Writes the next migration and applies nothing; no database is needed.
    pub fn create_migration(&self, options: &MigrateOptions) -> Result<Migrated, StartError> {
        let prepared = self.prepare()?;
        let provider = provider(&prepared);
        let (target, folder) = (prepared.target(), self.folder(&prepared));
        Ok(files::create(provider, &target, &folder, options, self.env.now())?)
    }

    /// How far the database is along the migration files; none where there are no files.
    pub async fn migration_state(&self) -> Result<Option<State>, StartError> {
        let work = self.at_work(false).await?;
        let state = work.state().await;
        work.database.close().await;
        state
    }

    /// Takes back the last so many migrations.
    pub async fn rollback(
        &self,
        steps: usize,
        accept_data_loss: bool,
    ) -> Result<Rollback, StartError> {
        let work = self.at_work(false).await?;
        let db = work.database.schema_connection();
        let now = self.env.now();
        let done =
            files::rollback(db, &work.target, &work.files, steps, accept_data_loss, now).await;
        work.database.close().await;
        Ok(done?)
    }

    /// What taking back the last so many migrations would take with it; changes nothing.
    pub async fn rollback_plan(&self, steps: usize) -> Result<Rollback, StartError> {
        let work = self.at_work(false).await?;
        let db = work.database.reading_connection();
        let plan = files::rollback_plan(db, &work.target, &work.files, steps).await;
        work.database.close().await;
        Ok(plan?)
    }

    /// Empties the database of everything that nevr made and brings it to the schema again: by the
    /// migration files, if there are some. What nevr did not make stays.
    pub async fn reset(&self) -> Result<Reset, StartError> {
        let work = self.at_work(true).await?;
        let done = work.reset(self.env.now()).await;
        work.database.close().await;
        done
    }

    /// Drops what a plugin that is switched off left in the database, and what its sub-plugins did:
    /// by a migration of its own, where there are migration files. Without consent nothing is
    /// changed, and the answer says what would go.
    pub async fn drop_plugin(
        &self,
        plugin: &Owner,
        accept_data_loss: bool,
    ) -> Result<Migrated, StartError> {
        let work = self.at_work(false).await?;
        let done = work.drop_plugin(plugin, accept_data_loss, self.env.now()).await;
        work.database.close().await;
        done
    }

    /// Refuses a database that is behind the schema or the migration files. In `nevr dev` the files
    /// are left alone: it pushes.
    pub(super) async fn check_current(
        &self,
        prepared: &Prepared,
        database: &Database,
    ) -> Result<(), StartError> {
        let (db, target) = (database.reading_connection(), prepared.target());
        let folder = self.folder(prepared);
        let files = if self.is_dev() {
            Vec::new()
        } else {
            folder.read(provider(prepared)).map_err(FilesError::from)?
        };
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

    async fn at_work(&self, create: bool) -> Result<AtWork, StartError> {
        let prepared = self.prepare()?;
        let folder = self.folder(&prepared);
        let files = folder.read(provider(&prepared)).map_err(FilesError::from)?;
        let database = self.open(&prepared, create).await?;
        Ok(AtWork { target: prepared.target(), folder, files, database })
    }

    pub(super) fn folder(&self, prepared: &Prepared) -> Folder {
        let beside = || prepared.dir.join(Folder::NAME);
        Folder::at(self.migrations.clone().unwrap_or_else(beside))
    }
}

impl AtWork {
    async fn reset(&self, now: Timestamp) -> Result<Reset, StartError> {
        let db = self.database.schema_connection();
        let dropped = nevr_migrate::reset(db).await?.steps;
        let mut reset = Reset { dropped, ..Reset::default() };
        if self.files.is_empty() {
            reset.pushed = nevr_migrate::push(db, &self.target, Options::default(), now).await?;
        } else {
            reset.done = files::apply(db, &self.target, &self.files, now).await?;
        }
        Ok(reset)
    }

    async fn drop_plugin(
        &self,
        plugin: &Owner,
        accepted: bool,
        now: Timestamp,
    ) -> Result<Migrated, StartError> {
        let db = self.database.schema_connection();
        let plan = nevr_migrate::plan_drop_owner(db, &self.target, plugin).await?;
        let mut dropped = Migrated::default();
        if !plan.refusals.is_empty() {
            return Err(MigrateError::Refused(plan.refusals).into());
        }
        dropped.steps = plan.steps;
        dropped.losses = plan.losses;
        if !accepted {
            return Ok(dropped);
        }
        if !self.files.is_empty() {
            let folder = &self.folder;
            dropped.written = files::drop_owner(db, &self.target, folder, plugin, now).await?;
        }
        // What no migration knows was pushed.
        if dropped.written.is_none() {
            let accepting = Options::default().accepting_data_loss();
            nevr_migrate::drop_owner(db, &self.target, plugin, accepting).await?;
        }
        Ok(dropped)
    }

    async fn state(&self) -> Result<Option<State>, StartError> {
        if self.files.is_empty() {
            return Ok(None);
        }
        let db = self.database.reading_connection();
        Ok(Some(files::state(db, &self.target, &self.files).await?))
    }
}

fn provider(prepared: &Prepared) -> Provider {
    prepared.description.config().database.provider
}
