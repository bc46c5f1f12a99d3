//! `db:migrate`: applies what is pending, then writes and applies the next migration.

use nevr_schema::{Owner, Provider, env::Timestamp};
use sea_orm::DatabaseConnection;

use super::{
    apply::{Done, apply},
    draft::{Draft, Written},
    error::FilesError,
    folder::Folder,
    migration::{Migration, last_snapshots},
    name::{FileName, Label},
    state::{inspect, state},
};
use crate::{
    dialect::dialect_of,
    goal::{MigrationId, Options, Target},
    report::{Loss, MigrateError, Step, changes},
    status::status,
};

/// How to write the next migration.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct MigrateOptions {
    /// Its label; by default one that describes its changes.
    pub label: Option<Label>,
    /// Whether it may lose data.
    pub rules: Options,
    /// Whether to plan only, and change nothing.
    pub dry_run: bool,
}

/// What `db:migrate` did, or would do.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Migrated {
    /// What was done, in order: to the pending migrations, then to the one that was written.
    pub done: Vec<Done>,
    /// In a dry run, the migrations that would be applied first.
    pub pending: Vec<FileName>,
    /// The structural steps of the next migration on this kind of database.
    pub steps: Vec<Step>,
    /// The migrations by hand that the next migration names.
    pub by_hand: Vec<MigrationId>,
    /// The data that the next migration loses.
    pub losses: Vec<Loss>,
    /// The migration that was written.
    pub written: Option<Written>,
}

impl MigrateOptions {
    /// Sets the label.
    #[must_use]
    pub fn label(mut self, label: Option<Label>) -> Self {
        self.label = label;
        self
    }

    /// Sets whether data may be lost.
    #[must_use]
    pub fn rules(mut self, rules: Options) -> Self {
        self.rules = rules;
        self
    }

    /// Sets whether to plan only.
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

    /// Returns whether there was nothing to do.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty()
            && self.pending.is_empty()
            && self.steps.is_empty()
            && self.by_hand.is_empty()
            && self.written.is_none()
    }
}

/// Applies the pending migrations, writes the next one from the difference between the last one and
/// the schema, and applies it.
///
/// The next migration is refused, and not written, if the rows of this database would make it fail,
/// or if it loses data and the options don't accept that.
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
    inspect(db, target, &files).await?.refuse_half_copied()?;
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

/// Writes the next migration without applying it. Reads no database.
///
/// If nothing has changed, a migration is written only if it has a label: an empty one, to be filled
/// with statements by hand.
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

/// Checks that the rows of this database allow the next migration, and returns what it loses.
async fn check(
    db: &DatabaseConnection,
    target: &Target,
    files: &[Migration],
    options: &MigrateOptions,
) -> Result<Vec<Loss>, FilesError> {
    let inspection = inspect(db, target, files).await?;
    let differences = inspection.differences(&last_snapshots(files));
    if !differences.is_empty() {
        // It was pushed: the next migration is recorded without being run.
        if inspection.is_at_schema() {
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

/// Writes and applies a migration that drops what an owner and the plugins below it have.
///
/// Returns `None` if they have nothing. The caller must make sure that the owner is switched off and
/// that its data may be lost.
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
    let last = last_snapshots(&files);
    let gone: Vec<_> = last.owners().filter(|other| other.is_within(owner)).cloned().collect();
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
