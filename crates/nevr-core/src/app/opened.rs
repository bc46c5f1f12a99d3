//! The database of a description, open.

use std::sync::Arc;

use nevr_config::Variables;
use nevr_migrate::files::Folder;
use nevr_schema::{Provider, env::Env};

use crate::{description::Description, store::Database};

/// The database of a description, open, before the app is started on it: the `db:` commands work on
/// this, and [`start`](Self::start) makes a running app of it.
///
/// [`close`](Self::close) it when no app is started; [`run`](Self::run) does so by itself.
pub struct Opened {
    pub(super) description: Arc<Description>,
    pub(super) variables: Variables,
    pub(super) database: Database,
    pub(super) folder: Folder,
    pub(super) env: Env,
    pub(super) dev: bool,
}

impl Opened {
    /// Does some work on the database, and closes it whatever comes of that.
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

    /// What the database is opened for.
    pub fn description(&self) -> &Arc<Description> {
        &self.description
    }

    pub(super) fn provider(&self) -> Provider {
        self.description.config().database.provider
    }
}
