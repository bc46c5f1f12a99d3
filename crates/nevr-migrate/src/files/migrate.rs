//! `db:migrate`: what is pending, then the next migration.

use nevr_schema::{Owner, Provider, env::Timestamp};
use sea_orm::DatabaseConnection;

use super::{
    apply::{Done, apply},
    draft::{Draft, Written, end},
    error::FilesError,
    folder::Folder,
    migration::Migration,
    name::{FileName, Label},
    site::Site,
    state::state,
};
use crate::{
    dialect::dialect_of,
    goal::{MigrationId, Options, Target},
    report::{Loss, MigrateError, Step, changes},
    snapshot::Snapshots,
    status::status,
};

/// How the next migration is made.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct MigrateOptions {
    /// What it is about; out of what it does, unless said.
    pub label: Option<Label>,
    /// What it may do to data.
    pub rules: Options,
    /// Whether only to say what would be done.
    pub dry_run: bool,
}

/// What was done, or would be.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Migrated {
    /// Migrations that were pending, and the one that was written, in the order in which they were
    /// applied.
    pub done: Vec<Done>,
    /// Migrations that would be applied first.
    pub pending: Vec<FileName>,
    /// The structural steps of the next migration, on this kind of database.
    pub steps: Vec<Step>,
    /// The migrations by hand that it names.
    pub by_hand: Vec<MigrationId>,
    /// What it takes away.
    pub losses: Vec<Loss>,
    /// The migration that was written.
    pub written: Option<Written>,
}

impl MigrateOptions {
    /// Calls the next migration so.
    #[must_use]
    pub fn label(mut self, label: Option<Label>) -> Self {
        self.label = label;
        self
    }

    /// Says what it may do to data.
    #[must_use]
    pub fn rules(mut self, rules: Options) -> Self {
        self.rules = rules;
        self
    }

    /// Only says what would be done.
    #[must_use]
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.dry_run = dry_run;
        self
    }
}

impl Migrated {
    fn of(draft: &Draft) -> Self {
        Self { steps: draft.steps().to_vec(), by_hand: draft.by_hand.clone(), ..Self::default() }
    }

    /// Whether there was nothing to do.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty()
            && self.pending.is_empty()
            && self.steps.is_empty()
            && self.by_hand.is_empty()
            && self.written.is_none()
    }
}

/// Applies what is pending, writes the next migration from the difference between the last one and
/// the schema, and applies that.
pub async fn migrate(
    db: &DatabaseConnection,
    target: &Target,
    folder: &Folder,
    options: &MigrateOptions,
    now: Timestamp,
) -> Result<Migrated, FilesError> {
    let provider = dialect_of(db)?.provider();
    let files = folder.read(provider)?;
    let (done, pending) = if options.dry_run {
        (Vec::new(), state(db, target, &files).await?.missing())
    } else {
        (apply(db, target, &files, now).await?, Vec::new())
    };
    let draft = Draft::new(provider, &files, target)?;
    let mut out = Migrated { done, pending, ..Migrated::of(&draft) };
    if out.pending.is_empty() {
        out.losses = check(db, target, &files, options).await?;
    }
    if draft.is_empty() || options.dry_run {
        return Ok(out);
    }
    let label = options.label.clone().unwrap_or_else(|| draft.label());
    out.written = Some(draft.write(folder, &label, now)?);
    out.done.extend(apply(db, target, &folder.read(provider)?, now).await?);
    Ok(out)
}

/// Writes the next migration and applies nothing: no database is looked at. With a label it is
/// written although nothing changes, for statements that somebody puts into it.
pub fn create(
    provider: Provider,
    target: &Target,
    folder: &Folder,
    options: &MigrateOptions,
    now: Timestamp,
) -> Result<Migrated, FilesError> {
    target.check_names()?;
    let files = folder.read(provider)?;
    let draft = Draft::new(provider, &files, target)?;
    let mut out = Migrated::of(&draft);
    if options.dry_run {
        out.pending = files.into_iter().map(|migration| migration.name).collect();
    }
    let drops = draft.drops();
    if !drops.is_empty() && !options.rules.accept_data_loss {
        return Err(FilesError::Drops(drops));
    }
    if options.dry_run || (draft.is_empty() && options.label.is_none()) {
        return Ok(out);
    }
    let label = options.label.clone().unwrap_or_else(|| draft.label());
    out.written = Some(draft.write(folder, &label, now)?);
    Ok(out)
}

/// Whether the rows of this database stand in the way of the next migration, and what it takes
/// away of them.
async fn check(
    db: &DatabaseConnection,
    target: &Target,
    files: &[Migration],
    options: &MigrateOptions,
) -> Result<Vec<Loss>, FilesError> {
    let site = Site::new(db, target, files, Timestamp::from_millis(0))?;
    let transaction = site.dialect.read(db).await?;
    let look = site.look(&transaction).await;
    transaction.rollback().await?;
    let look = look?;
    let differences = look.differences(&end(files));
    if !differences.is_empty() {
        // Pushed: it is put on record, and nothing is run.
        let pushed = look.differences(&Snapshots::of(&target.schema).into_recorded()).is_empty();
        if pushed {
            return Ok(Vec::new());
        }
        if !files.is_empty() {
            return Err(FilesError::Drift(differences));
        }
        let missing = status(db, target).await?.steps;
        let missing = changes(&missing).map(ToString::to_string).collect();
        return Err(FilesError::NoBaseline(missing));
    }
    let status = status(db, target).await?;
    if !status.refusals.is_empty() {
        return Err(MigrateError::Refused(status.refusals).into());
    }
    if !status.losses.is_empty() && !options.rules.accept_data_loss {
        let plan = changes(&status.steps).map(ToString::to_string).collect();
        return Err(FilesError::Lossy { plan, losses: status.losses });
    }
    Ok(status.losses)
}

/// Drops what an owner that is switched off has, and what the plugins below it have, by a migration
/// of its own. Whether that may be is for the caller to know.
pub async fn drop_owner(
    db: &DatabaseConnection,
    target: &Target,
    folder: &Folder,
    owner: &Owner,
    now: Timestamp,
) -> Result<Option<Written>, FilesError> {
    let provider = dialect_of(db)?.provider();
    let files = folder.read(provider)?;
    apply(db, target, &files, now).await?;
    let end = end(&files);
    let gone: Vec<_> = end.owners().filter(|other| other.is_within(owner)).cloned().collect();
    if gone.is_empty() {
        return Ok(None);
    }
    let state = state(db, target, &files).await?;
    if !state.drift.is_empty() {
        return Err(FilesError::Drift(state.drift));
    }
    let draft = Draft::dropping(provider, &files, &gone)?;
    let written = draft.write(folder, &draft.label(), now)?;
    apply(db, target, &folder.read(provider)?, now).await?;
    Ok(Some(written))
}
