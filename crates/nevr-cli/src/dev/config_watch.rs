//! Waits for changes of the config file and `.env`.

use std::{fs, path::PathBuf, time::Duration};

use tokio::time::sleep;

use crate::project::Project;

/// The time between two looks at the files. Reading them is cheap, and only their content counts:
/// editors replace files, write them in several steps, and touch them without a change.
const PAUSE: Duration = Duration::from_millis(150);

/// A watch on the config file and on `.env` beside it.
pub(crate) struct ConfigWatch {
    config: PathBuf,
    env: PathBuf,
    taken: Content,
}

/// The content of both files; `None` for a file that does not exist.
#[derive(Clone, PartialEq, Eq)]
struct Content {
    config: Option<Vec<u8>>,
    env: Option<Vec<u8>>,
}

impl ConfigWatch {
    /// Remembers the current content; the first call of [`changed`](Self::changed) compares with
    /// it.
    pub(crate) fn new(project: &Project) -> Self {
        let (config, env) = (project.file(), project.dir().join(".env"));
        let taken = Content::of(&config, &env);
        Self { config, env, taken }
    }

    /// Waits until the content differs from that of the last call, and two looks in a row find the
    /// same, so that no file is read half-written. Returns the files that have changed.
    pub(crate) async fn changed(&mut self) -> Vec<PathBuf> {
        let mut before = self.taken.clone();
        loop {
            sleep(PAUSE).await;
            let now = Content::of(&self.config, &self.env);
            // A config file that is missing is being replaced by an editor, and about to come back.
            let settled = now == before && now.config.is_some();
            if settled && now != self.taken {
                return self.take(now);
            }
            before = now;
        }
    }

    fn take(&mut self, now: Content) -> Vec<PathBuf> {
        let config = (now.config != self.taken.config).then(|| self.config.clone());
        let env = (now.env != self.taken.env).then(|| self.env.clone());
        self.taken = now;
        config.into_iter().chain(env).collect()
    }
}

impl Content {
    fn of(config: &PathBuf, env: &PathBuf) -> Self {
        Self { config: fs::read(config).ok(), env: fs::read(env).ok() }
    }
}
