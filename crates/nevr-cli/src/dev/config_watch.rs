//! Whether what is served is still what is written.

use std::{fs, path::PathBuf, time::Duration};

use tokio::time::sleep;

use crate::project::Project;

/// How often the files are looked at. They are few and small, and content is all that counts:
/// editors replace files, write them in several steps, and touch them without a change.
const PAUSE: Duration = Duration::from_millis(150);

/// The files that `nevr dev` serves by: the config file, and `.env` beside it.
pub(crate) struct ConfigWatch {
    config: PathBuf,
    env: PathBuf,
    taken: Content,
}

/// What stands in the files; nothing for one that is not there.
#[derive(Clone, PartialEq, Eq)]
struct Content {
    config: Option<Vec<u8>>,
    env: Option<Vec<u8>>,
}

impl ConfigWatch {
    /// Watches from now on.
    pub(crate) fn new(project: &Project) -> Self {
        let (config, env) = (project.file(), project.dir().join(".env"));
        let taken = Content::of(&config, &env);
        Self { config, env, taken }
    }

    /// Waits until other things stand in the files than when this was last asked, and whoever
    /// writes them is done. Says which files these are.
    pub(crate) async fn changed(&mut self) -> Vec<PathBuf> {
        let mut before = self.taken.clone();
        loop {
            sleep(PAUSE).await;
            let now = Content::of(&self.config, &self.env);
            // A config file that has gone is about to come back: it is being replaced.
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
