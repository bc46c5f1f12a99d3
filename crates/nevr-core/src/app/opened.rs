//! The opened database of a description.

use std::sync::Arc;

use nevr_config::Variables;
use nevr_migrate::files::Folder;
use nevr_schema::{Provider, env::Env};

use crate::{description::Description, store::Database};

/// The opened database of a description.
///
/// The third phase of a start: [`NevrBuilder::open`](super::NevrBuilder::open) returns it, and
/// [`start`](Self::start) makes a running app of it. The `db:` commands work on it without an app.
///
/// [`run`](Self::run) closes the database when its work is done, and [`start`](Self::start) if the
/// app can't start; otherwise call [`close`](Self::close).
pub struct Opened {
    pub(super) description: Arc<Description>,
    pub(super) variables: Variables,
    pub(super) database: Database,
    pub(super) folder: Folder,
    pub(super) env: Env,
    pub(super) dev: bool,
}

impl Opened {
    /// Does some work on the database, and closes it, whether or not the work fails.
    ///
    /// ```no_run
    /// # use std::sync::Arc;
    /// # use nevr_core::app::{NevrBuilder, Opened, StartError};
    /// # use nevr_core::description::Description;
    /// # async fn example(b: NevrBuilder, description: Arc<Description>) -> Result<(), StartError> {
    /// let status = b.open(&description).await?.run(Opened::status).await?;
    /// println!("{status}");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn run<T, E>(self, work: impl AsyncFnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        let done = work(&self).await;
        self.close().await;
        done
    }

    /// Closes the database.
    pub async fn close(self) {
        self.database.close().await;
    }

    /// Returns the description that the database was opened for.
    pub fn description(&self) -> &Arc<Description> {
        &self.description
    }

    pub(super) fn provider(&self) -> Provider {
        self.description.config().database.provider
    }
}
