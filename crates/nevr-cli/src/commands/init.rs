//! `nevr init`: creates a new project.

use std::{
    fs,
    path::{Path, PathBuf},
};

use nevr_core::plugin::Registry;

use crate::{
    failure::{Explain, Failure},
    files::{Access, FileError, create},
    new_secret::new_secret,
    output::Output,
    project::{CONFIG_FILE, Project, folder_of},
    words::shell_word,
};

/// The folder already has a config file.
#[derive(Debug, thiserror::Error)]
#[error("{} already exists", path.display())]
struct AlreadyThereError {
    path: PathBuf,
}

impl Explain for AlreadyThereError {
    fn help(&self) -> Option<String> {
        Some("nothing was changed; choose another folder".to_owned())
    }
}

/// The sections that a new config switches on, if the registry has their plugins.
const SWITCHED_ON: [&str; 2] = ["plugins.auth", "plugins.auth.plugins.anonymous"];

/// The files that `.gitignore` keeps out of version control: secrets and data.
const IGNORED: [&str; 5] = [".env", ".nevr/", "nevr.db", "nevr.db-shm", "nevr.db-wal"];

/// Creates the config file, `.env` and `.gitignore` in `dir`. Never overwrites a file.
pub(crate) fn init(project: &Project, dir: &Path, output: &Output) -> Result<(), Failure> {
    let name = project.named().unwrap_or(Path::new(CONFIG_FILE));
    let config = if dir == Path::new(".") { name.to_owned() } else { dir.join(name) };
    let dir = folder_of(&config);
    fs::create_dir_all(&dir).map_err(FileError::write(&dir))?;
    if fs::symlink_metadata(&config).is_ok() {
        return Err(AlreadyThereError { path: config }.into());
    }
    let env = env_file(&config.with_file_name(".env"))?;
    let ignore = ignore_file(&config.with_file_name(".gitignore"))?;
    // Last, because the config is what makes a project: without it, `init` can be run again.
    if !create(&config, &config_text(project.registry()), Access::Everyone)? {
        return Err(AlreadyThereError { path: config }.into());
    }
    output.line(format!("created {}", config.display()));
    output.line(env);
    output.line(ignore);
    output.line(next(&dir, &config));
    Ok(())
}

fn env_file(path: &Path) -> Result<String, Failure> {
    let text = format!(
        "# Secrets of this app. Keep this file out of version control.\nNEVR_AUTH_SECRET={}\n",
        new_secret()?
    );
    let is_new = create(path, &text, Access::Owner)?;
    let is_complete =
        is_new || has_line(path, |line| line.trim_start().starts_with("NEVR_AUTH_SECRET="))?;
    let path = path.display();
    Ok(if is_new {
        format!("created {path} with a new secret")
    } else if is_complete {
        format!("kept    {path}")
    } else {
        format!("kept    {path}: add a line NEVR_AUTH_SECRET=… with what `nevr secret` prints")
    })
}

fn ignore_file(path: &Path) -> Result<String, Failure> {
    if create(path, &format!("{}\n", IGNORED.join("\n")), Access::Everyone)? {
        return Ok(format!("created {}", path.display()));
    }
    let mut missing = Vec::new();
    for entry in IGNORED {
        if !has_line(path, |line| line.trim() == entry)? {
            missing.push(entry);
        }
    }
    let path = path.display();
    Ok(match missing.as_slice() {
        [] => format!("kept    {path}"),
        missing => format!("kept    {path}: make sure that it covers {}", missing.join(", ")),
    })
}

fn has_line(path: &Path, is_it: impl Fn(&str) -> bool) -> Result<bool, FileError> {
    let text = fs::read_to_string(path).map_err(FileError::read(path))?;
    // Some editors begin a file with a byte order mark.
    Ok(text.trim_start_matches('\u{feff}').lines().any(is_it))
}

fn next(dir: &Path, config: &Path) -> String {
    let mut command = String::from("nevr dev");
    if config.file_name().is_none_or(|name| name != CONFIG_FILE) {
        let config = shell_word(&config.display().to_string());
        command = format!("nevr dev --config {config}");
    } else if !dir.as_os_str().is_empty() {
        command = format!("cd {} && nevr dev", shell_word(&dir.display().to_string()));
    }
    format!("next: {command}")
}

/// Returns the smallest complete config, with the other plugins as comments.
fn config_text(registry: &Registry) -> String {
    let known: Vec<String> = registry.sections().collect();
    let (on, off): (Vec<_>, Vec<_>) =
        known.iter().partition(|section| SWITCHED_ON.contains(&section.as_str()));
    let mut lines = vec![
        "#:schema ./generated/nevr.config.schema.json".to_owned(),
        String::new(),
        "database = \"sqlite\"".to_owned(),
    ];
    for section in on {
        lines.extend([String::new(), format!("[{section}]")]);
    }
    if !off.is_empty() {
        lines.push("\n# More plugins: remove the `#` to switch one on.".to_owned());
    }
    lines.extend(off.into_iter().map(|section| format!("# [{section}]")));
    lines.join("\n") + "\n"
}
